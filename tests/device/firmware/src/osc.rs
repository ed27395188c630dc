//! The loop of the ESP32 firmware, with a button that the host presses.

use core::fmt::Write;
use embassy_futures::select::{Either3, select3};
use embassy_net::udp::{PacketMetadata, UdpSocket};
use embassy_net::{Ipv4Address, Stack};
use embassy_time::{Duration, Ticker};
use machine::Console;
use microosc::Inline;
use microosc::embassy::Server;

use crate::control::{BUTTON, CLOCK, publish};
use crate::device::{Device, FEEDBACK_BYTES, ROUTER};

const PORT: u16 = 5000;
const GROUP: Ipv4Address = Ipv4Address::new(239, 0, 0, 1);

pub async fn serve(stack: Stack<'static>) -> ! {
    let mut rx_meta = [PacketMetadata::EMPTY; 32];
    let mut rx = const { ROUTER.buffer::<4096>() };
    let (mut tx_meta, mut tx) = ([PacketMetadata::EMPTY; 8], [0; 2048]);
    let mut socket = UdpSocket::new(stack, &mut rx_meta, &mut rx, &mut tx_meta, &mut tx);
    socket.bind(PORT).expect("a port");
    let mut server = Server::<Device, Inline<1024, 2048>>::with_buffers(&ROUTER);
    server.join(stack, GROUP).expect("the only group");
    server.schedule_by(&CLOCK);
    let _ = writeln!(Console, "port {PORT}, group {GROUP}");

    let mut device = Device::new(|line| {
        let _ = writeln!(Console, "{line}");
    });
    let mut seconds = Ticker::every(Duration::from_secs(1));
    let (mut buffer, mut shown) = ([0; FEEDBACK_BYTES], [0; 3]);
    loop {
        if shown != device.light.rgb() {
            shown = device.light.rgb();
            let _ = writeln!(Console, "light {shown:?}");
        }
        publish(server.counters());
        let served = server.serve_one(&mut socket, &mut device);
        let message = match select3(BUTTON.receive(), seconds.next(), served).await {
            Either3::First(pressed) => device.press(pressed, &mut buffer),
            Either3::Second(()) => device.second(&mut buffer),
            Either3::Third(()) => None,
        };
        if let Some((to, packet)) = message {
            server.send(&socket, to, packet).await;
        }
    }
}
