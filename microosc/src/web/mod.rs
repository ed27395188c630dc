//! An OSC server that tells programs and browsers what it serves, by [OSCQuery]: HTTP and WebSocket on
//! one port, beside OSC over UDP (feature `query-server`).
//!
//! | to | write |
//! |---|---|
//! | serve programs on this machine, by UDP and HTTP at one address | `web::serve("127.0.0.1:8000", &ROUTER, &mut state)` |
//! | choose addresses and options of UDP | [`Server::with`] |
//! | let clients control by WebSocket | `Options::new().allow_control(true).bind(…)` |
//! | be found by programs on its networks (feature `mdns`) | `Options::new().name("Desk").announce(true).bind(…)` |
//! | show values on control surfaces, by UDP | `Options::new().feedback_to(([192, 168, 1, 30], 9000)).bind(…)` |
//! | be called by a name | `Options::new().allow_host("desk.local").bind(…)` |
//! | serve from a main loop | [`Server::poll`] |
//! | serve in a thread, and end it | [`Server::serve`], [`Server::stop_handle`] |
//!
//! One thread does everything, the handlers included, and waits for no client. So no handler runs while
//! an answer is written: about 20 µs on a desktop for each route that it tells of with its value, 40 ms
//! for all of a table of 4096 routes, of which half are getters. Messages have their turn before the
//! next answer. To find the node that is asked for takes 0.1 µs for each route of the table.
//!
//! # What is answered
//!
//! | request | answer |
//! |---|---|
//! | `GET /mixer` | the node with all that lies below, and the values that can be read, as JSON; see [`query`](crate::query) |
//! | `GET /mixer/level?VALUE` | an object with one attribute, empty if the node has it not |
//! | `GET /` by a browser, `GET /?HTML` | a page that shows all values and, if [control is allowed](Options::allow_control), changes them |
//! | `GET /?HOST_INFO` | the server's name, where OSC goes, and which parts of OSCQuery there are |
//! | a WebSocket, at any path | `{"COMMAND":"LISTEN","DATA":"/mixer/level"}` as text: the value at once, then whenever it changes, as an OSC message; until `IGNORE` |
//! | a packet by WebSocket | the same as by UDP if [control is allowed](Options::allow_control), replies included |
//!
//! A value is sent at most 30 times a second ([`Options::push_interval`]), and the last one always is.
//! Only what has `get` has a value. By UDP, values are sent to nobody but those that the program
//! [names](Options::feedback_to).
//!
//! | status | when |
//! |---|---|
//! | 204 | `VALUE` of what cannot be read; `EXTENDED_TYPE`, which is not there |
//! | 400 | neither HTTP/1.1 nor 1.0, no `Host` or one that is none, an address that is not encoded rightly, an attribute that OSCQuery does not have |
//! | 403 | a name that the server does not go by, a WebSocket for a page of another server |
//! | 404 | an address where nothing is |
//! | 405 | any method but GET |
//! | 413, 431 | a request with a body, a head of more than 8 KiB or 64 lines |
//! | 426 | another version of WebSocket than 13 |
//! | 503 | too many connections |
//!
//! # Who may do what
//!
//! OSCQuery has no authentication: whoever can reach the port can read. Bind to `127.0.0.1` unless
//! others are to.
//!
//! | threat | default | to change it |
//! |---|---|---|
//! | a page in a browser of this machine reads, by a name that leads here (DNS rebinding) | only addresses and `localhost` are answered to | [`Options::allow_host`] |
//! | a page of another server opens a WebSocket | none for an `Origin` other than the server's own | |
//! | a page of another server reads an answer, or embeds it | no answer has a header that lets it | |
//! | something on the page that is not ours | it runs only what came with it, and connects to this server alone | |
//! | somebody controls who is only to look | packets by WebSocket are counted and not looked at | [`Options::allow_control`] |
//! | others learn that it is there | nothing is announced; if it is, only on networks that reach its address | [`Options`]`::announce` |
//! | others than meant connect | the networks of the server for UDP | [`Settings::allow`](crate::Settings::allow) |
//! | many connections | 8, and 8 more that are told to come later | [`Options::max_connections`] |
//! | a request that does not end | 8 KiB, 5 s | [`Options::head_timeout`] |
//! | a client that sends without end | others have their turn after 16 KiB of it | |
//! | a client that does not take its answer or its values | cut off after 10 s; of each value only the newest waits | [`Options::write_timeout`] |
//! | a client that is gone | a WebSocket without a sign of life for 60 s is cut off | [`Options::idle_timeout`] |
//! | long frames | 64 KiB, also of a message in several | |
//!
//! Each case is counted, in [`Server::connection_counters`]. Nothing that a client does ends the server.
//!
//! [OSCQuery]: https://github.com/Vidvox/OSCQueryProposal

#[cfg(feature = "mdns")]
mod announcement;
mod answer;
mod command;
mod connection;
mod connections;
mod counters;
mod host;
mod listeners;
mod options;
mod request;
mod response;
mod sent;
mod server;
mod socket;
mod surfaces;

pub use crate::net::{BindError, POLL_LIMIT, POLL_TIME, ServeError, StopHandle};
pub use counters::ConnectionCounters;
pub use options::Options;
pub use server::{Server, serve};
