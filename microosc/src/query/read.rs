//! Values of routes, asked of the handlers that tell them.

use core::cell::RefCell;
use core::fmt;
use core::net::SocketAddr;

use super::{GETTER, Node, getter};
use crate::extract::{OutboxError, Outlet, Request};
use crate::route::Router;
use crate::wire::{Arguments, EncodeError, Packet, encode_message_to_pieces};

/// What tells the values of nodes that can be read.
pub trait Values {
    /// Lets `show` see the value of a node, or does not call it if there is none.
    fn read(&mut self, node: &Node, show: &mut dyn FnMut(Arguments<'_>));
}

/// No values: what is known without asking.
#[derive(Debug, Clone, Copy)]
pub struct NoValues;

impl Values for NoValues {
    fn read(&mut self, _: &Node, _: &mut dyn FnMut(Arguments<'_>)) {}
}

/// The values that an application's state has, told by its handlers.
///
/// A value is read in the buffer, in which it has to fit as a message.
///
/// # Examples
///
/// ```
/// use microosc::query::{Attribute, Namespace, State};
/// use microosc::{Router, osc_handler, osc_router};
///
/// #[osc_handler("/tempo")]
/// fn tempo(bpm: &mut f32, value: f32) {
///     *bpm = value;
/// }
///
/// #[osc_handler("/tempo/get", reply = "/tempo")]
/// fn get_tempo(bpm: &mut f32) -> f32 {
///     *bpm
/// }
///
/// static ROUTER: Router<f32> = osc_router![tempo, get_tempo];
///
/// let (mut bpm, mut json) = (120.5, String::new());
/// let node = Namespace::of(&ROUTER).find("/tempo").expect("declared");
/// let mut values = State { router: &ROUTER, state: &mut bpm, buffer: &mut [0; 64] };
/// node.write_attribute(Attribute::Value, &mut json, &mut values)?;
/// assert_eq!(json, r#"{"VALUE":[120.5]}"#);
/// # Ok::<(), core::fmt::Error>(())
/// ```
pub struct State<'s, S: ?Sized + 'static> {
    /// The router that the nodes are of.
    pub router: &'s Router<S>,
    /// The state of its handlers.
    pub state: &'s mut S,
    /// Where a value is written to be read.
    pub buffer: &'s mut [u8],
}

impl<S: ?Sized> Values for State<'_, S> {
    fn read(&mut self, node: &Node, show: &mut dyn FnMut(Arguments<'_>)) {
        let path = &node.path;
        let Some(getter) = getter(node.space, path.names()) else { return };
        let mut question = [0; LONGEST_QUESTION];
        let address = |show: &mut dyn FnMut(&str)| {
            for name in path.names().iter().chain(&[GETTER]) {
                show("/");
                show(name);
            }
        };
        let Ok(len) = encode_message_to_pieces(&mut question, &address, &()) else { return };
        let Some(Ok(Packet::Message(message))) = question.get(..len).map(Packet::decode) else {
            return;
        };
        let mut all = *path;
        all.push(GETTER);
        let outlet = Answer { buffer: RefCell::new((self.buffer, 0)) };
        self.router.ask(getter, message, all.names(), self.state, &outlet);
        let (buffer, len) = outlet.buffer.into_inner();
        if let Some(Ok(Packet::Message(answer))) = buffer.get(..len).map(Packet::decode) {
            show(answer.arguments());
        }
    }
}

impl<S: ?Sized> fmt::Debug for State<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("router", &self.router).finish_non_exhaustive()
    }
}

/// Longer addresses have no values.
const LONGEST_QUESTION: usize = 512;

/// Keeps the last that is sent.
struct Answer<'b> {
    buffer: RefCell<(&'b mut [u8], usize)>,
}

impl Outlet for Answer<'_> {
    fn send(
        &self,
        _: &SocketAddr,
        write: &mut dyn FnMut(&mut [u8]) -> Result<usize, EncodeError>,
    ) -> Result<(), OutboxError> {
        let mut answer = self.buffer.try_borrow_mut().map_err(|_| OutboxError::Busy)?;
        let (buffer, len) = &mut *answer;
        *len = write(buffer)?;
        Ok(())
    }

    fn failed(&self, _: &Request<'_>, _: &dyn fmt::Display) {}
}
