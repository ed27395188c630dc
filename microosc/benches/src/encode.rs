//! Messages that a client makes.

use crate::floor::write::{Writer, from_template};
use crate::routes::{gain, mix};
use crate::{Case, Work};
use microosc::{encode_call, encode_message};
use std::hint::black_box;

/// How many messages a round makes.
const MESSAGES: usize = 1024;

pub fn cases() -> impl Iterator<Item = Case> {
    let (bus, slot, name, left, right) = (7, 3, "centre", 0.25_f32, 0.75_f32);
    let values = (bus, slot, name, left, right);
    [
        case(
            "typed client ,f",
            move |buffer| encode_call::<gain>(buffer, black_box(left)).ok(),
            move |buffer| {
                from_template(
                    buffer,
                    b"/gain\0\0\0,f\0\0\0\0\0\0",
                    &[(12, black_box(left).to_be_bytes())],
                )
            },
        ),
        case(
            "typed client ,iisff",
            move |buffer| encode_call::<mix>(buffer, black_box(values)).ok(),
            move |buffer| mix_from_template(buffer, black_box(values)),
        ),
        case(
            "general encoder ,f",
            move |buffer| encode_message(buffer, black_box("/gain"), black_box(left)).ok(),
            move |buffer| {
                let mut writer = Writer::new(buffer, black_box("/gain"), ",f")?;
                writer.word(black_box(left).to_be_bytes())?;
                writer.finish()
            },
        ),
        case(
            "general encoder ,iisff",
            move |buffer| encode_message(buffer, black_box("/mix"), black_box(values)).ok(),
            move |buffer| {
                let address = black_box("/mix");
                let (bus, slot, name, left, right) = black_box(values);
                let mut writer = Writer::new(buffer, address, ",iisff")?;
                writer.word(bus.to_be_bytes())?;
                writer.word(slot.to_be_bytes())?;
                writer.string(name)?;
                writer.word(left.to_be_bytes())?;
                writer.word(right.to_be_bytes())?;
                writer.finish()
            },
        ),
    ]
    .into_iter()
}

#[inline]
fn mix_from_template<'b>(
    buffer: &'b mut [u8],
    (bus, slot, name, left, right): (i32, i32, &str, f32, f32),
) -> Option<&'b [u8]> {
    let padded = name.len() / 4 * 4 + 4;
    let packet = buffer.get_mut(..32 + padded)?;
    let (head, rest) = packet.split_first_chunk_mut::<24>()?;
    *head = *b"/mix\0\0\0\0,iisff\0\0\0\0\0\0\0\0\0\0";
    head[16..20].copy_from_slice(&bus.to_be_bytes());
    head[20..24].copy_from_slice(&slot.to_be_bytes());
    let (text, floats) = rest.split_at_mut_checked(padded)?;
    *text.last_chunk_mut()? = [0; 4];
    text.get_mut(..name.len())?.copy_from_slice(name.as_bytes());
    *floats.first_chunk_mut()? = left.to_be_bytes();
    *floats.last_chunk_mut()? = right.to_be_bytes();
    Some(packet)
}

fn case(
    name: &'static str,
    microosc: impl for<'b> FnMut(&'b mut [u8]) -> Option<&'b [u8]> + 'static,
    floor: impl for<'b> FnMut(&'b mut [u8]) -> Option<&'b [u8]> + 'static,
) -> Case {
    Case {
        name,
        addresses: &[],
        packets: &[],
        messages: MESSAGES,
        microosc: making(microosc),
        floor: Some(making(floor)),
    }
}

fn making(mut encode: impl for<'b> FnMut(&'b mut [u8]) -> Option<&'b [u8]> + 'static) -> Work {
    let (mut sum, mut buffer) = (0_u64, [0; 64]);
    Box::new(move |rounds| {
        for _ in 0..rounds * MESSAGES {
            sum = sum.wrapping_add(
                black_box(encode(black_box(&mut buffer))).map_or(0, <[u8]>::len) as u64,
            );
        }
        sum
    })
}
