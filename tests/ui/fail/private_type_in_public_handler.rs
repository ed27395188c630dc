#![allow(unused)]
#![allow(private_interfaces, reason = "rustc warns of the function itself, too")]

use microosc::{FromMessage, Rejection, Request, Takes, osc_handler};

struct Level(f32);

impl<'a> FromMessage<'a> for Level {
    const TAKES: Takes = <f32 as FromMessage<'_>>::TAKES;
    type Sent = (f32,);

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        request.argument().map(Self)
    }
}

#[osc_handler("/level")]
pub fn level(level: Level) {}

fn main() {}
