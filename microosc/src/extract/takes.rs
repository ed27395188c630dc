//! What a parameter takes from a message, known at compile time.

use core::fmt;

use super::Parameter;
use crate::wire::TypeTag;

/// How often an enum may look at one argument of a message before it has been found to fit or not.
///
/// Each variant is tried under each way to fit, and variants that hold enums multiply this; an enum
/// of ten variants in a variant of another of ten takes some hundreds. What exceeds it does not
/// compile, so no message makes more work.
pub(super) const MAX_READINGS: u32 = 4096;

/// What a parameter takes of a message's arguments.
///
/// It shows itself as type tags, in the notation of regular expressions:
///
/// | shown | stands for |
/// |---|---|
/// | `f` | one argument of this type, or one that is converted to it |
/// | `.` | one argument of any type |
/// | `fi` | these, one after another or as one array |
/// | `f{16}` | the same so many times, one after another or as one array |
/// | `f?` | this, or nil, or nothing when nothing is left |
/// | `f*` | all that come of this type |
/// | `if\|s` | either |
/// | `.*` | all that are left |
///
/// # Examples
///
/// ```
/// use microosc::{FromMessage, Takes};
///
/// type Curve = (i32, Option<[f32; 2]>);
/// assert_eq!(<Curve as FromMessage<'_>>::TAKES.to_string(), "i(f{2})?");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Takes {
    /// Nothing: an extractor, or a variant without fields.
    Nothing,
    /// One argument; the tag is the one that needs no conversion.
    One(TypeTag),
    /// One argument of any type.
    Any,
    /// These, one after another or as one array.
    Sequence(&'static [Self]),
    /// The fields of a `#[derive(OscArguments)]` struct or variant: these, one after another or as
    /// one array.
    Fields(&'static [Parameter]),
    /// The same so many times, one after another or as one array.
    Repeat(&'static Self, usize),
    /// All arguments of this type up to the next of another type.
    Run(TypeTag),
    /// This, or nil, or nothing when nothing is left.
    Optional(&'static Self),
    /// What one of these takes: the variants of a `#[derive(OscArguments)]` enum.
    OneOf(&'static [Self]),
    /// All that are left.
    Rest,
}

impl Takes {
    /// Returns what it consists of: its parts in order, or its variants.
    pub(super) const fn parts(&self) -> Parts<'_> {
        match self {
            Self::Sequence(parts) | Self::OneOf(parts) => Parts::Plain(parts),
            Self::Fields(fields) => Parts::Fields(fields),
            _ => Parts::Plain(&[]),
        }
    }

    /// Whether it takes no arguments, ever.
    pub(crate) const fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Sequence(_) | Self::Fields(_) => {
                let mut parts = self.parts();
                while let Some((first, rest)) = parts.split_first() {
                    if !first.is_nothing() {
                        return false;
                    }
                    parts = rest;
                }
                true
            }
            Self::Repeat(part, _) | Self::Optional(part) => part.is_nothing(),
            Self::One(_) | Self::Any | Self::Run(_) | Self::OneOf(_) | Self::Rest => false,
        }
    }

    /// Whether it may find arguments it needs missing.
    pub(crate) const fn is_required(&self) -> bool {
        match self {
            Self::One(_) | Self::Any => true,
            Self::Sequence(_) | Self::Fields(_) => {
                let mut parts = self.parts();
                while let Some((first, rest)) = parts.split_first() {
                    if first.is_required() {
                        return true;
                    }
                    parts = rest;
                }
                false
            }
            Self::Repeat(part, count) => *count > 0 && part.is_required(),
            Self::OneOf(variants) => {
                let mut variants = *variants;
                while let Some((first, rest)) = variants.split_first() {
                    if !first.is_required() {
                        return false;
                    }
                    variants = rest;
                }
                true
            }
            Self::Nothing | Self::Run(_) | Self::Optional(_) | Self::Rest => false,
        }
    }

    /// Whether the first part of this group may itself begin with an array.
    pub(super) const fn may_start_with_array(&self) -> bool {
        match self {
            Self::Sequence(_) | Self::Fields(_) => {
                let mut parts = self.parts();
                while let Some((first, rest)) = parts.split_first() {
                    match first {
                        Self::Nothing | Self::Run(_) => parts = rest,
                        first => return first.may_be_array(),
                    }
                }
                false
            }
            Self::Repeat(part, _) => part.may_be_array(),
            other => other.may_be_array(),
        }
    }

    /// Whether the first argument taken may be an array.
    const fn may_be_array(&self) -> bool {
        match self {
            Self::Any | Self::Rest | Self::Sequence(_) | Self::Fields(_) | Self::Repeat(..) => true,
            Self::Optional(part) => part.may_be_array(),
            Self::OneOf(variants) => {
                let mut variants = *variants;
                while let Some((first, rest)) = variants.split_first() {
                    if first.may_be_array() {
                        return true;
                    }
                    variants = rest;
                }
                false
            }
            Self::Nothing | Self::One(_) | Self::Run(_) => false,
        }
    }

    /// How often one argument is looked at, at most, where it must be of the same type, where it
    /// may be of another length, and where it may be converted.
    const fn readings(&self) -> [u32; 3] {
        match self {
            Self::Sequence(_) | Self::Fields(_) => {
                let mut parts = self.parts();
                let mut most = [1; 3];
                while let Some((first, rest)) = parts.split_first() {
                    most = larger(most, first.readings());
                    parts = rest;
                }
                self.twice_if_ambiguous(most)
            }
            Self::Repeat(part, _) => self.twice_if_ambiguous(part.readings()),
            Self::Optional(part) => part.readings(),
            Self::OneOf(variants) => {
                let mut variants = *variants;
                let mut sum = [0; 3];
                while let Some((first, rest)) = variants.split_first() {
                    sum = added(sum, first.readings());
                    variants = rest;
                }
                let [same, strict, converted] = sum;
                let strict = same.saturating_add(strict);
                [same, strict, strict.saturating_add(converted)]
            }
            Self::Nothing | Self::One(_) | Self::Any | Self::Run(_) | Self::Rest => [1; 3],
        }
    }

    /// Whether it views arguments where they stand, in whole or in part.
    pub(crate) const fn has_run(&self) -> bool {
        match self {
            Self::Run(_) => true,
            Self::Sequence(_) | Self::Fields(_) | Self::OneOf(_) => {
                let mut parts = self.parts();
                while let Some((first, rest)) = parts.split_first() {
                    if first.has_run() {
                        return true;
                    }
                    parts = rest;
                }
                false
            }
            Self::Repeat(part, _) | Self::Optional(part) => part.has_run(),
            Self::Nothing | Self::One(_) | Self::Any | Self::Rest => false,
        }
    }

    /// Whether a field within it declares a range.
    pub(crate) const fn has_range(&self) -> bool {
        match self {
            Self::Fields(fields) => {
                let mut fields = *fields;
                while let Some((first, rest)) = fields.split_first() {
                    if first.range().is_some() || first.takes().has_range() {
                        return true;
                    }
                    fields = rest;
                }
                false
            }
            Self::Sequence(parts) | Self::OneOf(parts) => {
                let mut parts = *parts;
                while let Some((first, rest)) = parts.split_first() {
                    if first.has_range() {
                        return true;
                    }
                    parts = rest;
                }
                false
            }
            Self::Repeat(part, _) | Self::Optional(part) => part.has_range(),
            Self::Nothing | Self::One(_) | Self::Any | Self::Run(_) | Self::Rest => false,
        }
    }

    /// Shows it as one of several that stand side by side.
    pub(crate) fn fmt_in_row(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf(_) => write!(f, "({self})"),
            _ => write!(f, "{self}"),
        }
    }

    /// A group that may begin with an array, and may be one, is read in both ways.
    const fn twice_if_ambiguous(&self, readings: [u32; 3]) -> [u32; 3] {
        if self.may_start_with_array() { added(readings, readings) } else { readings }
    }
}

/// What something consists of, to be looked at one by one.
#[derive(Clone, Copy)]
pub(super) enum Parts<'t> {
    Plain(&'t [Takes]),
    Fields(&'t [Parameter]),
}

impl<'t> Parts<'t> {
    pub(super) const fn split_first(self) -> Option<(&'t Takes, Self)> {
        match self {
            Self::Plain([first, rest @ ..]) => Some((first, Self::Plain(rest))),
            Self::Fields([first, rest @ ..]) => Some((first.takes(), Self::Fields(rest))),
            Self::Plain([]) | Self::Fields([]) => None,
        }
    }
}

/// Fails to compile if an enum would look at one argument of a message too often.
#[allow(clippy::panic, reason = "in const evaluation it is a compile error")]
#[track_caller]
pub const fn assert_bounded(takes: &Takes) {
    let [_, _, readings] = takes.readings();
    assert!(
        readings <= MAX_READINGS,
        "the enums within this enum multiply its variants to more than can be tried for a message; \
         write fewer variants, or take the arguments as `Rest<'_>`",
    );
}

const fn larger([a, b, c]: [u32; 3], [x, y, z]: [u32; 3]) -> [u32; 3] {
    [if a > x { a } else { x }, if b > y { b } else { y }, if c > z { c } else { z }]
}

const fn added([a, b, c]: [u32; 3], [x, y, z]: [u32; 3]) -> [u32; 3] {
    [a.saturating_add(x), b.saturating_add(y), c.saturating_add(z)]
}

impl fmt::Display for Takes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::One(tag) => tag.fmt(f),
            Self::Any => f.write_str("."),
            Self::Sequence(_) | Self::Fields(_) => {
                let mut parts = self.parts();
                while let Some((first, rest)) = parts.split_first() {
                    first.fmt_in_row(f)?;
                    parts = rest;
                }
                Ok(())
            }
            Self::Repeat(part, count) => write!(f, "{}{{{count}}}", Unit(part)),
            Self::Run(tag) => write!(f, "{tag}*"),
            Self::Optional(part) => write!(f, "{}?", Unit(part)),
            Self::OneOf(variants) => {
                variants.iter().enumerate().try_for_each(|(index, variant)| {
                    f.write_str(if index > 0 { "|" } else { "" })?;
                    match variant {
                        Self::Nothing => f.write_str("nothing"),
                        _ => variant.fmt(f),
                    }
                })
            }
            Self::Rest => f.write_str(".*"),
        }
    }
}

/// In parentheses unless it is one argument.
struct Unit<'t>(&'t Takes);

impl fmt::Display for Unit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Takes::One(_) | Takes::Any => self.0.fmt(f),
            _ => write!(f, "({})", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_displays_as_type_tags() {
        const PAIR: Takes = Takes::Sequence(&[Takes::One(TypeTag::Int32), Takes::Any]);
        const NONE_OR_PAIR: Takes = Takes::OneOf(&[Takes::Nothing, PAIR]);
        for (takes, text) in [
            (PAIR, "i."),
            (Takes::Repeat(&PAIR, 3), "(i.){3}"),
            (Takes::Optional(&Takes::One(TypeTag::Float32)), "f?"),
            (NONE_OR_PAIR, "nothing|i."),
            (Takes::Sequence(&[NONE_OR_PAIR, Takes::Run(TypeTag::Float32)]), "(nothing|i.)f*"),
            (Takes::Rest, ".*"),
        ] {
            assert_eq!(std::string::ToString::to_string(&takes), text);
        }
    }

    #[test]
    fn the_work_of_a_choice_is_known() {
        const LEAF: Takes = Takes::Sequence(&[Takes::One(TypeTag::Int32)]);
        const FOUR: Takes = Takes::OneOf(&[LEAF, LEAF, LEAF, LEAF]);
        const WITHIN: Takes = Takes::Sequence(&[Takes::One(TypeTag::Int32), FOUR]);
        const SIXTEEN: Takes = Takes::OneOf(&[WITHIN, WITHIN, WITHIN, WITHIN]);
        assert_eq!(LEAF.readings(), [1, 1, 1]);
        assert_eq!(FOUR.readings(), [4, 8, 12]);
        assert_eq!(SIXTEEN.readings(), [16, 16 + 32, 16 + 32 + 48]);
        // A group that may begin with an array is tried both ways.
        assert_eq!(Takes::Sequence(&[FOUR]).readings(), [8, 16, 24]);
        assert_eq!(Takes::Repeat(&LEAF, 1000).readings(), [2, 2, 2]);
    }
}
