//! Firmware for an ESP32 board: a light and a button, moved by OSC over Wi-Fi.
//!
//! What it does about OSC is in `examples/src/device.rs`, which also runs on a desktop. Here is
//! what makes it a device: the board, Wi-Fi, and the loop that brings them together.
//!
//! Build, flash and watch it with `SSID='my network' PASSWORD='secret words' cargo c3`; see the README.
#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_futures::select::{Either3, select3};
use embassy_net::Ipv4Address;
use embassy_net::udp::{PacketMetadata, UdpSocket};
use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::channel::Channel;
use embassy_time::{Duration, Ticker, Timer};
use esp_alloc as _;
use esp_backtrace as _;
use esp_hal::clock::CpuClock;
use esp_hal::gpio::{Input, InputConfig, Pull};
use esp_hal::timer::timg::TimerGroup;
use esp_println::println;
use microosc::embassy::Server;

#[path = "../../src/device.rs"]
mod device;
mod light;
mod wifi;

use device::{Device, FEEDBACK_BYTES, ROUTER};
use light::Light;

esp_bootloader_esp_idf::esp_app_desc!();

/// Surfaces that know the device's address send to this port. Others, and programs that speak to several
/// devices at once, send to the group and this port.
const PORT: u16 = 5000;
const GROUP: Ipv4Address = Ipv4Address::new(239, 0, 0, 1);

#[esp_hal::main]
async fn main(spawner: Spawner) -> ! {
    esp_println::logger::init_logger_from_env();
    let peripherals = esp_hal::init(esp_hal::Config::default().with_cpu_clock(CpuClock::max()));

    // For the Wi-Fi driver, which needs about half of it; OSC needs none.
    esp_alloc::heap_allocator!(#[esp_hal::ram(reclaimed)] size: 64 * 1024);
    esp_alloc::heap_allocator!(size: 36 * 1024);
    esp_rtos::start(TimerGroup::new(peripherals.TIMG0).timer0, peripherals.FROM_CPU_INTR0);

    // The pins of the light and of the button BOOT on Espressif's boards. For another board, write
    // its pins here.
    core::cfg_select! {
        all(feature = "esp32s3", feature = "led38") => {
            let (light, button) = (peripherals.GPIO38, peripherals.GPIO0);
        }
        feature = "esp32s3" => {
            let (light, button) = (peripherals.GPIO48, peripherals.GPIO0);
        }
        _ => {
            let (light, button) = (peripherals.GPIO8, peripherals.GPIO9);
        }
    }
    let mut light = Light::new(peripherals.RMT, light).expect("the light's channel is free");
    let button = Input::new(button, InputConfig::default().with_pull(Pull::Up));
    core::cfg_select! {
        // esp-hal does not read its thermometer yet.
        feature = "esp32s3" => {
            let temperature = || None;
        }
        _ => {
            use esp_hal::tsens::{Config, TemperatureSensor};
            let thermometer = TemperatureSensor::new(peripherals.TSENS, Config::default())
                .expect("the sensor is free");
            let temperature = || Some(thermometer.get_temperature().to_celsius());
        }
    }

    // A faint blue until the device is in the network.
    light.show([0, 0, 2]).await;
    let stack = wifi::start(spawner, peripherals.WIFI);
    stack.wait_config_up().await;
    spawner.spawn(watch(button).expect("the only task of its kind"));

    // A burst of more datagrams than there are places of metadata is cut.
    let mut rx_meta = [PacketMetadata::EMPTY; 32];
    let mut rx = const { ROUTER.buffer::<4096>() };
    let (mut tx_meta, mut tx) = ([PacketMetadata::EMPTY; 8], [0; 2048]);
    let mut socket = UdpSocket::new(stack, &mut rx_meta, &mut rx, &mut tx_meta, &mut tx);
    socket.bind(PORT).expect("a port");
    let mut server = Server::new(&ROUTER);
    server.join(stack, GROUP).expect("the only group");

    let mut device = Device::new(|line| println!("{line}"));
    let mut seconds = Ticker::every(Duration::from_secs(1));
    let mut buffer = [0; FEEDBACK_BYTES];
    loop {
        light.show(device.light.rgb()).await;
        let served = server.serve_one(&mut socket, &mut device);
        // The server comes last, for in a flood of messages it is always ready.
        let message = match select3(BUTTON.receive(), seconds.next(), served).await {
            Either3::First(pressed) => device.press(pressed, &mut buffer),
            Either3::Second(()) => {
                device.temperature = temperature();
                device.second(&mut buffer)
            }
            Either3::Third(()) => None,
        };
        if let Some((to, packet)) = message {
            server.send(&socket, to, packet).await;
        }
    }
}

/// What the button does: `true` when it goes down, `false` when it comes up.
static BUTTON: Channel<CriticalSectionRawMutex, bool, 8> = Channel::new();

#[embassy_executor::task]
async fn watch(mut button: Input<'static>) {
    loop {
        button.wait_for_low().await;
        BUTTON.send(true).await;
        // Contacts bounce for some milliseconds.
        Timer::after_millis(20).await;
        button.wait_for_high().await;
        BUTTON.send(false).await;
        Timer::after_millis(20).await;
    }
}
