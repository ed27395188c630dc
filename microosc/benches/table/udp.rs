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
/// Datagrams that are sent together take little of the buffer, and are over so soon that the end of a turn, at which nothing is there,
/// would tell in fewer.
const TOGETHER: usize = 2048;

#[osc_handler("/1/fader")]
fn fader(sum: &mut u64, value: f32) {
    *sum = sum.wrapping_add(value.to_bits().into());
}

static ROUTER: Router<u64> = osc_router![fader];

/// Sends so many messages.
type Send = fn(&mut Client, usize) -> Result<(), microosc::udp::SendError>;

/// Takes so many messages.
type Receive = Box<dyn FnMut(usize)>;

struct Receiver {
    name: &'static str,
    /// How many messages there are in a turn.
    messages: usize,
    client: Client,
    send: Send,
    receive: Receive,
}

/// Returns the nanoseconds for a message, and how many times those of a bare loop these are.
pub fn measure(effort: Effort) -> Result<Vec<(&'static str, Column)>, Box<dyn Error>> {
    let mut receivers = [
        one_by_one("`recv_from` and nothing else", bare()?)?,
        one_by_one("microosc", microosc(false)?)?,
        one_by_one("`recv_from`, rosc and a `HashMap`", rosc()?)?,
        one_by_one("microosc with `join_datagrams`", microosc(true)?)?,
        together("microosc with `join_datagrams`, from `send_burst`", microosc(true)?)?,
    ];
    let mut times = vec![Vec::new(); receivers.len()];
    for turn in 0..effort.turns * 3 {
        for step in 0..receivers.len() {
            let at = (turn + step) % receivers.len();
            let receiver = &mut receivers[at];
            (receiver.send)(&mut receiver.client, receiver.messages)?;
            let start = thread_time();
            (receiver.receive)(receiver.messages);
            times[at].push((thread_time() - start).as_nanos() as f64 / receiver.messages as f64);
        }
    }
    Ok(receivers
        .iter()
        .zip(&times)
        .map(|(receiver, taken)| (receiver.name, column(taken, &times[0])))
        .collect())
}

/// A receiver of datagrams that are sent one by one.
fn one_by_one(
    name: &'static str,
    (to, receive): (SocketAddr, Receive),
) -> Result<Receiver, Box<dyn Error>> {
    let send: Send = |client, messages| (0..messages).try_for_each(|_| client.call::<fader>(0.5));
    Ok(Receiver { name, messages: MESSAGES, client: Client::connect(to)?, send, receive })
}

/// A receiver of datagrams that are sent together, as many as the system takes in one call.
fn together(
    name: &'static str,
    (to, receive): (SocketAddr, Receive),
) -> Result<Receiver, Box<dyn Error>> {
    let send: Send = |client, messages| {
        client.send_burst(|burst| (0..messages).try_for_each(|_| burst.call::<fader>(0.5)))
    };
    Ok(Receiver { name, messages: TOGETHER, client: Client::connect(to)?, send, receive })
}

fn microosc(join: bool) -> Result<(SocketAddr, Receive), Box<dyn Error>> {
    let mut server: Server<u64> =
        Options::new().join_datagrams(join).bind("127.0.0.1:0", &ROUTER)?;
    let (address, mut sum) = (server.local_addr(), 0);
    let receive = move |messages| {
        let mut handled = 0;
        while handled < messages {
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
    let receive = move |messages| {
        let mut handled = 0;
        while let Ok((length, sender)) = socket.recv_from(&mut buffer) {
            handle(&buffer[..length], &mut sum);
            black_box(sender);
            handled += 1;
        }
        assert_eq!(handled, messages);
        black_box(sum);
    };
    Ok((address, Box::new(receive)))
}
