//! A drawing pad: a struct and an enum as arguments, which are taken and sent alike.
//!
//!     cargo run --bin pad
//!
//! Then type in a second terminal
//!
//!     cargo run --bin send -- 127.0.0.1:5000 /xy 0.25 0.75
//!     cargo run --bin send -- 127.0.0.1:5000 /note 69 0.5
//!     cargo run --bin send -- 127.0.0.1:5000 /note C4 0.5
//!     cargo run --bin send -- 127.0.0.1:5000 /note

use microosc::{OscArguments, Router, osc_handler, osc_router, udp};

const WIDTH: usize = 40;
const HEIGHT: usize = 12;

/// Two arguments, or one array of two: what an XY pad sends.
#[derive(Debug, Default, Clone, Copy, PartialEq, OscArguments)]
struct Point {
    x: f32,
    y: f32,
}

/// Three signatures at one address: `/note 69 0.5`, `/note "A4" 0.5`, `/note`.
#[derive(Debug, Clone, Copy, PartialEq, OscArguments)]
enum Note<'a> {
    Number { number: u8, velocity: f32 },
    Name(&'a str, f32),
    AllOff,
}

#[derive(Debug, Default)]
struct Pad {
    pen: Point,
    notes: Vec<u8>,
}

// The point goes back to the sender as it came.
#[osc_handler("/xy", reply = "/xy")]
fn xy(pad: &mut Pad, point: Point) -> Point {
    pad.pen = point;
    draw(pad);
    point
}

#[osc_handler("/note")]
fn note(pad: &mut Pad, note: Note<'_>) {
    let (number, velocity) = match note {
        Note::Number { number, velocity } => (Some(number), velocity),
        Note::Name(name, velocity) => (number_of(name), velocity),
        Note::AllOff => {
            pad.notes.clear();
            (None, 0.0)
        }
    };
    if let Some(number) = number {
        pad.notes.retain(|playing| *playing != number);
        if velocity > 0.0 {
            pad.notes.push(number);
        }
    }
    println!("playing {:?}", pad.notes);
}

/// The MIDI number of a note such as `C4` (60) or `F#3`.
fn number_of(name: &str) -> Option<u8> {
    let octave_at = name.find(|character: char| character.is_ascii_digit())?;
    let (key, octave) = name.split_at(octave_at);
    let keys = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
    let key = keys.iter().position(|known| *known == key)?;
    let octave: usize = octave.parse().ok()?;
    u8::try_from(12 * (octave + 1) + key).ok().filter(|number| *number < 128)
}

fn draw(pad: &Pad) {
    let cell = |place: f32, cells: usize| (place.clamp(0.0, 1.0) * (cells - 1) as f32) as usize;
    let (column, row) = (cell(pad.pen.x, WIDTH), cell(1.0 - pad.pen.y, HEIGHT));
    for line in 0..HEIGHT {
        let marks = (0..WIDTH).map(|at| if (at, line) == (column, row) { '*' } else { '.' });
        println!("{}", marks.collect::<String>());
    }
}

static ROUTER: Router<Pad> = osc_router![xy, note];

fn main() -> Result<(), udp::ServeError> {
    // 127.0.0.1: programs on this machine only.
    udp::serve("127.0.0.1:5000", &ROUTER, &mut Pad::default())
}

#[test]
fn notes_are_known_by_number_and_by_name() {
    let mut pad = Pad::default();
    note(&mut pad, Note::Number { number: 60, velocity: 0.5 });
    note(&mut pad, Note::Name("A4", 0.5));
    assert_eq!(pad.notes, [60, 69]);
    note(&mut pad, Note::Name("C4", 0.0));
    assert_eq!(pad.notes, [69]);
    note(&mut pad, Note::AllOff);
    assert!(pad.notes.is_empty());
    assert_eq!((number_of("F#3"), number_of("H9"), number_of("G99")), (Some(54), None, None));
}
