//! A message that a server answers, and what its answers look like.

use microosc::{Packet, TimeTag};

use super::send::words;

/// A message in one pair of quotes: `/address 1 0.5 text`, as `microosc send` takes it.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    address: String,
    packet: Vec<u8>,
}

impl Question {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let messages = words::messages(&words, None, TimeTag::now())?;
        let [message] = messages.as_slice() else {
            return Err("one message, please".to_owned());
        };
        let packet = message.to_vec().map_err(|error| error.to_string())?;
        let address = words.into_iter().next().unwrap_or_default();
        Ok(Self { address, packet })
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn packet(&self) -> &[u8] {
        &self.packet
    }
}

/// Whether the bytes are an answer: a message to this address, alone or in a bundle; without an
/// address, any packet.
pub(crate) fn is_answer(bytes: &[u8], reply: Option<&str>) -> bool {
    let Some(reply) = reply else { return true };
    let is_reply = |packet: &Packet<'_>| match packet {
        Packet::Message(message) => message.address() == reply,
        Packet::Bundle(_) => false,
    };
    match Packet::decode_lenient(bytes) {
        Ok(Packet::Bundle(bundle)) => bundle.elements().flatten().any(|packet| is_reply(&packet)),
        Ok(packet) => is_reply(&packet),
        Err(_) => false,
    }
}
