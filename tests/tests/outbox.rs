//! What a handler sends to the sender besides its reply, and extractors that users write.

use std::cell::Cell;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use microosc::{
    ArgumentWriter, EncodeError, FromMessage, Message, Outbox, OutboxError, Packet, Peer,
    Rejection, Request, Router, Server, Takes, TimeTag, ToArguments, message_to_vec, osc_handler,
    osc_router, udp,
};

const PEER: ([u8; 4], u16) = ([192, 168, 1, 20], 9001);

/// What the handlers were told when they sent.
type Told = Vec<Result<(), OutboxError>>;

#[osc_handler("/three", reply = "/last")]
fn three(told: &mut Told, outbox: Outbox<'_>, n: i32) -> i32 {
    told.push(outbox.send("/first", n));
    told.push(outbox.send("/second", ("two", n + 1)));
    n + 2
}

#[osc_handler("/bundle")]
fn bundle(told: &mut Told, outbox: Outbox<'_>) {
    told.push(outbox.send_bundle(TimeTag::new(7, 0), |bundle| {
        bundle.message("/a", 1)?;
        bundle.message("/b", ())
    }));
}

#[osc_handler("/many/{n}")]
fn many(told: &mut Told, n: usize, outbox: Outbox<'_>) {
    told.extend((0..n).map(|_| outbox.send("/m", ())));
}

#[osc_handler("/blob/{len}")]
fn blob(told: &mut Told, len: usize, outbox: Outbox<'_>) {
    told.push(outbox.send("/blob", vec![0_u8; len].as_slice()));
}

#[osc_handler("/wrong")]
fn wrong(told: &mut Told, outbox: Outbox<'_>) {
    told.push(outbox.send("no slash", ()));
    told.push(outbox.send("/nul", "\0"));
    told.push(outbox.send_bundle(TimeTag::IMMEDIATE, |bundle| bundle.message("", ())));
    told.push(outbox.send("/right", ()));
}

/// Sends while it is itself being written.
struct Sending<'a>(Outbox<'a>, &'a Cell<Option<OutboxError>>);

impl ToArguments for Sending<'_> {
    fn write_arguments(&self, _: &mut ArgumentWriter<'_>) {
        self.1.set(self.0.send("/inner", ()).err());
    }
}

#[osc_handler("/within")]
fn within(told: &mut Told, outbox: Outbox<'_>) {
    let inner = Cell::new(None);
    told.push(outbox.send("/outer", Sending(outbox, &inner)));
    told.extend(inner.take().map(Err));
    let mut inner = Ok(());
    told.push(outbox.send_bundle(TimeTag::IMMEDIATE, |bundle| {
        inner = outbox.send("/inner", ());
        bundle.message("/outer", ())
    }));
    told.push(inner);
}

static ROUTER: Router<Told> = osc_router![three, bundle, many, blob, wrong, within];

/// Hands in a message from `peer`; returns what the handlers were told, what came out, and how many
/// were counted as dropped.
fn handle(
    peer: SocketAddr,
    address: &str,
    arguments: impl ToArguments,
) -> (Told, Vec<String>, u64) {
    let mut server = Server::new(&ROUTER);
    let mut told = Told::new();
    let datagram = message_to_vec(address, arguments).unwrap();
    server.handle_datagram(TimeTag::IMMEDIATE, peer, &datagram, &mut told);
    let mut buffer = [0; 2048];
    let mut sent = Vec::new();
    while let Some(transmit) = server.poll_transmit(&mut buffer) {
        assert_eq!(transmit.to, peer, "to nobody else");
        sent.push(shown(&buffer[..transmit.len]));
    }
    (told, sent, server.counters().replies_dropped)
}

/// A message as it shows itself; a bundle as its time and its messages.
fn shown(packet: &[u8]) -> String {
    match Packet::decode(packet).unwrap() {
        Packet::Message(message) => message.to_string(),
        Packet::Bundle(bundle) => {
            let elements = bundle.elements().map(|element| match element {
                Ok(Packet::Message(message)) => message.to_string(),
                other => panic!("{other:?}"),
            });
            let messages: Vec<String> = elements.collect();
            format!("{}: {}", bundle.time_tag().seconds(), messages.join(", "))
        }
    }
}

#[test]
fn messages_go_to_the_sender_in_order_and_before_the_reply() {
    let (told, sent, dropped) = handle(PEER.into(), "/three", 1);
    assert_eq!(sent, ["/first ,i 1", "/second ,si \"two\" 2", "/last ,i 3"]);
    assert_eq!((told, dropped), (vec![Ok(()), Ok(())], 0));
}

#[test]
fn a_bundle_is_one_packet() {
    let (told, sent, _) = handle(PEER.into(), "/bundle", ());
    assert_eq!((told, sent), (vec![Ok(())], vec!["7: /a ,i 1, /b ,".to_owned()]));
}

#[test]
fn one_datagram_causes_no_more_packets_than_the_buffer_holds() {
    // Each takes 8 bytes and 32 beside them.
    let (told, sent, dropped) = handle(PEER.into(), "/many/60", ());
    assert_eq!(sent.len(), 51);
    assert_eq!(told[50..], [&[Ok(())][..], &[Err(OutboxError::Full); 9]].concat());
    assert_eq!(dropped, 9);
}

#[test]
fn one_datagram_causes_no_more_bytes_than_the_buffer_holds() {
    // The message is 16 bytes longer than its blob, the record 32 bytes longer than the message.
    assert_eq!(handle(PEER.into(), "/blob/2000", ()).1.len(), 1);
    let (told, sent, dropped) = handle(PEER.into(), "/blob/2001", ());
    assert_eq!((told, sent, dropped), (vec![Err(OutboxError::Full)], vec![], 1));
}

#[test]
fn what_cannot_be_encoded_is_told_and_counted_and_the_rest_is_sent() {
    let (told, sent, dropped) = handle(PEER.into(), "/wrong", ());
    let invalid = Err(OutboxError::Encode(EncodeError::InvalidAddress));
    let nul = Err(OutboxError::Encode(EncodeError::NulInString { argument: 0 }));
    assert_eq!(told, [invalid, nul, invalid, Ok(())]);
    assert_eq!((sent, dropped), (vec!["/right ,".to_owned()], 3));
}

#[test]
fn a_sender_without_a_port_has_no_address() {
    let (told, sent, dropped) = handle(([127, 0, 0, 1], 0).into(), "/bundle", ());
    assert_eq!((told, sent, dropped), (vec![Err(OutboxError::NoAddress)], vec![], 1));
}

#[test]
fn what_is_being_written_cannot_send() {
    let (told, sent, dropped) = handle(PEER.into(), "/within", ());
    let busy = Err(OutboxError::Busy);
    assert_eq!(told, [Ok(()), busy, Ok(()), busy]);
    assert_eq!(sent, ["/outer ,", "0: /outer ,"]);
    assert_eq!(dropped, 3, "arguments are written twice, to measure them and to send them");
}

#[test]
fn it_answers_from_the_socket_that_the_message_came_to() {
    let mut server = udp::Server::bind("127.0.0.1:0", &ROUTER).unwrap();
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let datagram = message_to_vec("/three", 1).unwrap();
    socket.send_to(&datagram, server.local_addr()).unwrap();
    let mut told = Told::new();
    while told.is_empty() {
        server.poll(&mut told).unwrap();
    }
    for expected in ["/first ,i 1", "/second ,si \"two\" 2", "/last ,i 3"] {
        let mut buffer = [0; 64];
        let (len, from) = socket.recv_from(&mut buffer).unwrap();
        assert_eq!((shown(&buffer[..len]).as_str(), from), (expected, server.local_addr()));
    }
}

/// An extractor that reads on in the arguments without taking them, and one made of others.
#[derive(Debug, PartialEq)]
struct Left(usize);

impl<'a> FromMessage<'a> for Left {
    const TAKES: Takes = Takes::Nothing;
    type Sent = ();

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        Ok(Self(request.remaining().count()))
    }
}

/// Only messages from this machine.
struct Local<'a>(Message<'a>);

impl<'a> FromMessage<'a> for Local<'a> {
    const TAKES: Takes = Takes::Nothing;
    type Sent = ();

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        let (Peer(peer), index) = (request.argument()?, request.index());
        match peer.ip().is_loopback() {
            true => Ok(Self(request.argument()?)),
            false => Err(Rejection::OutOfRange { index }),
        }
    }
}

#[osc_handler("/guarded")]
fn guarded(seen: &mut Vec<String>, before: Left, local: Local<'_>, n: i32, after: Left) {
    seen.push(format!("{before:?} {} {n} {after:?}", local.0));
}

static GUARDED: Router<Vec<String>> = osc_router![guarded];

#[test]
fn extractors_of_the_user_read_the_request_and_may_reject_it() {
    let mut server = Server::new(&GUARDED);
    let mut seen = Vec::new();
    let datagram = message_to_vec("/guarded", 7).unwrap();
    let peers: [SocketAddr; 2] = [PEER.into(), ([127, 0, 0, 1], 9).into()];
    for peer in peers {
        server.handle_datagram(TimeTag::IMMEDIATE, peer, &datagram, &mut seen);
    }
    assert_eq!(seen, ["Left(1) /guarded ,i 7 7 Left(0)"]);
    assert_eq!((server.counters().rejected, server.counters().handled), (1, 1));
}
