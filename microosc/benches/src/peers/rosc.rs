//! rosc, with the routes in a `HashMap`; for patterns its `Matcher`, with all routes one after another.

use super::{Handler, named};
use crate::{Packets, Work, handling};
use rosc::address::{Matcher, OscAddress};
use rosc::{OscMessage, OscPacket, OscType};
use std::collections::HashMap;
use std::hint::black_box;

/// How many messages a round of encoding makes.
const MESSAGES: usize = 1024;

/// Dispatches packets to routes.
pub fn dispatching(addresses: &[&'static str], packets: Packets) -> Work {
    let routes: HashMap<&str, Handler> = named(addresses).collect();
    handling(packets, move |packet, sum| {
        if let Ok((_, packet)) = rosc::decoder::decode_udp(packet) {
            each(&packet, &mut |message| {
                if let Some(handler) = routes.get(message.addr.as_str()) {
                    call(handler, &message.args, sum);
                }
            });
        }
    })
}

/// Dispatches packets whose addresses are patterns, where rosc has such patterns.
pub fn matching(addresses: &[&'static str], packets: Packets) -> Option<Work> {
    let (_, OscPacket::Message(first)) = rosc::decoder::decode_udp(packets.first()?).ok()? else {
        return None;
    };
    Matcher::new(&first.addr).ok()?;
    let routes: Option<Vec<(OscAddress, Handler)>> = named(addresses)
        .map(|(address, handler)| Some((OscAddress::new(address.to_owned()).ok()?, handler)))
        .collect();
    let routes = routes?;
    Some(handling(packets, move |packet, sum| {
        if let Ok((_, packet)) = rosc::decoder::decode_udp(packet) {
            each(&packet, &mut |message| {
                let Ok(matcher) = Matcher::new(&message.addr) else { return };
                for (_, handler) in
                    routes.iter().filter(|(address, _)| matcher.match_address(address))
                {
                    call(handler, &message.args, sum);
                }
            });
        }
    }))
}

/// Calls `handle` with each message.
fn each(packet: &OscPacket, handle: &mut impl FnMut(&OscMessage)) {
    match packet {
        OscPacket::Message(message) => handle(message),
        OscPacket::Bundle(bundle) => bundle.content.iter().for_each(|packet| each(packet, handle)),
    }
}

fn call(handler: &Handler, arguments: &[OscType], sum: &mut u64) {
    match (handler, arguments) {
        (Handler::Float(function), [OscType::Float(value)]) => function(sum, *value),
        (
            Handler::Mix(function),
            [
                OscType::Int(bus),
                OscType::Int(slot),
                OscType::String(name),
                OscType::Float(left),
                OscType::Float(right),
            ],
        ) => function(sum, *bus, *slot, name, *left, *right),
        (Handler::Blob(function), [OscType::Blob(bytes)]) => function(sum, bytes),
        (Handler::Wave, samples) => {
            super::wave(sum, samples.len(), samples.last().cloned().and_then(OscType::float))
        }
        _ => {}
    }
}

/// Encodes a message of `,f`, or one of `,iisff`, into a `Vec` that is used again.
pub fn encoding(is_mix: bool) -> Work {
    let (mut sum, mut buffer) = (0_u64, Vec::new());
    Box::new(move |rounds| {
        for _ in 0..rounds * MESSAGES {
            let message = if is_mix {
                let (bus, slot, name, left, right) =
                    black_box((7, 3, "centre", 0.25_f32, 0.75_f32));
                let args = vec![bus.into(), slot.into(), name.into(), left.into(), right.into()];
                OscMessage { addr: black_box("/mix").into(), args }
            } else {
                OscMessage {
                    addr: black_box("/gain").into(),
                    args: vec![black_box(0.25_f32).into()],
                }
            };
            buffer.clear();
            let packet = OscPacket::Message(message);
            if rosc::encoder::encode_into(&packet, &mut buffer).is_ok() {
                sum = sum.wrapping_add(black_box(&buffer).len() as u64);
            }
        }
        sum
    })
}
