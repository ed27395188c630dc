//! The handlers of a small device: a board with one coloured light and one button.
//!
//! This file is all that the device does about OSC. The firmware for an ESP32 (`examples/esp32s3`)
//! and the program `device` for a desktop both run it as it is, so it needs neither a board nor
//! `std`. What differs between them they bring themselves: where to print, how to show the light,
//! when the button is pressed, a clock that calls [`Device::second`].

use core::fmt;
use core::net::SocketAddr;

use microosc::query::Namespace;
use microosc::{
    BundleEncoder, EncodeError, Message, OscArguments, Outbox, Peer, Rejected, Rgba, Router,
    TimeTag, encode_bundle, osc_handler, osc_router,
};

/// All that the device tells fits into so many bytes: give [`Device::press`] and
/// [`Device::second`] a buffer of them.
pub const FEEDBACK_BYTES: usize = 256;

/// The state: what handlers get as `device: &mut Device`.
#[derive(Debug)]
pub struct Device {
    pub light: Light,
    /// Of the chip, in degrees Celsius, if the board can tell.
    pub temperature: Option<f32>,
    /// Seconds since the start. Signed, since many surfaces know no other integers.
    uptime: i32,
    pressed: bool,
    /// Who sent the last message: the surface that hears what changes here.
    surface: Option<SocketAddr>,
    /// Where the surface listens, if not at the port that it sends from.
    surface_port: Option<u16>,
    /// Seconds from one report to the next; 0: none.
    report_every: i32,
    print: fn(fmt::Arguments<'_>),
}

impl Device {
    /// A device that prints each line by `print`: `|line| println!("{line}")`.
    pub fn new(print: fn(fmt::Arguments<'_>)) -> Self {
        Self {
            light: Light::default(),
            temperature: None,
            uptime: 0,
            pressed: false,
            surface: None,
            surface_port: None,
            report_every: 0,
            print,
        }
    }

    /// The button went down or up. Down switches the light.
    ///
    /// Returns what to send, a packet in `buffer`, and to whom; nothing if nobody sent a message
    /// yet.
    pub fn press<'b>(
        &mut self,
        pressed: bool,
        buffer: &'b mut [u8],
    ) -> Option<(SocketAddr, &'b [u8])> {
        self.pressed = pressed;
        self.light.on ^= pressed;
        self.tell(buffer, |device, bundle| {
            bundle.message("/button", device.pressed)?;
            bundle.call_under::<on>("/light", device.light.on)
        })
    }

    /// A second has passed. Returns what to send, as [`press`](Self::press) does, when a report is due.
    pub fn second<'b>(&mut self, buffer: &'b mut [u8]) -> Option<(SocketAddr, &'b [u8])> {
        self.uptime = self.uptime.saturating_add(1);
        if self.uptime.checked_rem(self.report_every)? != 0 {
            return None;
        }
        self.tell(buffer, |device, bundle| {
            device.light.tell(bundle)?;
            bundle.message("/uptime", device.uptime)?;
            match device.temperature {
                Some(temperature) => bundle.message("/temperature", temperature),
                None => Ok(()),
            }
        })
    }

    fn tell<'b>(
        &self,
        buffer: &'b mut [u8],
        fill: impl FnOnce(&Self, &mut BundleEncoder<'_>) -> Result<(), EncodeError>,
    ) -> Option<(SocketAddr, &'b [u8])> {
        let mut to = self.surface?;
        to.set_port(self.surface_port.unwrap_or(to.port()));
        let packet = encode_bundle(buffer, TimeTag::IMMEDIATE, |bundle| fill(self, bundle)).ok()?;
        Some((to, packet))
    }

    fn light(&mut self) -> &mut Light {
        &mut self.light
    }
}

/// The light. It starts on and dim, since such lights are made to dazzle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// Red, green and blue, each 0 to 1.
    color: [f32; 3],
    /// 0 to 1
    brightness: f32,
    on: bool,
}

impl Default for Light {
    fn default() -> Self {
        Self { color: [1.0, 0.5, 0.0], brightness: 0.25, on: true }
    }
}

impl Light {
    /// Red, green and blue as the light takes them. Eyes see 22 % of the power as half of the
    /// light; squares come near enough.
    pub fn rgb(&self) -> [u8; 3] {
        let brightness = if self.on { self.brightness } else { 0.0 };
        self.color.map(|part| {
            let seen = part * brightness;
            // Numbers beyond 255 become 255.
            (255.0 * seen * seen + 0.5) as u8
        })
    }

    fn part(&mut self, name: &str) -> Option<&mut f32> {
        let [red, green, blue] = &mut self.color;
        match name {
            "red" => Some(red),
            "green" => Some(green),
            "blue" => Some(blue),
            _ => None,
        }
    }

    /// Sends to a surface what it would send to put the light in this state.
    fn tell(&self, bundle: &mut BundleEncoder<'_>) -> Result<(), EncodeError> {
        for (name, value) in ["red", "green", "blue"].into_iter().zip(self.color) {
            bundle.call_under::<part>("/light", (name, value))?;
        }
        bundle.call_under::<brightness>("/light", self.brightness)?;
        bundle.call_under::<on>("/light", self.on)
    }
}

// The handlers of the light know only the light.

/// Sets the colour by a fader.
#[osc_handler("/hue")]
fn hue(
    light: &mut Light,
    /// Where on the circle of colours: 0 and 1 are red, 1/3 is green, 2/3 is blue.
    #[osc(range = 0.0..=1.0, clip = "both")]
    hue: f32,
) {
    // How far it is from each of the three, a sixth of the circle being 1.
    let distance = |from: f32| {
        let way = 6.0 * (hue - from).abs();
        way.min(6.0 - way)
    };
    light.color = [0.0, 1.0 / 3.0, 2.0 / 3.0].map(|part| (2.0 - distance(part)).clamp(0.0, 1.0));
}

/// Sets how bright the light is.
#[osc_handler("/brightness")]
fn brightness(light: &mut Light, #[osc(range = 0.0..=1.0, clip = "both")] brightness: f32) {
    light.brightness = brightness;
}

/// Sets colour and brightness by one pad.
#[osc_handler("/xy")]
fn xy(
    light: &mut Light,
    /// The colour, as `hue`.
    #[osc(range = 0.0..=1.0, clip = "both")]
    x: f32,
    /// The brightness.
    #[osc(range = 0.0..=1.0, clip = "both")]
    y: f32,
) {
    hue(light, x);
    brightness(light, y);
}

/// A colour, as surfaces send it: one argument of OSC's type for colours, or three numbers.
#[derive(Debug, Clone, Copy, PartialEq, OscArguments)]
pub enum Color {
    Rgba(Rgba),
    Parts {
        #[osc(range = 0.0..=1.0, clip = "both")]
        red: f32,
        #[osc(range = 0.0..=1.0, clip = "both")]
        green: f32,
        #[osc(range = 0.0..=1.0, clip = "both")]
        blue: f32,
    },
}

/// Sets the colour.
#[osc_handler("/color")]
fn color(light: &mut Light, color: Color) {
    light.color = match color {
        Color::Rgba(Rgba { red, green, blue, .. }) => {
            [red, green, blue].map(|part| f32::from(part) / 255.0)
        }
        Color::Parts { red, green, blue } => [red, green, blue],
    };
}

/// Tells the colour: red, green and blue, each 0 to 1.
#[osc_handler("/color/get", reply = "/color")]
fn get_color(light: &mut Light) -> [f32; 3] {
    light.color
}

/// Sets red, green or blue.
#[osc_handler("/{name: red|green|blue}")]
fn part(light: &mut Light, name: &str, #[osc(range = 0.0..=1.0, clip = "both")] value: f32) {
    if let Some(part) = light.part(name) {
        *part = value;
    }
}

/// Switches the light on and off.
#[osc_handler("/on")]
fn on(light: &mut Light, on: bool) {
    light.on = on;
}

/// Tells how bright the light is, or would be if it were on.
#[osc_handler("/brightness/get", reply = "/brightness")]
fn get_brightness(light: &mut Light) -> f32 {
    light.brightness
}

/// Tells how much red, green or blue the colour has.
#[osc_handler("/{name: red|green|blue}/get", reply = "/{name}")]
fn get_part(light: &mut Light, name: &str) -> Option<f32> {
    light.part(name).copied()
}

/// Tells whether the light is on.
#[osc_handler("/on/get", reply = "/on")]
fn get_on(light: &mut Light) -> bool {
    light.on
}

static LIGHT: Router<Light> =
    osc_router![hue, brightness, xy, color, part, on, get_brightness, get_color, get_part, get_on];

// The handlers of the device.

/// Draws the fader as a bar of twenty stars.
#[osc_handler("/1/fader")]
fn fader(device: &mut Device, #[osc(range = 0.0..=1.0, clip = "both")] value: f32) {
    const FULL: &str = "********************";
    let bar = FULL.get(..(20.0 * value) as usize).unwrap_or(FULL);
    (device.print)(format_args!("{bar}"));
}

/// Prints a text.
#[osc_handler("/text")]
fn text(device: &mut Device, text: &str) {
    // Quoted, so that a text from the network cannot command the terminal.
    (device.print)(format_args!("{text:?}"));
}

/// Tells whether the button is down.
#[osc_handler("/button/get", reply = "/button")]
fn get_button(device: &mut Device) -> bool {
    device.pressed
}

/// Tells the seconds since the start.
#[osc_handler("/uptime/get", reply = "/uptime")]
fn get_uptime(device: &mut Device) -> i32 {
    device.uptime
}

/// Tells the temperature of the chip in degrees Celsius. A board that cannot measure it is silent.
#[osc_handler("/temperature/get", reply = "/temperature")]
fn get_temperature(device: &mut Device) -> Option<f32> {
    device.temperature
}

/// Tells all about the light at once: what a surface asks for when it comes up.
#[osc_handler("/refresh")]
fn refresh(device: &mut Device, outbox: Outbox<'_>) {
    // A bundle for which there is no room is counted; here nothing else is to be done.
    let _ = outbox.send_bundle(TimeTag::IMMEDIATE, |bundle| device.light.tell(bundle));
}

/// Starts reports about light, uptime and temperature to whoever sent the last message, and ends
/// them.
#[osc_handler("/report/every")]
fn report_every(
    device: &mut Device,
    /// From one report to the next; 0 ends them.
    #[osc(range = 0..=3600, clip = "high", unit = "s")]
    seconds: i32,
) {
    device.report_every = seconds;
}

/// Says where the surface listens, if that is not the port it sends from. Reports and what the
/// button does go there; replies go to the port that asked.
#[osc_handler("/surface/port")]
fn surface_port(
    device: &mut Device,
    /// 0: the port it sends from.
    port: u16,
) {
    device.surface_port = (port != 0).then_some(port);
}

/// Prints all that the device can be told, as OSCQuery's JSON: written piece by piece, without memory.
#[osc_handler("/describe")]
fn describe(device: &mut Device) {
    (device.print)(format_args!("{}", Namespace::of(&ROUTER)));
}

/// Remembers who sent the last message. A sender's address can be forged, so whoever can send to the
/// device can have its reports, too.
fn remember(device: &mut Device, _: &Message<'_>, Peer(surface): Peer) {
    device.surface = Some(surface);
}

/// Helps to find the right address: prints what no handler is for, such as `/1/fader2 ,f 0.5`.
fn unknown(device: &mut Device, message: &Message<'_>, _: Peer) {
    (device.print)(format_args!("no handler for {message}"));
}

/// Prints why a message does not fit its handler.
fn misfit(device: &mut Device, rejected: &Rejected<'_>) {
    (device.print)(format_args!("{rejected}"));
}

pub static ROUTER: Router<Device> = osc_router![
    fader,
    text,
    get_button,
    get_uptime,
    get_temperature,
    refresh,
    report_every,
    surface_port,
    describe,
    "/light" => LIGHT in Device::light,
    observe = remember,
    fallback = unknown,
    rejected = misfit,
];
