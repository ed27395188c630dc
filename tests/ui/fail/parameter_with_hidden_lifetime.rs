#![allow(unused)]

use microosc::{FromMessage, Rejection, Request, Takes, osc_handler};

struct Name<'a>(&'a str);

impl<'a> FromMessage<'a> for Name<'a> {
    const TAKES: Takes = <&str as FromMessage<'_>>::TAKES;
    type Sent = (&'a str,);

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        request.argument().map(Self)
    }
}

#[osc_handler("/name")]
fn name(name: Name) {}

fn main() {}
