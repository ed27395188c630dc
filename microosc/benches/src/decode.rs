//! Packets that a server handles.

use crate::floor::pattern::Grid;
use crate::floor::read::{blob, bundle, capture, float, floats, mix, words};
use crate::floor::table::Table;
use crate::random::Random;
#[cfg(feature = "large")]
use crate::routes::routes_4096;
use crate::routes::{self, noted_blob, noted_capture, noted_mix, routes_16, routes_256};
use crate::{Case, Packets, Work, handling, note};
use microosc::{Router, Server, TimeTag, ToArguments, bundle_to_vec, message_to_vec};

/// How many packets a round has, unless they are dear: more than a processor learns by heart.
const PACKETS: usize = 4096;

type Addresses = &'static [&'static str];
type Function = fn(&mut u64, f32);

pub fn cases() -> impl Iterator<Item = Case> {
    exact().chain(arguments()).chain(bundles()).chain(long()).chain(others()).chain(patterns())
}

/// `,f` to an exact address, in tables of growing size.
fn exact() -> impl Iterator<Item = Case> {
    let shared = [
        shared(",f, 1 route", &routes::SHARED_1, case_of::<4, 2>),
        shared(",f, 16 routes, one handler", &routes::SHARED_16, case_of::<4, 32>),
        shared(",f, 256 routes, one handler", &routes::SHARED_256, case_of::<4, 512>),
        #[cfg(feature = "large")]
        shared(",f, 4096 routes, one handler", &routes::SHARED_4096, case_of::<4, 8192>),
    ];
    let own = [
        case_of::<4, 32>(
            ",f, 16 routes, a handler each",
            &routes_16::ROUTER,
            &routes_16::FUNCTIONS,
        ),
        case_of::<4, 512>(
            ",f, 256 routes, a handler each",
            &routes_256::ROUTER,
            &routes_256::FUNCTIONS,
        ),
        #[cfg(feature = "large")]
        case_of::<4, 8192>(
            ",f, 4096 routes, a handler each",
            &routes_4096::ROUTER,
            &routes_4096::FUNCTIONS,
        ),
    ];
    shared.into_iter().chain(own)
}

/// The same with more words to the address.
fn long() -> impl Iterator<Item = Case> {
    [
        shared(",f, address of 8 words", &routes::WORDS_8, case_of::<8, 512>),
        shared(",f, address of 16 words", &routes::WORDS_16, case_of::<16, 512>),
        shared(",f, address of 32 words", &routes::WORDS_32, case_of::<32, 512>),
    ]
    .into_iter()
}

/// A case whose routes have one handler.
fn shared(
    name: &'static str,
    router: &'static Router<u64>,
    case_of: fn(&'static str, &'static Router<u64>, &'static [Function]) -> Case,
) -> Case {
    case_of(name, router, vec![routes::gain as Function; router.routes().len()].leak())
}

fn case_of<const WORDS: usize, const SLOTS: usize>(
    name: &'static str,
    router: &'static Router<u64>,
    functions: &'static [Function],
) -> Case {
    let addresses = addresses(router);
    let packets = to_random(addresses, PACKETS, number);
    let table = Table::<Function, WORDS, SLOTS>::new(
        addresses.iter().copied().zip(functions.iter().copied()),
    );
    let floor = handling(packets, |packet, sum| {
        if let Some((function, value)) = one_float(table, packet) {
            function(sum, value);
        }
    });
    Case {
        name,
        addresses,
        packets,
        messages: PACKETS,
        microosc: server(router, packets),
        floor: Some(floor),
    }
}

#[inline]
fn one_float<const WORDS: usize, const SLOTS: usize>(
    table: &Table<Function, WORDS, SLOTS>,
    packet: &[u8],
) -> Option<(Function, f32)> {
    let (function, rest) = table.find(words(packet)?)?;
    Some((function, float(rest)?))
}

/// More arguments than one.
fn arguments() -> impl Iterator<Item = Case> {
    let addresses_256 = addresses(&routes::MIX_256);
    let mixes = to_random(addresses_256, PACKETS, |random| {
        let name = ["left", "right", "centre of it"][random.below(3)];
        (random.below(999) as i32, random.below(9) as i32, name, number(random), number(random))
    });
    let table = Table::<(), 4, 512>::new(addresses_256.iter().map(|address| (*address, ())));
    let mix_floor = handling(mixes, |packet, sum| {
        let read = || mix(table.find(words(packet)?)?.1);
        if let Some((bus, slot, name, left, right)) = read() {
            noted_mix(sum, bus, slot, name, left, right);
        }
    });

    let large = addresses(&routes::LARGE);
    let table = Table::<(), 4, 16>::new(large.iter().map(|address| (*address, ())));
    let blobs = to_random(&["/blob"], 64, |random| -> &[u8] {
        (0..1024).map(|_| random.below(256) as u8).collect::<Vec<u8>>().leak()
    });
    let blob_floor = handling(blobs, |packet, sum| {
        let read = || blob(table.find(words(packet)?)?.1);
        if let Some(bytes) = read() {
            noted_blob(sum, bytes);
        }
    });
    let waves =
        to_random(&["/wave"], 64, |random| (0..512).map(|_| number(random)).collect::<Vec<f32>>());
    let wave_floor = handling(waves, |packet, sum| {
        let read = || floats(table.find(words(packet)?)?.1);
        if let Some(samples) = read() {
            *sum = sum.wrapping_add(samples.len() as u64);
            note::<0>(sum, samples.last().map_or(0.0, |last| f32::from_be_bytes(*last)));
        }
    });
    [
        case(",iisff, 256 routes", &routes::MIX_256, mixes, Some(mix_floor)),
        case("blob of 1 KiB", &routes::LARGE, blobs, Some(blob_floor)),
        case("512 floats as &[F32]", &routes::LARGE, waves, Some(wave_floor)),
    ]
    .into_iter()
}

/// Bundles of `,f` to 256 routes.
fn bundles() -> impl Iterator<Item = Case> {
    [
        ("bundle of 1", 1, 2048),
        ("bundle of 4", 4, 512),
        ("bundle of 16", 16, 128),
        ("bundle of 256", 256, 16),
    ]
    .into_iter()
    .map(|(name, messages, count)| {
        let addresses = addresses(&routes::SHARED_256);
        let mut random = Random::new();
        let packets: Packets = (0..count)
            .map(|_| bundle_to_random(addresses, messages, &mut random))
            .collect::<Vec<_>>()
            .leak();
        let table = Table::<Function, 4, 512>::new(
            addresses.iter().map(|address| (*address, routes::gain as Function)),
        );
        let floor = handling(packets, |packet, sum| {
            let mut run = || {
                bundle(words(packet)?, |message| {
                    let (function, rest) = table.find(message)?;
                    function(sum, float(rest)?);
                    Some(())
                })
            };
            run();
        });
        Case { messages: messages * count, ..case(name, &routes::SHARED_256, packets, Some(floor)) }
    })
}

fn bundle_to_random(addresses: Addresses, messages: usize, random: &mut Random) -> Vec<u8> {
    let messages: Vec<_> =
        (0..messages).map(|_| (addresses[random.below(addresses.len())], number(random))).collect();
    bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
        messages.iter().try_for_each(|(address, value)| bundle.message(address, *value))
    })
    .expect("a bundle")
}

/// What no handler gets, and captures.
fn others() -> impl Iterator<Item = Case> {
    let addresses_256 = addresses(&routes::SHARED_256);
    let table = Table::<Function, 4, 512>::new(
        addresses_256.iter().map(|address| (*address, routes::gain as Function)),
    );
    let refuse = |packets| {
        handling(packets, |packet, sum| {
            if let Some((function, value)) = one_float(table, packet) {
                function(sum, value);
            }
        })
    };
    let unknown: Vec<String> =
        (0..256).map(|number| format!("/{}/{}/gone", number / 16, number % 16)).collect();
    let unknown = unknown.leak().iter().map(String::as_str).collect::<Vec<_>>().leak();
    let unknown = to_random(unknown, PACKETS, number);
    let wrong = to_random(addresses_256, PACKETS, |_| "loud");
    let missing = to_random(addresses_256, PACKETS, |_| ());
    let surplus = to_random(addresses_256, PACKETS, |random| (number(random), number(random)));

    let captured = |name, prefix: &'static str, last| {
        let addresses: Vec<String> =
            (1..=64).map(|number| format!("{prefix}{number}/level")).collect();
        let addresses = addresses.leak().iter().map(String::as_str).collect::<Vec<_>>().leak();
        let packets = to_random(addresses, PACKETS, number);
        let floor = handling(packets, move |packet, sum| {
            let read = || {
                let (number, rest) = capture(words(packet)?, prefix.as_bytes())?;
                Some((number, float(rest)?))
            };
            match read() {
                Some((number, value)) if (1..=last).contains(&number) => {
                    noted_capture(sum, number, value)
                }
                _ => {}
            }
        });
        case(name, &routes::CAPTURES, packets, Some(floor))
    };
    [
        case("unknown address, 256 routes", &routes::SHARED_256, unknown, Some(refuse(unknown))),
        case("rejected: string for float", &routes::SHARED_256, wrong, Some(refuse(wrong))),
        case("rejected: no argument", &routes::SHARED_256, missing, Some(refuse(missing))),
        case("rejected: one too many", &routes::SHARED_256, surplus, Some(refuse(surplus))),
        captured("capture {ch: 1..=64}", "/ch/", 64),
        captured("capture {aux}", "/aux/", u32::MAX),
    ]
    .into_iter()
}

/// Patterns over 256 routes.
fn patterns() -> impl Iterator<Item = Case> {
    [
        // Matches 32 of them.
        ("pattern /*/fader[1-4]", "/*/fader[1-4]"),
        // Matches 8.
        ("pattern //fader3", "//fader3"),
        // Matches none, since it asks for three names, but many of its parts meet each name.
        ("pattern //*//*//*a*d*e*[0-9]", "//*//*//*a*d*e*[0-9]"),
        // Refused: a choice holds no wildcards.
        ("pattern of many stars", "/{*,?*,*?}/*f*a*d*e*r*{1,2}*{3,4}*x"),
    ]
    .into_iter()
    .enumerate()
    .map(|(at, (name, pattern))| {
        let packets = to_random(vec![pattern].leak(), 64, number);
        let grid = Grid::<Function>::new(addresses(&routes_256::ROUTER), &routes_256::FUNCTIONS);
        let floor = (at == 0).then(|| {
            handling(packets, move |packet, sum| {
                if let Some(words) = words(packet) {
                    grid.each(words, |function, value| function(sum, value));
                }
            })
        });
        case(name, &routes_256::ROUTER, packets, floor)
    })
}

/// A case of packets with a message each.
fn case(
    name: &'static str,
    router: &'static Router<u64>,
    packets: Packets,
    floor: Option<Work>,
) -> Case {
    let messages = packets.len();
    Case {
        name,
        addresses: addresses(router),
        packets,
        messages,
        microosc: server(router, packets),
        floor,
    }
}

/// What a user's server does with packets.
fn server(router: &'static Router<u64>, packets: Packets) -> Work {
    let mut server = Server::new(router);
    let peer = ([192, 168, 1, 20], 9000).into();
    let now = TimeTag::from_unix(1_800_000_000, 0);
    handling(packets, move |packet, sum| server.handle_datagram(now, peer, packet, sum))
}

fn addresses(router: &Router<u64>) -> Addresses {
    router.routes().map(|route| route.address()).collect::<Vec<_>>().leak()
}

/// Makes so many packets with random targets and arguments.
fn to_random<A: ToArguments>(
    addresses: Addresses,
    count: usize,
    arguments: impl Fn(&mut Random) -> A,
) -> Packets {
    let mut random = Random::new();
    let mut packet = || {
        message_to_vec(addresses[random.below(addresses.len())], arguments(&mut random))
            .expect("a message")
    };
    (0..count).map(|_| packet()).collect::<Vec<_>>().leak()
}

fn number(random: &mut Random) -> f32 {
    random.below(1000) as f32 / 1000.0
}
