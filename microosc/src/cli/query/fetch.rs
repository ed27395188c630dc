//! A question by HTTP, to a server that may be any. What it answers is bounded in length and in time.

use core::fmt::Write as _;
use core::net::SocketAddr;
use core::time::Duration;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use crate::output::Stop;

/// How long a server may take to be reached, and then to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many bytes an answer has at most.
const LONGEST: usize = 32 << 20;

/// How many lines its head has at most.
const MAX_LINES: usize = 64;

/// What is read at once.
const PIECE: usize = 16 << 10;

pub(super) enum Answer {
    Ok(Vec<u8>),
    NotFound,
}

/// Asks for a path, of which all is encoded that is no part of an address or a question.
pub(super) fn get(server: SocketAddr, path: &str) -> Result<Answer, Stop> {
    let fault = |what: &dyn core::fmt::Display| Stop::Fault(format!("{server} {what}"));
    let hint = "check that it runs, and that this is its port for OSCQuery (TCP)";
    let mut stream = TcpStream::connect_timeout(&server, PATIENCE)
        .map_err(|error| fault(&format_args!("cannot be reached: {error}; {hint}")))?;
    let answer = exchange(&mut stream, &request(server, path));
    let answer =
        answer.map_err(|error| fault(&format_args!("does not answer: {error}; {hint}")))?;
    match taken_apart(&answer) {
        Some((200, body)) => Ok(Answer::Ok(body)),
        Some((204 | 404, _)) => Ok(Answer::NotFound),
        Some((403, body)) => {
            // A server of ours says why.
            let why = String::from_utf8_lossy(&body).replace(char::is_control, " ");
            Err(fault(&format_args!("refuses: {}", why.trim())))
        }
        Some((status, _)) => {
            Err(fault(&format_args!("answers with status {status}, and not what it serves")))
        }
        None => Err(fault(&format_args!("answers something that is no HTTP; {hint}"))),
    }
}

fn request(server: SocketAddr, path: &str) -> String {
    let mut request = "GET ".to_owned();
    for byte in path.bytes() {
        // Whatever an address may hold, and what marks a question.
        if byte.is_ascii_alphanumeric() || b"/?-._~!$&'()+;=:@_".contains(&byte) {
            request.push(byte.into());
        } else {
            // A text takes all that is written.
            let _ = write!(request, "%{byte:02X}");
        }
    }
    let _ = write!(
        request,
        " HTTP/1.1\r\nHost: {server}\r\nAccept: application/json\r\nConnection: close\r\n\r\n"
    );
    request
}

/// Returns all that the server sends, until it is complete or the connection ends.
fn exchange(stream: &mut TcpStream, request: &str) -> std::io::Result<Vec<u8>> {
    let start = Instant::now();
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    let mut piece = [0; PIECE];
    while !is_complete(&answer) {
        let left = PATIENCE.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Err(std::io::Error::other("it takes too long"));
        }
        stream.set_read_timeout(Some(left))?;
        let length = stream.read(&mut piece)?;
        if length == 0 {
            break;
        }
        answer.extend_from_slice(piece.get(..length).unwrap_or_default());
        if answer.len() > LONGEST {
            return Err(std::io::Error::other("the answer is too long"));
        }
    }
    Ok(answer)
}

/// Whether nothing more is to come, as far as the server told.
fn is_complete(answer: &[u8]) -> bool {
    let Some(head) = Head::of(answer) else { return false };
    match head.length {
        Length::Bytes(length) => head.body.len() >= length,
        // Looked for, not taken apart anew for each piece.
        Length::Chunks => head.body.ends_with(b"0\r\n\r\n"),
        Length::Rest => false,
    }
}

fn taken_apart(answer: &[u8]) -> Option<(u16, Vec<u8>)> {
    let head = Head::of(answer)?;
    let body = match head.length {
        Length::Bytes(length) => head.body.get(..length)?.to_vec(),
        Length::Chunks => unchunked(head.body)?,
        Length::Rest => head.body.to_vec(),
    };
    Some((head.status, body))
}

struct Head<'a> {
    status: u16,
    length: Length,
    body: &'a [u8],
}

enum Length {
    Bytes(usize),
    Chunks,
    /// Until the connection ends.
    Rest,
}

impl<'a> Head<'a> {
    /// Reads the head, if it is complete.
    fn of(answer: &'a [u8]) -> Option<Self> {
        let mut lines = [httparse::EMPTY_HEADER; MAX_LINES];
        let mut head = httparse::Response::new(&mut lines);
        let Ok(httparse::Status::Complete(end)) = head.parse(answer) else { return None };
        let line = |name: &str| {
            let mut named = head.headers.iter().filter(|line| line.name.eq_ignore_ascii_case(name));
            named.next().and_then(|line| core::str::from_utf8(line.value).ok()).map(str::trim)
        };
        let status = head.code?;
        let length = if line("transfer-encoding").is_some_and(|how| how.ends_with("chunked")) {
            Length::Chunks
        } else if status == 204 {
            Length::Bytes(0)
        } else {
            line("content-length").and_then(|n| n.parse().ok()).map_or(Length::Rest, Length::Bytes)
        };
        Some(Self { status, length, body: answer.get(end..)? })
    }
}

/// Puts a body together that came in chunks, each behind its length.
fn unchunked(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let Ok(httparse::Status::Complete((start, length))) = httparse::parse_chunk_size(chunks)
        else {
            return None;
        };
        if length == 0 {
            return Some(body);
        }
        let (chunk, rest) = chunks.get(start..)?.split_at_checked(usize::try_from(length).ok()?)?;
        body.extend_from_slice(chunk);
        chunks = rest.strip_prefix(b"\r\n")?;
    }
}
