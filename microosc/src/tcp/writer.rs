//! Sends a peer its replies, so that nobody else has to wait for it.

use super::peer::{Event, Shared};
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::io::{self, ErrorKind, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

/// The server's end of the thread that writes to one peer. When it is dropped, the thread sends
/// what is still queued, if the peer takes it in time, and closes the connection.
#[derive(Debug)]
pub(super) struct Writer {
    frames: Sender<Vec<u8>>,
    queued: Arc<Queued>,
}

/// What has been handed to the thread and not been written yet.
#[derive(Debug, Default)]
struct Queued {
    frames: AtomicUsize,
    bytes: AtomicUsize,
}

impl Queued {
    fn add(&self, frame: &[u8]) {
        self.frames.fetch_add(1, Ordering::AcqRel);
        self.bytes.fetch_add(frame.len(), Ordering::AcqRel);
    }

    fn subtract(&self, frame: &[u8]) {
        self.frames.fetch_sub(1, Ordering::AcqRel);
        self.bytes.fetch_sub(frame.len(), Ordering::AcqRel);
    }
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(
        id: u64,
        shared: &Arc<Shared>,
        events: &Sender<Event>,
        timeout: Duration,
    ) -> io::Result<Self> {
        let (frames, queue) = channel();
        let queued = Arc::new(Queued::default());
        let (shared, events, left) = (Arc::clone(shared), events.clone(), Arc::clone(&queued));
        super::peer::spawn(move || {
            if let Err(error) = write_all(&shared, &queue, &left, timeout) {
                let is_slow = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
                let _server_is_gone =
                    events.send(if is_slow { Event::Slow { id } } else { Event::Closed { id } });
            }
            let _closed_already = shared.stream.shutdown(Shutdown::Both);
        })?;
        Ok(Self { frames, queued })
    }

    /// Queues a frame unless the peer would then have more than `limit` bytes waiting.
    pub(super) fn send(&self, frame: Vec<u8>, limit: usize) -> bool {
        let queued = self.queued.bytes.load(Ordering::Acquire);
        // A frame longer than the limit is for a peer that has taken all before it.
        if queued > 0 && queued.saturating_add(frame.len()) > limit {
            return false;
        }
        self.queued.add(&frame);
        self.frames.send(frame).is_ok()
    }

    /// Returns how many frames have not been written yet.
    pub(super) fn waiting(&self) -> usize {
        self.queued.frames.load(Ordering::Acquire)
    }
}

/// Writes frames until the server lets go of the peer, or the peer takes no more.
fn write_all(
    shared: &Shared,
    queue: &Receiver<Vec<u8>>,
    queued: &Queued,
    timeout: Duration,
) -> io::Result<()> {
    let mut last_call = None;
    while let Ok(frame) = queue.recv() {
        let now = Instant::now();
        if shared.is_closing() && now.duration_since(*last_call.get_or_insert(now)) > timeout {
            return Ok(());
        }
        write_within(&shared.stream, &frame, timeout)?;
        queued.subtract(&frame);
    }
    Ok(())
}

/// Writes a frame to a stream whose calls wait at most `timeout`. The whole may take about as long:
/// a peer must not hold a frame for ever by taking it byte by byte.
fn write_within(mut stream: &TcpStream, frame: &[u8], timeout: Duration) -> io::Result<()> {
    let start = Instant::now();
    let mut rest = frame;
    while !rest.is_empty() {
        match stream.write(rest) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => rest = rest.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if !rest.is_empty() && start.elapsed() >= timeout {
            return Err(ErrorKind::TimedOut.into());
        }
    }
    Ok(())
}
