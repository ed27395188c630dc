//! Handlers as methods: the state and what is sent to it stand in one `impl`.
//!
//!     cargo run --bin oscillator
//!     oscsend osc.udp://127.0.0.1:5000 /oscillator/note i 57
//!     oscsend osc.udp://127.0.0.1:5000 /oscillator/bend f 0.5

use microosc::{Router, osc_handlers, udp};

struct Oscillator {
    note: u8,
    bend: f32,
}

#[osc_handlers]
impl Oscillator {
    /// Plays a note.
    #[osc_handler("/oscillator/note")]
    fn note(&mut self, #[osc(range = 0..=127)] note: u8) {
        self.note = note;
        self.show();
    }

    /// Bends the pitch, up to two semitones.
    #[osc_handler("/oscillator/bend")]
    fn bend(&mut self, #[osc(range = -1.0..=1.0, clip = "both")] bend: f32) {
        self.bend = bend;
        self.show();
    }

    /// Tells the frequency to whoever asks.
    #[osc_handler("/oscillator/frequency/get", reply = "/oscillator/frequency")]
    fn frequency(&self) -> f32 {
        440.0 * ((f32::from(self.note) - 69.0 + 2.0 * self.bend) / 12.0).exp2()
    }

    fn show(&self) {
        println!("{:.1} Hz", self.frequency());
    }
}

static ROUTER: Router<Oscillator> = Oscillator::ROUTER;

fn main() -> Result<(), udp::ServeError> {
    udp::serve("127.0.0.1:5000", &ROUTER, &mut Oscillator { note: 69, bend: 0.0 })
}
