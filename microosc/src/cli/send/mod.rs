//! `microosc send`: messages from the command line, once, often, or along a ramp.

mod ramp;
pub(crate) mod words;

use core::time::Duration;
use std::io::Write;
use std::time::Instant;

use clap::Args;
use microosc::TimeTag;

use super::encode::packet_of;
use super::input::{Input, Line};
use super::interrupt::{Interrupt, NOTICE};
use super::link::{Link, LinkOptions};
use super::network::Target;
use super::output::{Outcome, Place, Stop};
use super::show::{Show, Shower};
use super::time::{self, Time};
use super::tree::Tree;
use super::{limits, span};
use ramp::Ramp;

/// Send messages
///
/// Sends a message to a program that listens: its address, then its arguments. Types follow
/// from how an argument is written, or stand before it.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Send {
    /// Where to send
    #[arg(value_name = "HOST:PORT")]
    to: Target,
    /// Address and arguments; + stands between messages
    #[arg(value_name = "/ADDRESS [ARGUMENT]", required_unless_present = "stdin")]
    #[arg(allow_negative_numbers = true)]
    words: Vec<String>,
    /// The types of all arguments, as with oscsend: ifs
    #[arg(long, value_name = "TAGS")]
    types: Option<String>,
    /// Send lines of JSON, as `encode` reads and `dump --json` prints them
    #[arg(long, conflicts_with_all = ["words", "types", "bundle", "at", "every", "ramp"])]
    stdin: bool,
    /// Put the messages into one bundle, so that they take effect together
    #[arg(long)]
    bundle: bool,
    /// Put them into a bundle for this time: +0.5s (from the sending on),
    /// 2026-11-22T20:00:00Z, immediate
    #[arg(long, verbatim_doc_comment, value_name = "TIME", value_parser = time::read)]
    #[arg(allow_hyphen_values = true)]
    at: Option<Time>,
    /// Send again and again, this time apart: 10ms
    #[arg(long, value_name = "TIME", value_parser = span::read_positive)]
    every: Option<Duration>,
    /// Send so many times; without it, --every goes on until Ctrl-C
    #[arg(long, value_name = "N", requires = "every")]
    repeat: Option<u64>,
    /// Send the values from A to B, in the place of {} or as the last argument
    #[arg(long, value_name = "A..B", requires = "over", conflicts_with = "every")]
    #[arg(allow_hyphen_values = true)]
    ramp: Option<Ramp>,
    /// How long the ramp takes: 2s
    #[arg(long, value_name = "TIME", value_parser = span::read_positive, requires = "ramp")]
    over: Option<Duration>,
    /// How many values the ramp has, both ends counted
    #[arg(long, value_name = "N", requires = "ramp", conflicts_with = "rate")]
    #[arg(value_parser = clap::value_parser!(u32).range(2..))]
    steps: Option<u32>,
    /// How many values the ramp has each second; 50 unless given
    #[arg(long, value_name = "HZ", requires = "ramp")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rate: Option<u32>,
    /// Show the replies that come until this time after the last message: 1s
    #[arg(long, value_name = "TIME", value_parser = span::read)]
    wait: Option<Duration>,
    /// End after so many replies
    #[arg(long, value_name = "N", requires = "wait")]
    replies: Option<u64>,
    #[command(flatten)]
    link: LinkOptions,
    #[command(flatten)]
    show: Show,
}

const AFTER_HELP: &str = r#"How an argument is written:
  1  -7                a whole number (of 64 bits if it needs them)
  0.5  1e3             a number
  true  false          a switch; also T and F
  hello  "two words"   text; in quotes of its own it is text whatever it looks like: '"1"'
  N  I                 nothing; an impulse (bang)
  [ 1 2 ]              a list; the brackets stand alone
or with its type before it:
  i:1 h:1              whole numbers of 32 and 64 bits; also i:0xff
  f:1 d:1              numbers of 32 and 64 bits
  s:5 S:on             text and symbol
  b:00ff7f             bytes, in hexadecimal digits
  c:x                  a character
  r:#ff8800            a colour; r:#ff880080 is half transparent
  m:0,0x90,60,127      MIDI: port, status, two data bytes
  t:now t:+2s          a time; also t:immediate and t:2026-11-22T20:00:00Z
With --types the letters say it, in order: T F N I and brackets take no argument.

Examples:
  A fader to the middle:
    microosc send localhost:5000 /1/fader 0.5
  The number 5 as text, then a colour:
    microosc send localhost:5000 /label s:5 r:#ff8800
  The same types for liblo's users:
    microosc send localhost:5000 /mix --types ifs 3 1 Bass
  Two messages that take effect together, half a second from now:
    microosc send localhost:5000 --at +0.5s /1/fader 0 + /2/fader 1
  Fade in within two seconds; channel 3, 100 values each second:
    microosc send localhost:5000 /level 3 {} --ramp 0..1 --over 2s --rate 100
  A metronome of 120 beats each minute, until Ctrl-C:
    microosc send localhost:5000 /tick I --every 500ms
  Ask a mixer, and show what it answers within a second:
    microosc send 192.168.1.32:10023 /info --wait 1s
  Everything that arrives at port 5000, to another machine:
    microosc dump 5000 --json | microosc send 192.168.1.20:5000 --stdin

Exit codes:
  0  everything was sent; with --wait: a reply came
  1  with --wait: no reply came, or one was malformed; with --stdin: a line was refused
  2  the command could not do its work: a wrong argument, an unknown host, no way there"#;

pub(crate) fn run(options: &Send) -> Result<Outcome, Stop> {
    // Whatever is wrong with the words shows before anything is sent.
    if !options.stdin {
        options.packets(options.ramp.map(|ramp| ramp.value(0.0)))?;
    }
    // Nothing would wake the command while it waits for a line: there Ctrl-C shall kill it.
    let interrupt = if options.stdin { Interrupt::never() } else { Interrupt::listen()? };
    let link = Link::open(&options.to, &options.link)?;
    let mut sender =
        Sender { options, interrupt, link, shower: Shower::new(&options.show), replies: 0 };
    if options.stdin {
        sender.lines()?;
    } else if let (Some(ramp), Some(over)) = (options.ramp, options.over) {
        sender.ramp(ramp, over)?;
    } else {
        sender.repeat()?;
    }
    sender.finish()
}

impl Send {
    /// Makes the packets of the words, the ramp's value among them.
    fn packets(&self, value: Option<f64>) -> Result<Vec<Vec<u8>>, Stop> {
        let fault = |text: String| Stop::Fault(text);
        let now = TimeTag::now();
        let words = match value {
            Some(value) => ramp::insert(&self.words, value).map_err(fault)?,
            None => self.words.clone(),
        };
        let messages = words::messages(&words, self.types.as_deref(), now).map_err(fault)?;
        let trees = if self.bundle || self.at.is_some() {
            let time_tag = self.at.map_or(TimeTag::IMMEDIATE, |time| time.tag(now));
            vec![Tree::Bundle { time_tag, elements: messages }]
        } else {
            messages
        };
        trees.iter().map(|tree| tree.to_vec().map_err(|error| fault(error.to_string()))).collect()
    }
}

struct Sender<'o> {
    options: &'o Send,
    interrupt: Interrupt,
    link: Link,
    shower: Shower<'o>,
    replies: u64,
}

impl Sender<'_> {
    fn send(&mut self, value: Option<f64>) -> Result<(), Stop> {
        self.options.packets(value)?.iter().try_for_each(|packet| self.link.send(packet))
    }

    /// Sends once, or as often as is wanted.
    fn repeat(&mut self) -> Result<(), Stop> {
        let Send { every, repeat, .. } = self.options;
        let times = if every.is_some() { repeat.unwrap_or(u64::MAX) } else { 1 };
        let start = Instant::now();
        for time in 0..times {
            if !self.wait_until(later(start, span::times(every.unwrap_or_default(), time)))? {
                break;
            }
            self.send(None)?;
        }
        Ok(())
    }

    /// Sends the values of the ramp, the last one when its time is over.
    fn ramp(&mut self, ramp: Ramp, over: Duration) -> Result<(), Stop> {
        let Send { steps, rate, .. } = self.options;
        let start = Instant::now();
        for part in ramp::parts(*steps, rate.unwrap_or(50), over) {
            if !self.wait_until(later(start, over.mul_f64(part)))? {
                break;
            }
            self.send(Some(ramp.value(part)))?;
        }
        Ok(())
    }

    /// Sends what stands on the lines of standard input.
    fn lines(&mut self) -> Result<(), Stop> {
        let mut input = Input::open(None)?;
        let mut line = Vec::new();
        for number in 1_u64.. {
            let packet = match input.read_line(&mut line, limits::JSON_LINE)? {
                Line::End => break,
                Line::TooLong => Err(format!("longer than {} bytes", limits::JSON_LINE)),
                Line::Whole if line.trim_ascii().is_empty() => continue,
                Line::Whole => packet_of(&line),
            };
            match packet {
                Ok(packet) => self.link.send(&packet)?,
                Err(why) => {
                    self.shower.output.refuse(&format_args!("{}: {why}", Place::Line(number)))?;
                }
            }
        }
        Ok(())
    }

    /// Waits, and shows the replies that come meanwhile if they are wanted; returns false if the
    /// user asks to end.
    fn wait_until(&mut self, deadline: Instant) -> Result<bool, Stop> {
        if self.options.wait.is_none() {
            return Ok(self.interrupt.sleep_until(deadline));
        }
        while !self.interrupt.is_set() && self.wants_replies() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(true);
            }
            if let Some((packet, from)) = self.link.receive(left.min(NOTICE))? {
                self.replies = self.replies.saturating_add(1);
                self.shower.packet(packet, from, Instant::now())?;
                self.shower.output.flush()?;
            }
        }
        Ok(false)
    }

    fn wants_replies(&self) -> bool {
        self.options.replies.is_none_or(|replies| self.replies < replies)
    }

    fn finish(mut self) -> Result<Outcome, Stop> {
        if let Some(wait) = self.options.wait {
            self.wait_until(later(Instant::now(), wait))?;
            if self.replies == 0 {
                let to = &self.options.to;
                self.shower.output.refuse(&format_args!(
                    "no reply from {to} within {wait:?}; check that the program runs, listens on \
                     that port, and answers this address"
                ))?;
            }
        }
        self.shower.output.finish()
    }
}

/// A time too far for the clock is as good as never.
fn later(start: Instant, span: Duration) -> Instant {
    const NEVER: Duration = Duration::from_secs(86_400 * 365);
    start.checked_add(span.min(NEVER)).unwrap_or(start)
}
