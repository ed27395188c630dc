//! What a message costs its receiver by UDP on loopback, the system call included.
//!
//! In a turn of a receiver, datagrams are sent to it, which the system keeps; then it takes them all, and its time on the processor is
//! measured. The receivers take turns.

use crate::report::Column;
use crate::time::{Effort, column, thread_time};
use microosc::udp::{Client, Options, Server};
use microosc::{Router, osc_handler, osc_router};
use std::collections::HashMap;
use std::error::Error;
use std::hint::black_box;
use std::net::{SocketAddr, UdpSocket};

/// So many that the buffer of any Linux holds them.
const MESSAGES: usize = 192;

#[osc_handler("/1/fader")]
fn fader(sum: &mut u64, value: f32) {
    *sum = sum.wrapping_add(value.to_bits().into());
}

static ROUTER: Router<u64> = osc_router![fader];

/// Sends [`MESSAGES`] to this address.
type Send = fn(&mut Client) -> Result<(), microosc::udp::SendError>;

/// Takes [`MESSAGES`].
type Receive = Box<dyn FnMut()>;

struct Receiver {
    name: &'static str,
    client: Client,
    send: Send,
    receive: Receive,
}

/// Returns the nanoseconds for a message, and how many times those of a bare loop these are.
pub fn measure(effort: Effort) -> Result<Vec<(&'static str, Column)>, Box<dyn Error>> {
    let mut receivers = [
        receiver("`recv_from` and nothing else", one_by_one, bare()?)?,
        receiver("microosc", one_by_one, microosc(false)?)?,
        receiver("`recv_from`, rosc and a `HashMap`", one_by_one, rosc()?)?,
        receiver("microosc with `join_datagrams`", one_by_one, microosc(true)?)?,
        receiver("microosc with `join_datagrams`, from `send_burst`", together, microosc(true)?)?,
    ];
    let mut times = vec![Vec::new(); receivers.len()];
    for turn in 0..effort.turns * 3 {
        for step in 0..receivers.len() {
            let at = (turn + step) % receivers.len();
            let receiver = &mut receivers[at];
            (receiver.send)(&mut receiver.client)?;
            let start = thread_time();
            (receiver.receive)();
            times[at].push((thread_time() - start).as_nanos() as f64 / MESSAGES as f64);
        }
    }
    Ok(receivers
        .iter()
        .zip(&times)
        .map(|(receiver, taken)| (receiver.name, column(taken, &times[0])))
        .collect())
}

fn receiver(
    name: &'static str,
    send: Send,
    (to, receive): (SocketAddr, Receive),
) -> Result<Receiver, Box<dyn Error>> {
    Ok(Receiver { name, client: Client::connect(to)?, send, receive })
}

fn one_by_one(client: &mut Client) -> Result<(), microosc::udp::SendError> {
    (0..MESSAGES).try_for_each(|_| client.call::<fader>(0.5))
}

fn together(client: &mut Client) -> Result<(), microosc::udp::SendError> {
    client.send_burst(|burst| (0..MESSAGES).try_for_each(|_| burst.call::<fader>(0.5)))
}

fn microosc(join: bool) -> Result<(SocketAddr, Receive), Box<dyn Error>> {
    let mut server: Server<u64> =
        Options::new().join_datagrams(join).bind("127.0.0.1:0", &ROUTER)?;
    let (address, mut sum) = (server.local_addr(), 0);
    let receive = move || {
        let mut handled = 0;
        while handled < MESSAGES {
            handled += server.poll(&mut sum).expect("a socket that receives");
        }
        black_box(sum);
    };
    Ok((address, Box::new(receive)))
}

fn bare() -> Result<(SocketAddr, Receive), Box<dyn Error>> {
    receiving(|datagram, _| {
        black_box(datagram);
    })
}

fn rosc() -> Result<(SocketAddr, Receive), Box<dyn Error>> {
    let routes = HashMap::from([("/1/fader", fader as fn(&mut u64, f32))]);
    receiving(move |datagram, sum| {
        if let Ok((_, rosc::OscPacket::Message(message))) = rosc::decoder::decode_udp(datagram) {
            let route = routes.get(message.addr.as_str());
            if let (Some(function), [rosc::OscType::Float(value)]) = (route, &message.args[..]) {
                function(sum, *value);
            }
        }
    })
}

/// A loop over the socket of the standard library until nothing is there.
fn receiving(
    mut handle: impl FnMut(&[u8], &mut u64) + 'static,
) -> Result<(SocketAddr, Receive), Box<dyn Error>> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.set_nonblocking(true)?;
    let address = socket.local_addr()?;
    let (mut buffer, mut sum) = (vec![0; 65_535], 0);
    let receive = move || {
        let mut handled = 0;
        while let Ok((length, sender)) = socket.recv_from(&mut buffer) {
            handle(&buffer[..length], &mut sum);
            black_box(sender);
            handled += 1;
        }
        assert_eq!(handled, MESSAGES);
        black_box(sum);
    };
    Ok((address, Box::new(receive)))
}
