//! The handlers of a mixer. The server runs them, and the remote control sends to them: what is
//! declared once cannot disagree.

use microosc::{Router, osc_handler, osc_router};

#[derive(Debug, Default)]
pub struct Mixer {
    pub master: f32,
    /// Of channels 0 to 7.
    pub levels: [f32; 8],
}

/// Sets the level of everything.
#[osc_handler("/master")]
pub fn master(mixer: &mut Mixer, level: f32) {
    mixer.master = level;
}

/// Sets the level of a channel.
// `{ch}` is the part of the address that becomes the parameter `ch`: `/ch/3/level` sets channel 3.
#[osc_handler("/ch/{ch}/level")]
pub fn level(mixer: &mut Mixer, ch: usize, level: f32) {
    if let Some(channel) = mixer.levels.get_mut(ch) {
        *channel = level;
    }
}

/// Tells the level of a channel.
// The value goes back to the sender as a message; `None`, for a channel there is not, sends none.
#[osc_handler("/ch/{ch}/level/get", reply = "/ch/{ch}/level")]
pub fn get_level(mixer: &mut Mixer, ch: usize) -> Option<f32> {
    mixer.levels.get(ch).copied()
}

pub static ROUTER: Router<Mixer> = osc_router![master, level, get_level];

#[test]
fn a_handler_is_a_plain_function() {
    let mut mixer = Mixer::default();
    level(&mut mixer, 3, 0.8);
    assert_eq!(get_level(&mut mixer, 3), Some(0.8));
    assert_eq!(get_level(&mut mixer, 8), None);
}
