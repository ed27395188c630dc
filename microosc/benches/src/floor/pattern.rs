//! Patterns over a table of two levels, each name matched once.

use super::Word;
use super::read::{float, string};

/// The functions by the places of their two names.
pub struct Grid<V> {
    firsts: Vec<&'static [u8]>,
    seconds: Vec<&'static [u8]>,
    values: Vec<V>,
}

impl<V: Copy> Grid<V> {
    /// Makes the grid of all routes; each first name comes with all second ones, in the same order.
    pub fn new(addresses: &[&'static str], values: &[V]) -> Self {
        let (mut firsts, mut seconds) = (Vec::new(), Vec::new());
        for address in addresses {
            let mut names = address.split('/').skip(1).map(str::as_bytes);
            for known in [&mut firsts, &mut seconds] {
                let name = names.next().expect("two names");
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
        Self { firsts, seconds, values: values.to_vec() }
    }

    /// Hands over all that a message with a pattern of two parts meets, with its float.
    pub fn each(&self, packet: &[Word], mut meet: impl FnMut(V, f32)) -> Option<()> {
        let (address, rest) = string(packet)?;
        let value = float(rest)?;
        let mut parts = address.strip_prefix(b"/")?.split(|byte| *byte == b'/');
        let (first, second) = (parts.next()?, parts.next()?);
        let mut meets_second = [false; 64];
        for (name, meets) in self.seconds.iter().zip(&mut meets_second) {
            *meets = matches(second, name);
        }
        for (row, name) in self.values.chunks_exact(self.seconds.len()).zip(&self.firsts) {
            if matches(first, name) {
                row.iter()
                    .zip(&meets_second)
                    .filter(|(_, meets)| **meets)
                    .for_each(|(route, _)| meet(*route, value));
            }
        }
        Some(())
    }
}

/// Whether a pattern of characters, `*` and `[a-z]` meets a name.
fn matches(mut pattern: &[u8], mut name: &[u8]) -> bool {
    loop {
        match (pattern, name) {
            ([], _) => return name.is_empty(),
            ([b'*'], _) => return true,
            ([b'*', after @ ..], _) => {
                return (0..=name.len()).any(|taken| matches(after, &name[taken..]));
            }
            ([b'[', low, b'-', high, b']', after @ ..], [byte, rest @ ..])
                if (low..=high).contains(&byte) =>
            {
                (pattern, name) = (after, rest);
            }
            ([literal, after @ ..], [byte, rest @ ..]) if literal == byte => {
                (pattern, name) = (after, rest)
            }
            _ => return false,
        }
    }
}
