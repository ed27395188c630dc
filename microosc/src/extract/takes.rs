//! What a parameter takes from a message, known at compile time.

use crate::wire::TypeTag;

/// What a parameter takes of a message's arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Takes {
    /// Nothing: an extractor.
    Nothing,
    /// One argument; the tag is the one that needs no conversion.
    One(TypeTag),
    /// One argument of any type.
    Any,
    /// These, one after another or as one array.
    Sequence(&'static [Self]),
    /// The same so many times, one after another or as one array.
    Repeat(&'static Self, usize),
    /// All arguments of this type up to the next of another type.
    Run(TypeTag),
    /// This, or nil, or nothing when nothing is left.
    Optional(&'static Self),
    /// All that are left.
    Rest,
}

impl Takes {
    /// Whether it may find arguments it needs missing.
    const fn is_required(&self) -> bool {
        match self {
            Self::One(_) | Self::Any => true,
            Self::Sequence(parts) => {
                let mut parts = *parts;
                while let Some((first, rest)) = parts.split_first() {
                    if first.is_required() {
                        return true;
                    }
                    parts = rest;
                }
                false
            }
            Self::Repeat(part, count) => *count > 0 && part.is_required(),
            Self::Nothing | Self::Run(_) | Self::Optional(_) | Self::Rest => false,
        }
    }
}

/// Whether a parameter that takes `this` may not stand after one that takes `before`: a required
/// argument cannot follow an optional one, and nothing is left after [`Takes::Rest`].
pub(crate) const fn misplaced(before: &Takes, this: &Takes) -> bool {
    match before {
        Takes::Rest => !matches!(this, Takes::Nothing),
        Takes::Optional(_) => this.is_required(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_required_argument_cannot_follow_an_optional_one() {
        let int = Takes::One(TypeTag::Int32);
        const OPTIONAL: Takes = Takes::Optional(&Takes::One(TypeTag::Int32));
        assert!(misplaced(&OPTIONAL, &int));
        assert!(misplaced(&OPTIONAL, &Takes::Sequence(&[OPTIONAL, Takes::Any])));
        assert!(!misplaced(&int, &OPTIONAL));
        assert!(!misplaced(&OPTIONAL, &OPTIONAL));
        assert!(!misplaced(&OPTIONAL, &Takes::Rest));
        assert!(!misplaced(&OPTIONAL, &Takes::Nothing));
    }

    #[test]
    fn nothing_is_left_after_the_rest() {
        assert!(misplaced(&Takes::Rest, &Takes::Any));
        assert!(misplaced(&Takes::Rest, &Takes::Rest));
        assert!(!misplaced(&Takes::Rest, &Takes::Nothing));
    }
}
