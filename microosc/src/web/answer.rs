//! What is answered to a request, by the routing table and the state.

use super::request::Request;
use super::response::{Refusal, Response, Status};
use crate::query::{Attribute, Namespace, Node, Quoted, Values};
use core::fmt::{self, Write};
use core::net::SocketAddr;

/// Answers a request that is none for a WebSocket.
pub(super) fn answer(
    request: &Request,
    namespace: Namespace,
    about: &About<'_>,
    values: &mut dyn Values,
) -> Response {
    match request.query.as_deref() {
        // Whatever the path is.
        Some("HOST_INFO") => Response::json(|out| about.write(out)),
        Some("HTML") => Response::page(),
        None if request.path == "/" && request.prefers_html => Response::page(),
        query => match namespace.find(&request.path) {
            None => Refusal(Status::NotFound, "there is nothing at this address\n").into(),
            Some(node) => of_node(&node, query, values),
        },
    }
}

fn of_node(node: &Node, query: Option<&str>, values: &mut dyn Values) -> Response {
    let Some(query) = query else { return Response::json(|out| node.write(out, values)) };
    match query.parse() {
        Err(_) => Refusal(
            Status::BadRequest,
            "there is no attribute of this name; ask for VALUE, TYPE, RANGE or another in capitals\n",
        )
        .into(),
        Ok(Attribute::ExtendedType) => Response::no_content(),
        Ok(Attribute::Value) if node.endpoint().is_some() && !node.is_readable() => {
            Response::no_content()
        }
        Ok(attribute) => Response::json(|out| node.write_attribute(attribute, out, values)),
    }
}

/// What `HOST_INFO` tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) name: Option<&'a str>,
    /// Where messages go.
    pub(super) osc: SocketAddr,
    /// Whether packets by WebSocket are handled.
    pub(super) allows_control: bool,
}

/// Parts of the proposal that are no attributes of nodes, and whether there is such a thing. What the
/// table says does not change while a program runs, so there is nothing to tell of paths.
const OTHERS: [(&str, bool); 7] = [
    ("HTML", true),
    ("LISTEN", true),
    ("IGNORE", true),
    ("PATH_CHANGED", false),
    ("PATH_ADDED", false),
    ("PATH_REMOVED", false),
    ("PATH_RENAMED", false),
];

impl About<'_> {
    fn write(&self, out: &mut dyn Write) -> fmt::Result {
        out.write_str("{")?;
        if let Some(name) = self.name {
            write!(out, "\"NAME\":{},", Quoted(name))?;
        }
        // Without, it is the host that answers.
        if !self.osc.ip().is_unspecified() {
            write!(out, "\"OSC_IP\":\"{}\",", self.osc.ip())?;
        }
        write!(out, "\"OSC_PORT\":{},\"OSC_TRANSPORT\":\"UDP\"", self.osc.port())?;
        let optional = Attribute::ALL.into_iter().filter(|attribute| !is_required(*attribute));
        let attributes =
            optional.map(|attribute| (attribute.as_str(), attribute != Attribute::ExtendedType));
        // No word of the proposal; the page asks for it.
        let control = ("CONTROL", self.allows_control);
        let mut before = ",\"EXTENSIONS\":{";
        for (name, is_there) in attributes.chain(OTHERS).chain([control]) {
            write!(out, "{before}\"{name}\":{is_there}")?;
            before = ",";
        }
        out.write_str("}}")
    }
}

/// Whether every server has it, so that it is no extension.
fn is_required(attribute: Attribute) -> bool {
    matches!(attribute, Attribute::FullPath | Attribute::Contents | Attribute::Type)
}
