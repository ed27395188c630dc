//! The light on the board, a WS2812 or one of its kin (SK6812).

use esp_hal::Async;
use esp_hal::gpio::Level;
use esp_hal::gpio::interconnect::PeripheralOutput;
use esp_hal::peripherals::RMT;
use esp_hal::rmt::{Channel, ConfigError, PulseCode, Rmt, Tx, TxChannelConfig, TxChannelCreator};
use esp_hal::time::Rate;
use esp_println::println;

/// A tick is 12.5 ns.
const RATE: Rate = Rate::from_mhz(80);

// Each bit is a pulse and a pause, in ticks. These times lie within what both kinds of lights allow.
const ZERO: PulseCode = PulseCode::new(Level::High, 28, Level::Low, 72);
const ONE: PulseCode = PulseCode::new(Level::High, 56, Level::Low, 44);
/// After a pause of 0.3 ms, what comes is a new colour.
const PAUSE: PulseCode = PulseCode::new(Level::Low, 12_000, Level::Low, 12_000);

/// The pulses come from the peripheral that is made for remote controls, RMT: the processor could not
/// keep the times while Wi-Fi interrupts it.
pub struct Light {
    channel: Channel<'static, Async, Tx>,
    shown: Option<[u8; 3]>,
}

impl Light {
    pub fn new(
        rmt: RMT<'static>,
        pin: impl PeripheralOutput<'static>,
    ) -> Result<Self, ConfigError> {
        let config = TxChannelConfig::default()
            .with_clk_divider(1)
            .with_idle_output(true)
            .with_idle_output_level(Level::Low);
        let rmt = Rmt::new(rmt, RATE)?.into_async();
        Ok(Self { channel: rmt.channel0.configure_tx(&config)?.with_pin(pin), shown: None })
    }

    /// Shows red, green and blue. Does nothing if it shows them already.
    pub async fn show(&mut self, rgb @ [red, green, blue]: [u8; 3]) {
        if self.shown == Some(rgb) {
            return;
        }
        let bits = u32::from_be_bytes([green, red, blue, 0]);
        let mut pulses = [PulseCode::end_marker(); 26];
        for (at, pulse) in pulses.iter_mut().take(24).enumerate() {
            *pulse = if (bits << at) >> 31 == 1 { ONE } else { ZERO };
        }
        pulses[24] = PAUSE;
        match self.channel.transmit(&pulses).await {
            Ok(()) => self.shown = Some(rgb),
            Err(error) => println!("the light does not work: {error}"),
        }
    }
}
