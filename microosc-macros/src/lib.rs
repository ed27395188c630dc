//! The macros of microosc; use them through that crate.
//!
//! Each macro goes through the same steps, one file each: *parse* reads tokens and judges nothing
//! but the syntax, *check* judges and makes a *model* that is known to be correct, *expand* prints
//! the model and cannot fail. Mistakes are collected on the way, not thrown, and their texts stand
//! in tables, `diagnostics/`. The macros do not panic.

mod address;
mod arguments;
mod diagnostics;
mod docs;
#[cfg(test)]
mod golden;
mod handler;
mod krate;
mod lifetimes;
mod limits;
mod lists;
mod packet;
mod router;
mod segments;
mod similar;
mod spans;
mod strip;
mod words;

use proc_macro::TokenStream;

/// Makes a function the handler of an OSC address.
///
/// ```
/// use microosc::{Router, osc_handler, osc_router};
///
/// #[derive(Default)]
/// struct Mixer {
///     level: [f32; 8],
/// }
///
/// /// Sets the level of a channel.
/// #[osc_handler("/ch/{ch}/level")]
/// fn level(mixer: &mut Mixer, ch: usize, level: f32) {
///     if let Some(channel) = mixer.level.get_mut(ch) {
///         *channel = level;
///     }
/// }
///
/// /// Answers with it.
/// #[osc_handler("/ch/{ch}/level/get", reply = "/ch/{ch}/level")]
/// fn get_level(mixer: &mut Mixer, ch: usize) -> Option<f32> {
///     mixer.level.get(ch).copied()
/// }
///
/// static ROUTER: Router<Mixer> = osc_router![level, get_level];
///
/// // The function stays what it was.
/// let mut mixer = Mixer::default();
/// level(&mut mixer, 3, 0.5);
/// assert_eq!(get_level(&mut mixer, 3), Some(0.5));
/// ```
///
/// # The address
///
/// It starts with `/` and consists of segments of printable ASCII, without a space and without
/// `# * , / ? [ ] { }`. There are at most 32 segments. A segment may end with a *capture*, which
/// goes to the parameter of its name:
///
/// | segment | captures |
/// |---|---|
/// | `{name}` | any text |
/// | `fader{n}` | what follows `fader` |
/// | `{ch: 1..=8}` | one of these whole numbers |
/// | `{drum: kick\|snare}` | one of these texts |
/// | `{*path}`, the last segment | all that is left of the address, one segment or more |
///
/// What a capture declares is all that it meets: other messages go on to less specific handlers,
/// and a sender's pattern reaches the handler once for each declared value that it matches.
///
/// After the address may stand, in any order:
///
/// | key | meaning |
/// |---|---|
/// | `reply = "/address"` | the returned value goes back to the sender, to this address; it may use the captures |
/// | `get = function` | a message to `/get` below the address is answered with the value that the function returns, which takes a reference to the state and the captures: `get = \|mixer, ch\| mixer.level[ch]`, `get = Mixer::level`; of an `Option`, `None` answers nothing |
/// | `strict` | arguments must have the exact types; numbers are not converted |
/// | `ignore_surplus` | arguments after those that the parameters take are ignored; otherwise they make it reject the message |
/// | `tags = ["mixer", "live"]` | words for tools to sort the route by |
/// | `critical` | tools should send to it so that messages are sure to arrive |
/// | `crate = path` | where the generated code finds microosc, if not at `::microosc` |
///
/// # The parameters
///
/// There are at most 16, in any order:
///
/// * `&mut T`, one at most, is the application's state;
/// * one that is named in the address is a capture; its type implements `FromSegment`;
/// * any other is an argument type, which takes arguments from the message, left to right, or an
///   extractor, which takes none; its type implements `FromMessage`. Parameters that may be absent
///   (`Option`) stand after those that may not, and nothing is left after `Rest`.
///
/// A parameter that takes arguments may say more of them, and any may have a doc comment. Tools find
/// both in the facts of the route, `Router::routes`.
///
/// | key | meaning |
/// |---|---|
/// | `range = 0.0..=1.0`, `0..`, `..=10` | each number is in this range; its bounds are constants; NaN is in none |
/// | `clip = "both"`, `"low"`, `"high"` | what is outside on that side becomes the end of the range; otherwise, with `"none"`, the message is rejected |
/// | `unit = "dB"` | what it counts |
/// | `default = 0.5` | taken when the argument is missing or nil; a constant |
///
/// ```
/// # use microosc::osc_handler;
/// #[osc_handler("/filter")]
/// fn filter(
///     /// Where the filter begins to cut.
///     #[osc(range = 20.0..=20_000.0, clip = "both", unit = "Hz")]
///     cutoff: f32,
///     #[osc(range = 0.0..=1.0, default = 0.2)] resonance: f32,
/// ) {
/// }
/// ```
///
/// A message that does not fit the parameters is rejected before the function is called.
///
/// A type with a lifetime is written with it, `Name<'_>`; only microosc's own may leave it out:
/// `Argument`, `Blob`, `Message`, `Outbox`, `Rest` and `Text`. A type of yours that has one of these
/// names and no lifetime is taken under another, `use chat::Message as ChatMessage`. A type in a
/// `pub` function is `pub`, too, for what callers give is made of it.
///
/// The function is free (no method) and not generic, `async`, `unsafe` or `extern`. It returns
/// nothing, or a value if there is a `reply`; or a `Result` of either, whose error displays itself:
/// it is counted and shown to the function `failed` of the router, and nothing is sent.
///
/// # What is generated
///
/// Beside the function stands a struct of the same name, `struct level {}`, of which there is never
/// a value. It carries the static facts (`Endpoint`), from which a message for it can be made
/// (`Call`), and the code that takes the parameters from a message (`Handler`). Types and functions
/// have separate names in Rust, so `use mixer::level` imports both; but a type or a module of the
/// handler's name cannot stand beside it.
#[proc_macro_attribute]
pub fn osc_handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    handler::osc_handler(arguments.into(), item.into()).into()
}

/// Makes methods of the state handlers, and a router of them: `State::ROUTER`.
///
/// ```
/// use microosc::{Router, osc_handlers};
///
/// #[derive(Default)]
/// struct Mixer {
///     master: f32,
/// }
///
/// #[osc_handlers]
/// impl Mixer {
///     /// Sets the level of everything.
///     #[osc_handler("/master")]
///     fn master(&mut self, level: f32) {
///         self.master = level;
///     }
///
///     #[osc_handler("/master/get", reply = "/master")]
///     fn get_master(&self) -> f32 {
///         self.master
///     }
///
///     fn is_loud(&self) -> bool {
///         self.master > 0.9
///     }
/// }
///
/// static ROUTER: Router<Mixer> = Mixer::ROUTER;
///
/// // Methods stay what they were.
/// let mut mixer = Mixer::default();
/// mixer.master(1.0);
/// assert!(mixer.is_loud());
/// assert_eq!(ROUTER.routes().map(|route| route.address()).collect::<Vec<_>>(), [
///     "/master",
///     "/master/get",
/// ]);
/// ```
///
/// It goes on an `impl` of one type, without type parameters. What is said of [`macro@osc_handler`]
/// holds for its methods, where `self` is the state, lent as `&mut self` or `&self`; functions
/// without `self` may be handlers, too. In parentheses may stand what may stand in [`osc_router!`]
/// beside handlers: options and routers below prefixes.
///
/// The router is a constant, `pub const ROUTER: Router<Self>`: put it into a `static`, or below a
/// prefix of another router. There is one such `impl` of a type. The typed client cannot name
/// methods: what it shall call is a function.
#[proc_macro_attribute]
pub fn osc_handlers(arguments: TokenStream, item: TokenStream) -> TokenStream {
    handler::osc_handlers(arguments.into(), item.into()).into()
}

/// Makes a routing table of handlers, in const evaluation.
///
/// It is an expression, of type `Router<S>`, for a `static`, where it lies in read-only memory, or
/// for any other place. `S` is the state of the handlers.
///
/// ```
/// use microosc::{Message, Peer, Router, osc_handler, osc_router};
///
/// mod synth {
///     #[microosc::osc_handler("/synth/note")]
///     pub fn note(log: &mut Vec<String>, pitch: u8) {
///         log.push(format!("note {pitch}"));
///     }
/// }
///
/// #[osc_handler("/stop")]
/// fn stop(log: &mut Vec<String>) {
///     log.push("stop".into());
/// }
///
/// fn unknown(log: &mut Vec<String>, message: &Message<'_>, _: Peer) {
///     log.push(format!("nobody handles {}", message.address()));
/// }
///
/// static ROUTER: Router<Vec<String>> = osc_router![synth::note, stop, fallback = unknown];
/// ```
///
/// Handlers are listed by their names or paths. Beside them may stand:
///
/// | option | `f` sees | and is a |
/// |---|---|---|
/// | `observe = f` | every message, before its handler | `fn(&mut S, &Message<'_>, Peer)` |
/// | `fallback = f` | every message that no handler's address meets | `fn(&mut S, &Message<'_>, Peer)` |
/// | `rejected = f` | every message that does not fit the parameters of a handler | `fn(&mut S, &Rejected<'_>)` |
/// | `failed = f` | every error that a handler returns, which may borrow from the state | `fn(&Failed<'_>)` |
///
/// and `crate = path`: where the generated code finds microosc, if not at `::microosc`.
///
/// # Routers in routers
///
/// ```
/// use microosc::{Router, osc_handler, osc_router};
///
/// struct App { decks: [Deck; 2], eq: Eq }
/// struct Deck { playing: bool }
/// struct Eq { low: f32 }
///
/// #[osc_handler("/play")]
/// fn play(deck: &mut Deck, on: bool) { deck.playing = on; }
///
/// static DECK: Router<Deck> = osc_router![play];
///
/// #[osc_handler("/low")]
/// fn low(eq: &mut Eq, gain: f32) { eq.low = gain; }
///
/// static EQ: Router<Eq> = osc_router![low];
///
/// impl App {
///     fn deck(&mut self, n: usize) -> Option<&mut Deck> { self.decks.get_mut(n - 1) }
/// }
///
/// static ROUTER: Router<App> = osc_router![
///     "/deck/{n: 1..=2}" => DECK in App::deck,
///     "/eq" => EQ in |app: &mut App| &mut app.eq,
/// ];
///
/// let addresses: Vec<_> = ROUTER.routes().map(|route| route.address()).collect();
/// assert_eq!(addresses, ["/deck/{n: 1..=2}/play", "/eq/low"]);
/// ```
///
/// `"/prefix" => ROUTER` puts the routes of another router, a `static` or a `const`, below a
/// prefix; `"/" => ROUTER` among the others. It has no options of its own; messages come to the
/// outer router. The handlers reply to addresses below the prefix, as it stands in the address that
/// they are called for.
///
/// `in` and a function follow where the router's state is a part of `S`: it takes `&mut S`, then the
/// captures of the prefix in order, and returns `&mut Part` or `Option<&mut Part>`. The message is
/// rejected if that is `None`, or a capture does not fit its type. Of a message whose address is a
/// pattern, the function is called for each address that the pattern meets, so it should do nothing
/// but find the part.
///
/// # What does not compile
///
/// Two handlers that would answer the same addresses, and a handler that is listed twice, do not
/// compile, be they nested or not. A listed function without `#[osc_handler]` does not either: rustc then says "expected
/// type, found function".
#[proc_macro]
pub fn osc_router(list: TokenStream) -> TokenStream {
    router::osc_router(list.into()).into()
}

/// Makes a message of literals, encoded and checked while compiling: a `&'static [u8; N]` that can
/// be sent as it is.
///
/// ```
/// use microosc::osc;
///
/// const GO: &[u8] = osc!("/cue/7/go");
/// assert_eq!(GO, b"/cue/7/go\0\0\0,\0\0\0");
///
/// // What `encode_message` writes for the same values.
/// let mut buffer = [0; 64];
/// let packet = microosc::encode_message(&mut buffer, "/1/fader", (1, -0.5_f32, "on", true))?;
/// assert_eq!(packet, osc!("/1/fader", 1, -0.5, "on", true));
/// # Ok::<(), microosc::EncodeError>(())
/// ```
///
/// | literal | type tag |
/// |---|---|
/// | `1`, `1_i64` | `i`, `h` |
/// | `0.5`, `0.5_f64` | `f`, `d` |
/// | `"text"`, `b"blob"`, `'c'` | `s`, `b`, `c` |
/// | `true`, `false` | `T`, `F` |
/// | `[1, 2]` | `[ii]` |
#[proc_macro]
pub fn osc(message: TokenStream) -> TokenStream {
    packet::osc(message.into()).into()
}

/// Makes a struct or an enum an argument type, which is taken from a message and can be sent.
///
/// ```
/// use microosc::{OscArguments, Router, osc_handler, osc_router};
///
/// /// A point takes two arguments: `/xy 0.1 0.9`, or one array of two: `/xy [0.1 0.9]`.
/// #[derive(Debug, Clone, Copy, PartialEq, OscArguments)]
/// struct Point {
///     x: f32,
///     y: f32,
/// }
///
/// /// A note has several signatures: `/note 60 100`, `/note "C4" 100`, `/note`.
/// #[derive(Debug, PartialEq, OscArguments)]
/// enum Note<'a> {
///     Number { number: u8, velocity: u8 },
///     Name(&'a str, u8),
///     AllOff,
/// }
///
/// #[osc_handler("/xy", reply = "/xy/is")]
/// fn xy(point: Point) -> Point {
///     point
/// }
///
/// #[osc_handler("/note")]
/// fn note(log: &mut Vec<String>, note: Note<'_>) {
///     log.push(match note {
///         Note::Number { number, .. } => format!("number {number}"),
///         Note::Name(name, _) => format!("{name}"),
///         Note::AllOff => "silence".into(),
///     });
/// }
///
/// static ROUTER: Router<Vec<String>> = osc_router![xy, note];
///
/// // What it takes is what it sends.
/// let packet = microosc::message_to_vec("/note", Note::Name("C4", 100))?;
/// assert_eq!(packet, b"/note\0\0\0,si\0C4\0\0\0\0\0\x64");
/// # let mut server = microosc::Server::new(&ROUTER);
/// # let mut log = Vec::new();
/// # let peer = ([127, 0, 0, 1], 9).into();
/// # server.handle_datagram(microosc::TimeTag::IMMEDIATE, peer, &packet, &mut log);
/// # assert_eq!(log, ["C4"]);
/// # Ok::<(), microosc::EncodeError>(())
/// ```
///
/// # Structs
///
/// The fields are argument types, `#[derive(OscArguments)]` types among them. They come one after
/// another, or all in one array. Fields that may be absent (`Option`) stand after those that may
/// not, and nothing after `Rest`.
///
/// A field may say of its argument what a parameter may, with `#[osc(…)]` and a doc comment
/// ([`macro@osc_handler`] lists the keys). It holds wherever the type is taken, and tools find it in
/// what the type takes (`Takes::Fields`).
///
/// ```
/// # use microosc::OscArguments;
/// #[derive(OscArguments)]
/// struct Fader {
///     #[osc(range = 1..=16)]
///     channel: u8,
///     /// How loud.
///     #[osc(range = -60.0..=6.0, clip = "both", unit = "dB", default = 0.0)]
///     level: f32,
/// }
/// ```
///
/// # Enums
///
/// A message is read as the variant that fits it best:
///
/// 1. of those that fit it without conversion and leave nothing, the first that is declared; the
///    type tag that a field names goes before its other length (`i` for `i32` before `h`);
/// 2. of those that fit after conversion and leave nothing, the first;
/// 3. of those that fit and leave something to the parameters behind the enum, the first, again
///    without conversion before with it.
///
/// For a handler that is `strict`, only those without conversion count. What was chosen stays
/// chosen, whatever comes behind it. So an enum stands best as the last parameter; before others, or
/// in an array, its variants should be ones of which none begins with the arguments of another.
///
/// A variant without fields takes no arguments. An enum that has one may be absent, like an
/// `Option`. If no variant fits, the message is rejected; the rejection tells from which
/// argument on, and what would have fitted (`Rejection::NoSignature`).
///
/// A number outside the range of a field does not fit its variant, and another may take it. If none
/// does, the rejection is that of the number (`Rejection::OutsideRange`).
///
/// Two variants with fields of the same types and ranges do not compile: the second could never be
/// chosen.
///
/// Variants may hold enums. How often an argument can be looked at, all variants and conversions
/// tried, is counted while compiling; what may exceed 4096 does not compile. So the work that a
/// message makes is bounded by its length.
///
/// # What is generated
///
/// `FromMessage` and `ToArguments`. The type has one lifetime at most, that of the message, and no
/// other parameters. `#[osc(crate = path)]` on the type says where the generated code finds
/// microosc, if not at `::microosc`.
#[proc_macro_derive(OscArguments, attributes(osc))]
pub fn derive_osc_arguments(item: TokenStream) -> TokenStream {
    arguments::osc_arguments(item.into()).into()
}
