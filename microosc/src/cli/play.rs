//! `microosc play`: a recording, sent again.

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use microosc::{Packet, TimeTag};

use super::filter::Filter;
use super::interrupt::Interrupt;
use super::link::{Link, LinkOptions};
use super::network::Target;
use super::output::{Outcome, Stop, explain};
use super::packet::bundles;
use super::progress::{Progress, bar, clock};
use super::recording::{Player, Step, Track};
use super::span;

/// Send a recording
///
/// Sends the packets of a recording made by `microosc record`, with the time between them as
/// it was.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Play {
    /// The recording; - is standard input
    file: PathBuf,
    /// Where to send
    #[arg(value_name = "HOST:PORT")]
    to: Target,
    /// How fast: 2 is twice as fast, 0.5 half as fast
    #[arg(long, value_name = "FACTOR", default_value = "1", value_parser = speed)]
    speed: f64,
    /// Start again at the end, until Ctrl-C; --loop=3 plays three times
    #[arg(long = "loop", value_name = "N", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "0")]
    times: Option<u64>,
    /// Start at this time of the recording: 1:30
    #[arg(long, value_name = "TIME", value_parser = span::read, default_value = "0")]
    from: Duration,
    /// End at this time of the recording
    #[arg(long = "to", value_name = "TIME", value_parser = span::read)]
    until: Option<Duration>,
    /// Send the time tags of bundles as they were recorded, not moved to now
    #[arg(long)]
    keep_time_tags: bool,
    /// Say nothing but what goes wrong
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    link: LinkOptions,
}

const AFTER_HELP: &str = r#"Bundles are for a time. It is moved by as much as the bundle itself: what was to happen 0.2 s
after the bundle came, happens 0.2 s after it is sent (at twice the speed, 0.1 s).

Examples:
  Play a rehearsal to the desk:
    microosc play rehearsal.osc 192.168.1.20:8000
  The second verse, slowly, again and again:
    microosc play rehearsal.osc localhost:5000 --from 1:30 --to 2:10 --speed 0.5 --loop
  Only the faders:
    microosc play rehearsal.osc localhost:5000 --filter '/*/fader*'

Exit codes:
  0  the recording was played, or Ctrl-C has ended it
  1  a line of the recording could not be read, and was skipped
  2  the command could not do its work: a wrong option, a file that is no recording, an
     unknown host, no way there"#;

pub(crate) fn run(options: &Play) -> Result<Outcome, Stop> {
    let is_stdin = options.file == Path::new("-");
    // Nothing would wake the command while it waits for a line: there Ctrl-C shall kill it.
    let interrupt = if is_stdin { Interrupt::never() } else { Interrupt::listen()? };
    let whole = if is_stdin { None } else { Some(length(&options.file)?) };
    let end = match (options.until, whole) {
        (Some(until), Some(whole)) => Some(until.min(whole)),
        (until, whole) => until.or(whole),
    };
    let span = end.map(|end| end.saturating_sub(options.from));
    if whole.is_some() && span.is_some_and(|span| span.is_zero()) && options.from > Duration::ZERO {
        return Err(Stop::Fault(format!(
            "nothing lies between --from {} and the end at {}",
            clock(options.from),
            clock(end.unwrap_or_default())
        )));
    }
    let times = match options.times {
        None => 1,
        Some(_) if is_stdin => {
            let text = "--loop needs a file: standard input can be read only once";
            return Err(Stop::Fault(text.to_owned()));
        }
        Some(_) if span.is_none_or(|span| span.is_zero()) => {
            let text = "--loop needs a recording that takes some time";
            return Err(Stop::Fault(text.to_owned()));
        }
        Some(0) => u64::MAX,
        Some(times) => times,
    };
    let mut playing = Playing {
        options,
        link: Link::open(&options.to, &options.link)?,
        interrupt,
        progress: Progress::new(!options.quiet),
        start: Instant::now(),
        start_tag: TimeTag::now(),
        span,
        round: Duration::ZERO,
        packets: 0,
        is_damaged: false,
    };
    for time in 0..times {
        if !playing.once(time)? {
            break;
        }
    }
    playing.finish()
}

/// Reads a recording to its end, and returns how long it is.
fn length(file: &Path) -> Result<Duration, Stop> {
    let mut player = Player::open(file)?;
    while player.next()?.is_some() {}
    Ok(player.reached())
}

struct Playing<'o> {
    options: &'o Play,
    link: Link,
    interrupt: Interrupt,
    progress: Progress,
    /// When playing has started, by both clocks.
    start: Instant,
    start_tag: TimeTag,
    /// How long what is played takes at normal speed, if that is known.
    span: Option<Duration>,
    /// When the round that is played has started, counted from the first.
    round: Duration,
    packets: u64,
    is_damaged: bool,
}

impl Playing<'_> {
    /// Plays the recording for the `time`th time, counted from zero; returns false if the user asks
    /// to end.
    fn once(&mut self, time: u64) -> Result<bool, Stop> {
        let Play { from, until, filter, .. } = self.options;
        let before = span::times(self.span.unwrap_or_default(), time);
        self.round = self.scaled(before);
        let mut player = Player::open(&self.options.file)?;
        while let Some(track) = player.next()? {
            let step = match track {
                Track::Packet(step) => step,
                // What was said in the first round is known.
                _ if time > 0 => continue,
                Track::Damage(complaint) => {
                    self.is_damaged = true;
                    self.remark(&format!("{complaint}; the line is skipped"));
                    continue;
                }
                Track::Cut(complaint) => {
                    self.remark(&format!("{complaint}; the recording was cut there"));
                    continue;
                }
            };
            if until.is_some_and(|until| step.at >= until) {
                break;
            }
            let Some(at) = step.at.checked_sub(*from) else { continue };
            if !filter.wants(&step.packet) {
                continue;
            }
            let at = self.scaled(before.saturating_add(at));
            if !self.wait(at) {
                return Ok(false);
            }
            self.send(step, at)?;
        }
        // The silence after the last packet belongs to the recording, too.
        Ok(self.span.is_none_or(|span| self.wait(self.scaled(before.saturating_add(span)))))
    }

    #[expect(clippy::arithmetic_side_effects, reason = "the arithmetic of time tags wraps")]
    fn send(&mut self, step: Step, at: Duration) -> Result<(), Stop> {
        let Step { mut packet, recorded, .. } = step;
        if !self.options.keep_time_tags {
            self.move_time_tags(&mut packet, recorded, self.start_tag + at);
        }
        self.packets = self.packets.saturating_add(1);
        self.link.send(&packet)
    }

    /// Moves the times of bundles as far from `to` as they were from `from`.
    #[expect(clippy::arithmetic_side_effects, reason = "the arithmetic of time tags wraps")]
    fn move_time_tags(&self, packet: &mut [u8], from: TimeTag, to: TimeTag) {
        let bundles = Packet::decode(packet).map(|decoded| bundles(&decoded, packet));
        for (offset, tag) in bundles.unwrap_or_default() {
            let moved = match (tag.duration_since(from), from.duration_since(tag)) {
                _ if tag.is_immediate() => continue,
                (Some(after), _) => to + self.scaled(after),
                (None, before) => to - self.scaled(before.unwrap_or_default()),
            };
            // Behind "#bundle" and its NUL.
            let at = offset.saturating_add(8);
            if let Some(bytes) = packet.get_mut(at..).and_then(<[u8]>::first_chunk_mut) {
                *bytes = moved.to_bits().to_be_bytes();
            }
        }
    }

    /// Waits until that long after the start, and shows how far it has come meanwhile; returns false
    /// if the user asks to end.
    fn wait(&mut self, at: Duration) -> bool {
        const GLANCE: Duration = Duration::from_millis(100);
        let end = self.span.map(|span| self.scaled(span));
        loop {
            let (packets, round, done) = (self.packets, self.round, self.start.elapsed());
            self.progress.show(|| match end {
                Some(end) => {
                    let done = done.saturating_sub(round);
                    format!(
                        "{} {} / {}  {packets} packets",
                        bar(done, end),
                        clock(done),
                        clock(end)
                    )
                }
                None => format!("{}  {packets} packets", clock(done)),
            });
            let glance = done.saturating_add(GLANCE).min(at);
            let Some(deadline) = self.start.checked_add(glance) else { return false };
            if !self.interrupt.sleep_until(deadline) {
                return false;
            }
            if glance == at {
                return true;
            }
        }
    }

    /// Returns how long something takes at the speed that is wanted.
    fn scaled(&self, span: Duration) -> Duration {
        let seconds = span.as_secs_f64() / self.options.speed;
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    }

    fn remark(&mut self, remark: &str) {
        self.progress.clear();
        explain(&remark);
    }

    fn finish(mut self) -> Result<Outcome, Stop> {
        self.progress.clear();
        if !self.options.quiet {
            let seconds = self.start.elapsed().as_secs_f64();
            let plural = if self.packets == 1 { "" } else { "s" };
            explain(&format_args!("{} packet{plural} in {seconds:.1} s", self.packets));
        }
        Ok(if self.is_damaged { Outcome::Refused } else { Outcome::Good })
    }
}

fn speed(text: &str) -> Result<f64, String> {
    let factor = text.strip_suffix('x').unwrap_or(text).parse().ok();
    let factor = factor.filter(|factor| (0.001..=1000.0).contains(factor));
    factor.ok_or_else(|| "write a factor from 0.001 to 1000".to_owned())
}
