//! How long the arguments can be that a parameter takes.

use super::{Parameter, Takes};
use crate::wire::{TypeTag, message_len};

/// The most that one or several parameters take of a message: type tags, and bytes of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Longest {
    tags: usize,
    data: usize,
}

impl Longest {
    const NOTHING: Self = Self { tags: 0, data: 0 };
    /// What stands around an array.
    const BRACKETS: Self = Self { tags: 2, data: 0 };

    const fn one(data: usize) -> Self {
        Self { tags: 1, data }
    }

    const fn and(self, other: Self) -> Self {
        self.and_times(other, 1)
    }

    const fn and_times(self, other: Self, count: usize) -> Self {
        Self {
            tags: self.tags.saturating_add(other.tags.saturating_mul(count)),
            data: self.data.saturating_add(other.data.saturating_mul(count)),
        }
    }

    const fn or(self, other: Self) -> Self {
        Self {
            tags: if self.tags > other.tags { self.tags } else { other.tags },
            data: if self.data > other.data { self.data } else { other.data },
        }
    }

    /// Returns the most that can come for `takes`, converted or in an array, or `None` if there
    /// is no limit.
    const fn of(takes: &Takes) -> Option<Self> {
        match takes {
            Takes::Nothing => Some(Self::NOTHING),
            Takes::One(tag) => match tag {
                TypeTag::String | TypeTag::Symbol | TypeTag::Blob => None,
                // A number may be the longer one of its kind, or of the other kind.
                TypeTag::Int32 | TypeTag::Float32 | TypeTag::Int64 | TypeTag::Float64 => {
                    Some(Self::one(8))
                }
                TypeTag::True | TypeTag::False | TypeTag::TimeTag => Some(Self::one(8)),
                TypeTag::Char | TypeTag::Rgba | TypeTag::Midi => Some(Self::one(4)),
                TypeTag::Nil | TypeTag::Impulse => Some(Self::one(0)),
                TypeTag::ArrayStart | TypeTag::ArrayEnd => None,
            },
            Takes::Sequence(_) | Takes::Fields(_) => {
                let (mut parts, mut longest) = (takes.parts(), Self::BRACKETS);
                while let Some((part, rest)) = parts.split_first() {
                    let Some(part) = Self::of(part) else { return None };
                    longest = longest.and(part);
                    parts = rest;
                }
                Some(longest)
            }
            Takes::OneOf(variants) => {
                let (mut variants, mut longest) = (*variants, Self::NOTHING);
                while let [variant, rest @ ..] = variants {
                    let Some(part) = Self::of(variant) else { return None };
                    longest = longest.or(match variant {
                        // Has counted its brackets.
                        Takes::Nothing | Takes::Sequence(_) | Takes::Fields(_) => part,
                        _ => part.and(Self::BRACKETS),
                    });
                    variants = rest;
                }
                Some(longest)
            }
            Takes::Repeat(part, count) => match Self::of(part) {
                Some(part) => Some(Self::BRACKETS.and_times(part, *count)),
                None => None,
            },
            // Nil in its place is a tag.
            Takes::Optional(part) => match Self::of(part) {
                Some(part) => Some(part.or(Self::one(0))),
                None => None,
            },
            Takes::Any | Takes::Run(_) | Takes::Rest => None,
        }
    }
}

/// Returns the length in bytes of the longest message that these parameters take, if its address has
/// so many bytes, or `None` if there is no limit.
pub(crate) const fn longest_message(address: usize, parameters: &[Parameter]) -> Option<usize> {
    let mut longest = Longest::NOTHING;
    let mut parameters = parameters;
    while let [parameter, rest @ ..] = parameters {
        let Some(part) = Longest::of(parameter.takes()) else { return None };
        longest = longest.and(part);
        parameters = rest;
    }
    Some(message_len(address, longest.tags, longest.data))
}
