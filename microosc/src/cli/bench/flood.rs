//! The end that sends.

use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use core::time::Duration;
use std::fs;
use std::io;
use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;

use microosc::stream::{Framing, frame_to_vec};

use super::line::{Fate, Line};
use super::{QUIET, settle};
use crate::interrupt::{Interrupt, NOTICE};
use crate::output::Stop;
use crate::question::is_answer;

/// The same packet again and again.
pub(super) struct Flood<'a> {
    pub(super) to: SocketAddr,
    /// How packets are told apart if they go over TCP.
    pub(super) framing: Option<Framing>,
    pub(super) packet: Vec<u8>,
    /// How many messages are in it.
    pub(super) messages_each: u64,
    pub(super) time: Duration,
    /// How many messages at most.
    pub(super) count: Option<u64>,
    /// How many messages in a second at most.
    pub(super) rate: Option<u64>,
    pub(super) senders: u8,
    /// The address of the answers that are counted.
    pub(super) reply: Option<&'a str>,
    pub(super) interrupt: Interrupt,
}

/// What has been sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) packets: u64,
    pub(super) messages: u64,
    pub(super) bytes: u64,
    /// Packets that the system did not take, or after which it told that nobody listens; over TCP
    /// the last one of each connection that did not last.
    pub(super) refused: u64,
    pub(super) answered: u64,
    /// From the first packet to the last.
    pub(super) elapsed: Duration,
    /// For how long the senders computed, if the system tells.
    pub(super) cpu: Option<Duration>,
}

/// What one sender has done.
#[derive(Default)]
struct Part {
    packets: u64,
    refused: u64,
    cpu: Option<Duration>,
}

/// How long a sender sleeps at least when it is ahead of its rate, so that it does not spin.
const NAP: Duration = Duration::from_micros(200);

impl Flood<'_> {
    pub(super) fn run(&self) -> Result<Sent, Stop> {
        let lines = (0..self.senders).map(|_| Line::open(self.to, self.framing.is_some()));
        let lines: Vec<Line> = lines.collect::<Result<_, Stop>>()?;
        let framed = self.framing.map(|framing| frame_to_vec(framing, &self.packet)).transpose();
        let framed = framed.map_err(|error| Stop::Fault(error.to_string()))?;
        let bytes = framed.as_ref().unwrap_or(&self.packet);
        let (answered, over) = (AtomicU64::new(0), AtomicBool::new(false));
        thread::scope(|scope| {
            // A server whose answers nobody reads would stop to read, too.
            if self.reply.is_some() || self.framing.is_some() {
                for line in &lines {
                    scope.spawn(|| self.count_answers(line, &answered, &over));
                }
            }
            let begun = Instant::now();
            let threads: Vec<_> = (0_u64..)
                .zip(&lines)
                .map(|(index, line)| scope.spawn(move || self.send(index, line, bytes, begun)))
                .collect();
            let parts: io::Result<Vec<Part>> = threads.into_iter().map(part_of).collect();
            let elapsed = begun.elapsed();
            if let (Ok(parts), Some(_)) = (&parts, self.reply) {
                let packets: u64 = parts.iter().map(|part| part.packets).sum();
                let expected = packets.saturating_mul(self.messages_each);
                settle(expected, || answered.load(Ordering::Relaxed));
            }
            over.store(true, Ordering::Relaxed);
            let mut sent = self.sum(&parts.map_err(|error| cannot(self.to, &error))?);
            sent.elapsed = elapsed;
            sent.answered = answered.load(Ordering::Relaxed);
            Ok(sent)
        })
    }

    /// Sends the share of one sender.
    fn send(&self, index: u64, line: &Line, bytes: &[u8], begun: Instant) -> io::Result<Part> {
        let share = |whole: u64| share(whole, index, self.senders.into());
        // Packets, of which the last may be more than its messages that are left.
        let packets = |messages: u64| messages.div_ceil(self.messages_each);
        let end = self.count.map_or(u64::MAX, |count| share(packets(count)));
        let is_time =
            || self.interrupt.is_set() || begun.elapsed() >= self.time.saturating_add(QUIET);
        let mut part = Part::default();
        let cpu = cpu_time();
        while part.packets.saturating_add(part.refused) < end {
            let elapsed = begun.elapsed();
            if elapsed >= self.time || self.interrupt.is_set() {
                break;
            }
            if let Some(rate) = self.rate {
                let done = part.packets.saturating_add(part.refused);
                let due = due(rate, elapsed, self.messages_each);
                if share(due) <= done {
                    let left = self.time.saturating_sub(elapsed);
                    thread::sleep(self.until_next(rate).max(NAP).min(left).min(NOTICE));
                    continue;
                }
            }
            match line.send(bytes, is_time)? {
                Fate::Taken => part.packets = part.packets.saturating_add(1),
                Fate::Refused => part.refused = part.refused.saturating_add(1),
                Fate::Over => {
                    part.refused = part.refused.saturating_add(1);
                    break;
                }
            }
        }
        line.end();
        part.cpu = cpu_time().zip(cpu).map(|(now, then)| now.saturating_sub(then));
        Ok(part)
    }

    /// The time between two packets of one sender.
    fn until_next(&self, rate: u64) -> Duration {
        let packet = Duration::from_secs(self.messages_each.saturating_mul(self.senders.into()));
        packet.checked_div(rate.try_into().unwrap_or(u32::MAX)).unwrap_or_default()
    }

    fn count_answers(&self, line: &Line, answered: &AtomicU64, over: &AtomicBool) {
        let mut answers = line.answers(self.framing.unwrap_or(Framing::LengthPrefix));
        while !over.load(Ordering::Relaxed) {
            match answers.next() {
                Ok(Some(packet)) if is_answer(packet, self.reply) => {
                    answered.fetch_add(1, Ordering::Relaxed);
                }
                Ok(_) => {}
                Err(_) => return,
            }
        }
    }

    fn sum(&self, parts: &[Part]) -> Sent {
        let packets: u64 = parts.iter().map(|part| part.packets).sum();
        let len = u64::try_from(self.packet.len()).unwrap_or(u64::MAX);
        Sent {
            packets,
            messages: packets.saturating_mul(self.messages_each),
            bytes: packets.saturating_mul(len),
            refused: parts.iter().map(|part| part.refused).sum(),
            cpu: parts.iter().map(|part| part.cpu).sum(),
            ..Sent::default()
        }
    }
}

pub(super) fn cannot(to: SocketAddr, error: &io::Error) -> Stop {
    Stop::Fault(format!(
        "cannot send to {to}: {error}; check the address, and that this machine is in the same \
         network"
    ))
}

fn part_of(thread: ScopedJoinHandle<'_, io::Result<Part>>) -> io::Result<Part> {
    thread.join().unwrap_or_else(|_| Err(io::Error::other("a sending thread has failed")))
}

/// The part of a whole that sender `index` of `senders` has; all parts together are the whole.
fn share(whole: u64, index: u64, senders: u64) -> u64 {
    let rest = whole.checked_rem(senders).unwrap_or_default();
    whole.checked_div(senders).unwrap_or_default().saturating_add(u64::from(index < rest))
}

/// How many packets have to be sent so long after the start; the first is due at once.
fn due(rate: u64, elapsed: Duration, messages_each: u64) -> u64 {
    let messages = u128::from(rate).saturating_mul(elapsed.as_micros()).checked_div(1_000_000);
    let packets = messages.and_then(|messages| messages.checked_div(messages_each.into()));
    packets.and_then(|packets| u64::try_from(packets).ok()).unwrap_or(u64::MAX).saturating_add(1)
}

/// For how long this thread has computed.
fn cpu_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}
