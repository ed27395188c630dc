//! What cannot stand where it stands: parameters, and parts of one parameter, that no message
//! could fill, or that would never get anything.
//!
//! | fault | example |
//! |---|---|
//! | after what takes all that is left | `rest: Rest<'_>, level: f32` |
//! | required after optional | `time: Option<f32>, level: f32` |
//! | after a run of its own type | `curve: &[F32], last: f32` |
//! | optional, and always there | `Option<Peer>` |
//! | an array of nothing | `[f32; 0]`, `[Peer; 2]` |
//!
//! What ends a tuple or an array does not bind what stands behind it, since these may come as an
//! array of OSC, which has an end.

use super::Takes;
use crate::wire::TypeTag;

/// Why a part cannot stand after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misplaced {
    /// The one before takes all arguments that are left.
    NothingLeft,
    /// It is required, and the one before is optional.
    AfterOptional,
    /// The one before takes all arguments of this type in a row.
    AfterRun(TypeTag),
}

/// Why a parameter cannot be what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// One of its parts cannot stand where it stands.
    Part(Misplaced),
    /// It is optional and takes nothing, so it is always there.
    AlwaysThere,
    /// It has no elements.
    Empty,
    /// Its elements take nothing.
    ArrayOfNothing,
}

/// Judges a part that takes `this` by one before it, and whether only extractors stand between.
pub(crate) const fn misplaced(before: &Takes, this: &Takes, is_next: bool) -> Option<Misplaced> {
    match (before, this) {
        (Takes::Rest | Takes::Optional(Takes::Rest), _) if !this.is_nothing() => {
            Some(Misplaced::NothingLeft)
        }
        // One that has a variant without arguments may be absent, too.
        (Takes::Optional(_) | Takes::OneOf(_), _)
            if !before.is_required() && this.is_required() =>
        {
            Some(Misplaced::AfterOptional)
        }
        _ if is_next => goes_on(before, this),
        _ => None,
    }
}

/// Whether the one before takes what this one would take.
const fn goes_on(before: &Takes, this: &Takes) -> Option<Misplaced> {
    match (some(before), some(this)) {
        (Takes::Run(run), Takes::One(tag) | Takes::Run(tag)) if run.to_byte() == tag.to_byte() => {
            Some(Misplaced::AfterRun(*run))
        }
        _ => None,
    }
}

/// Judges one parameter by itself; the fields of a derived type are judged where it is declared.
pub(crate) const fn malformed(takes: &Takes) -> Option<Malformed> {
    match takes {
        Takes::Sequence(parts) => malformed_sequence(parts),
        Takes::Repeat(_, 0) => Some(Malformed::Empty),
        Takes::Repeat(part, _) if part.is_nothing() => Some(Malformed::ArrayOfNothing),
        Takes::Repeat(part, 1) => malformed(part),
        Takes::Repeat(part, _) => malformed_sequence(&[**part, **part]),
        Takes::Optional(part) if part.is_nothing() => Some(Malformed::AlwaysThere),
        Takes::Optional(part) => malformed(part),
        _ => None,
    }
}

const fn malformed_sequence(mut parts: &[Takes]) -> Option<Malformed> {
    while let Some((last, before)) = parts.split_last() {
        if let Some(fault) = malformed(last) {
            return Some(fault);
        }
        if let Some(fault) = misplaced_among(before, last) {
            return Some(Malformed::Part(fault));
        }
        parts = before;
    }
    None
}

/// Judges a part by all that stand before it.
const fn misplaced_among(mut before: &[Takes], this: &Takes) -> Option<Misplaced> {
    let mut is_next = true;
    while let Some((part, rest)) = before.split_last() {
        if let Some(fault) = misplaced(part, this, is_next) {
            return Some(fault);
        }
        is_next = is_next && part.is_nothing();
        before = rest;
    }
    None
}

/// What it takes if it is not absent.
const fn some(takes: &Takes) -> &Takes {
    match takes {
        Takes::Optional(part) => part,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INT: Takes = Takes::One(TypeTag::Int32);
    const FLOAT: Takes = Takes::One(TypeTag::Float32);
    const FLOATS: Takes = Takes::Run(TypeTag::Float32);
    const INTS: Takes = Takes::Run(TypeTag::Int32);
    const OPTIONAL: Takes = Takes::Optional(&INT);

    /// The judgement about parameters in a list, which is that about parts of a tuple.
    #[track_caller]
    fn check(parts: &'static [Takes], expected: Option<Misplaced>) {
        assert_eq!(malformed(&Takes::Sequence(parts)), expected.map(Malformed::Part), "{parts:?}");
    }

    #[test]
    fn a_required_argument_cannot_follow_an_optional_one() {
        let after_optional = Some(Misplaced::AfterOptional);
        check(&[OPTIONAL, INT], after_optional);
        check(&[OPTIONAL, Takes::Nothing, INT], after_optional);
        check(&[OPTIONAL, Takes::Sequence(&[OPTIONAL, Takes::Nothing])], None);
        check(&[OPTIONAL, Takes::Repeat(&INT, 3)], after_optional);
        check(&[INT, OPTIONAL], None);
        check(&[OPTIONAL, OPTIONAL], None);
        check(&[OPTIONAL, Takes::Rest], None);
        check(&[OPTIONAL, Takes::Nothing], None);
    }

    #[test]
    fn a_choice_is_required_unless_a_variant_takes_nothing() {
        const EITHER: Takes = Takes::OneOf(&[INT, FLOAT]);
        const ABSENT: Takes = Takes::OneOf(&[INT, Takes::Nothing]);
        check(&[OPTIONAL, EITHER], Some(Misplaced::AfterOptional));
        check(&[OPTIONAL, ABSENT], None);
        check(&[ABSENT, INT], Some(Misplaced::AfterOptional));
        check(&[EITHER, INT], None);
    }

    #[test]
    fn nothing_is_left_after_the_rest() {
        let nothing_left = Some(Misplaced::NothingLeft);
        check(&[Takes::Rest, Takes::Any], nothing_left);
        check(&[Takes::Rest, Takes::Rest], nothing_left);
        check(&[Takes::Rest, OPTIONAL], nothing_left);
        check(&[Takes::Optional(&Takes::Rest), INT], nothing_left);
        check(&[Takes::Rest, Takes::Nothing], None);
    }

    #[test]
    fn a_run_leaves_none_of_its_type_to_what_comes_next() {
        let after_run = Some(Misplaced::AfterRun(TypeTag::Float32));
        check(&[FLOATS, FLOATS], after_run);
        check(&[FLOATS, FLOAT], after_run);
        check(&[FLOATS, Takes::Nothing, FLOAT], after_run);
        check(&[FLOATS, Takes::Optional(&FLOAT)], after_run);
        check(&[Takes::Optional(&FLOATS), FLOATS], after_run);
        check(&[FLOATS, INTS, FLOATS], None);
        check(&[FLOATS, INT, FLOAT], None);
        check(&[FLOAT, FLOATS], None);
        check(&[FLOATS, Takes::Any], None);
        check(&[FLOATS, Takes::Rest], None);
        check(&[FLOATS, Takes::Repeat(&FLOAT, 2)], None);
    }

    #[test]
    fn a_parameter_is_looked_into() {
        const PEERS: Takes = Takes::Repeat(&Takes::Nothing, 2);
        let after_run = Malformed::Part(Misplaced::AfterRun(TypeTag::Float32));
        for (takes, expected) in [
            (Takes::Optional(&Takes::Nothing), Some(Malformed::AlwaysThere)),
            (Takes::Optional(&PEERS), Some(Malformed::AlwaysThere)),
            (Takes::Optional(&Takes::Repeat(&INT, 0)), Some(Malformed::Empty)),
            (Takes::Repeat(&INT, 0), Some(Malformed::Empty)),
            (PEERS, Some(Malformed::ArrayOfNothing)),
            (Takes::Sequence(&[INT, PEERS]), Some(Malformed::ArrayOfNothing)),
            (Takes::Repeat(&FLOATS, 2), Some(after_run)),
            (Takes::Repeat(&FLOATS, 1), None),
            (Takes::Repeat(&OPTIONAL, 2), None),
            (Takes::Sequence(&[INT, Takes::Nothing]), None),
            (Takes::Sequence(&[Takes::Sequence(&[INT, OPTIONAL]), INT]), None),
        ] {
            assert_eq!(malformed(&takes), expected, "{takes:?}");
        }
    }
}
