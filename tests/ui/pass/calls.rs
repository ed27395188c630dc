//! What callers can give, and which types handlers can be written with.
#![deny(warnings)]

use microosc::client::encode_call;
use microosc::{
    Argument, BundleEncoder, EncodeError, FromMessage, Message, Outbox, Peer, Rejection,
    Request, Rest, Takes, Text, ToArguments, osc_handler, tcp, udp,
};

pub struct Mixer;

/// A type with a lifetime, and one with a function whose lifetimes are its own.
struct Name<'a>(&'a str);

impl<'a> FromMessage<'a> for Name<'a> {
    const TAKES: Takes = <&str as FromMessage<'_>>::TAKES;
    type Sent = (&'a str,);

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        request.argument().map(Self)
    }
}

struct Of<F, const N: usize>(core::marker::PhantomData<F>);

impl<'a, F, const N: usize> FromMessage<'a> for Of<F, N> {
    const TAKES: Takes = Takes::Nothing;
    type Sent = ();

    fn from_message(_: &mut Request<'a>) -> Result<Self, Rejection> {
        Ok(Self(core::marker::PhantomData))
    }
}

#[osc_handler("/name")]
fn name(_: Name<'_>, _: Of<fn(&str) -> &str, { 3 & 1 }>, _: Of<Box<dyn Fn(&str)>, 1>) {}

// Rustc lets the lifetimes of these be left out.
#[osc_handler("/hidden/{type}")]
fn hidden(r#type: &str, _: Message, _: Outbox, _: [Text; 2], _: Option<Argument>, _: Rest) {
    let _ = r#type;
}

#[osc_handler("/fader")]
fn fader(_: &mut Mixer, _: f32) {}

#[osc_handler("/pair")]
fn pair(_: (f32, i32)) {}

#[osc_handler("/go")]
fn go(_: Peer, _: Peer) {}

fn bundle(bundle: &mut BundleEncoder<'_>) -> Result<(), EncodeError> {
    bundle.call::<fader>(0.5)?;
    bundle.call_under::<fader>("/deck/1", (0.5,))
}

fn calls(buffer: &mut [u8], text: &str) -> Result<(), EncodeError> {
    encode_call::<name>(buffer, text)?;
    encode_call::<hidden>(
        buffer,
        (text, [Text::from("a"), Text::from(text)], None, &(1, text) as &dyn ToArguments),
    )?;
    encode_call::<pair>(buffer, (0.5, 1))?;
    encode_call::<pair>(buffer, ((0.5, 1),))?;
    encode_call::<go>(buffer, ())?;
    Ok(())
}

fn clients(udp: &mut udp::Client, tcp: &mut tcp::Client) {
    let _ = udp.call::<fader>(0.5);
    let _ = tcp.call_under::<go>("/deck", ());
}

fn main() {
    let _ = (bundle, calls, clients);
}
