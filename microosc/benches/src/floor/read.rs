//! Reads packets of known types.

use super::Word;

/// A packet in words, if it is of whole ones.
#[inline]
pub fn words(packet: &[u8]) -> Option<&[Word]> {
    let (words, rest) = packet.as_chunks();
    rest.is_empty().then_some(words)
}

/// `,f`, after the address.
#[inline]
pub fn float(rest: &[Word]) -> Option<f32> {
    match rest {
        [[b',', b'f', 0, 0], value] => Some(f32::from_be_bytes(*value)),
        _ => None,
    }
}

/// `,iisff`, after the address.
#[inline]
pub fn mix(rest: &[Word]) -> Option<(i32, i32, &str, f32, f32)> {
    let [[b',', b'i', b'i', b's'], [b'f', b'f', 0, 0], bus, slot, rest @ ..] = rest else {
        return None;
    };
    let (name, rest) = string(rest)?;
    let [left, right] = rest else { return None };
    let name = str::from_utf8(name).ok()?;
    Some((
        i32::from_be_bytes(*bus),
        i32::from_be_bytes(*slot),
        name,
        f32::from_be_bytes(*left),
        f32::from_be_bytes(*right),
    ))
}

/// `,b`, after the address.
#[inline]
pub fn blob(rest: &[Word]) -> Option<&[u8]> {
    let [[b',', b'b', 0, 0], len, bytes @ ..] = rest else { return None };
    let len = usize::try_from(i32::from_be_bytes(*len)).ok()?;
    let (blob, padding) = bytes.as_flattened().split_at_checked(len)?;
    (padding.len() < 4 && padding.iter().all(|byte| *byte == 0)).then_some(blob)
}

/// `,fff…`, after the address: the floats where they stand.
#[inline]
pub fn floats(rest: &[Word]) -> Option<&[Word]> {
    let (tags, values) = string(rest)?;
    let (b',', tags) = tags.split_first()? else { return None };
    (tags.len() == values.len() && tags.iter().all(|tag| *tag == b'f')).then_some(values)
}

/// A string, and what follows it.
#[inline]
pub fn string(words: &[Word]) -> Option<(&[u8], &[Word])> {
    for (at, word) in words.iter().enumerate() {
        let word = u32::from_le_bytes(*word);
        let nuls = word.wrapping_sub(0x0101_0101) & !word & 0x8080_8080;
        if nuls != 0 {
            let bits = nuls.trailing_zeros() & !7;
            let len = at * 4 + bits as usize / 8;
            return (word >> bits == 0)
                .then_some((words.as_flattened().get(..len)?, words.get(at + 1..)?));
        }
    }
    None
}

/// Hands over the messages of a bundle that is to run at once; nested ones are not looked for.
#[inline]
pub fn bundle(packet: &[Word], mut message: impl FnMut(&[Word]) -> Option<()>) -> Option<()> {
    let [
        [b'#', b'b', b'u', b'n'],
        [b'd', b'l', b'e', 0],
        [0, 0, 0, 0],
        [0, 0, 0, 1],
        elements @ ..,
    ] = packet
    else {
        return None;
    };
    let mut rest = elements;
    while let [size, after @ ..] = rest {
        let size = u32::from_be_bytes(*size) as usize;
        if !size.is_multiple_of(4) {
            return None;
        }
        let (element, after) = after.split_at_checked(size / 4)?;
        message(element)?;
        rest = after;
    }
    Some(())
}

/// The number in `/ch/{ch}/level`, for such a prefix, and what follows the address.
#[inline]
pub fn capture<'p>(packet: &'p [Word], prefix: &[u8]) -> Option<(u32, &'p [Word])> {
    let (address, rest) = string(packet)?;
    let digits = address.strip_prefix(prefix)?.strip_suffix(b"/level")?;
    if digits.is_empty() || digits.len() > 9 || (digits[0] == b'0' && digits.len() > 1) {
        return None;
    }
    let mut number = 0;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some((number, rest))
}
