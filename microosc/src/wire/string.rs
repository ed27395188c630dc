//! Writing OSC-strings: a text, a NUL, and NULs up to a multiple of four bytes. OSC 1.0, "Atomic Data
//! Types".

/// Returns the length of an OSC-string of `len` bytes with its terminator and padding.
#[inline]
pub(super) const fn padded_len(len: usize) -> usize {
    len.wrapping_add(4) & !3
}

/// Writes an OSC-string to a slot of its padded length; returns whether the text can be one, for it
/// may hold no NUL.
///
/// Works word by word: most texts are a few words long, too short for anything that copies faster.
#[inline(never)]
pub(super) fn write_string(mut slot: &mut [u8], mut text: &[u8]) -> bool {
    while let Some((word, text_left)) = text.split_first_chunk::<4>() {
        let Some((first, slot_left)) = slot.split_first_chunk_mut() else { return false };
        if has_nul_byte(*word) {
            return false;
        }
        *first = *word;
        (text, slot) = (text_left, slot_left);
    }
    let end = match *text {
        [] => [0; 4],
        [a] if a != 0 => [a, 0, 0, 0],
        [a, b] if a != 0 && b != 0 => [a, b, 0, 0],
        [a, b, c] if a != 0 && b != 0 && c != 0 => [a, b, c, 0],
        _ => return false,
    };
    slot.try_into().map(|last: &mut [u8; 4]| *last = end).is_ok()
}

/// Whether a byte is NUL.
const fn has_nul_byte(word: [u8; 4]) -> bool {
    let word = u32::from_ne_bytes(word);
    word.wrapping_sub(0x0101_0101) & !word & 0x8080_8080 != 0
}
