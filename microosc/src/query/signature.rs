//! The type tags that a route accepts, as lists of them: what is optional and what is a choice
//! makes several.
//!
//! The first has all that is optional, and of each choice the first. Of what takes any argument it
//! has a nil, and of what takes as many as there are of a type, one.

use crate::extract::{Parameter, Takes};
use crate::wire::TypeTag;

/// One of the lists of type tags of a route.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signature {
    parameters: &'static [Parameter],
    /// Which it is, of [`count`](Self::count).
    choice: usize,
}

/// How many of the lists of a route are looked at.
const MOST: usize = 32;

impl Signature {
    /// Returns the lists of a route, the first as well.
    pub(super) fn all(parameters: &'static [Parameter]) -> impl Iterator<Item = Self> {
        let of_choice = move |choice| Self { parameters, choice };
        let count = product(parameters.iter().map(|parameter| count(parameter.takes())));
        // A choice of two that look alike is one.
        let is_new = move |signature: &Self| {
            !(0..signature.choice).any(|before| of_choice(before).eq(*signature))
        };
        (0..count.min(MOST)).map(of_choice).filter(is_new)
    }

    /// Calls `each` with the tags in order, each with the parameter or field it belongs to.
    pub(super) fn for_each(self, each: &mut dyn FnMut(TypeTag, &'static Parameter)) {
        let mut walk = Walk { choice: self.choice, nils: None, each };
        for parameter in self.parameters {
            walk.take(parameter.takes(), parameter);
        }
    }

    /// A number that two lists share if they are equal, and hardly ever otherwise.
    fn fingerprint(self) -> u64 {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        self.for_each(&mut |tag, _| {
            hash = (hash ^ u64::from(tag.to_byte())).wrapping_mul(0x0100_0000_01B3);
        });
        hash
    }

    fn eq(self, other: Self) -> bool {
        self.fingerprint() == other.fingerprint()
    }
}

/// On the way through what is taken; its kinds nest as deep as the types of a program do.
struct Walk<'e> {
    /// What of the choice is left to be made, the next choice in its lowest part.
    choice: usize,
    /// How many arguments are absent for which nil stands if another follows, and whose they are.
    nils: Option<(usize, &'static Parameter)>,
    each: &'e mut dyn FnMut(TypeTag, &'static Parameter),
}

impl Walk<'_> {
    fn choose(&mut self, of: usize) -> usize {
        let of = of.max(1);
        let chosen = self.choice.checked_rem(of).unwrap_or_default();
        self.choice = self.choice.checked_div(of).unwrap_or_default();
        chosen
    }

    fn tag(&mut self, tag: TypeTag, parameter: &'static Parameter) {
        if let Some((count, absent)) = self.nils.take() {
            (0..count).for_each(|_| (self.each)(TypeTag::Nil, absent));
        }
        (self.each)(tag, parameter);
    }

    fn take(&mut self, takes: &'static Takes, parameter: &'static Parameter) {
        match takes {
            Takes::Nothing | Takes::Rest => {}
            Takes::One(tag) | Takes::Run(tag) => self.tag(*tag, parameter),
            Takes::Any => self.tag(TypeTag::Nil, parameter),
            Takes::Sequence(parts) => parts.iter().for_each(|part| self.take(part, parameter)),
            Takes::Fields(fields) => {
                fields.iter().for_each(|field| self.take(field.takes(), field));
            }
            Takes::Repeat(part, count) => (0..*count).for_each(|_| self.take(part, parameter)),
            Takes::Optional(part) => {
                if self.choose(2) == 0 {
                    self.take(part, parameter);
                } else {
                    let (count, _) = self.nils.unwrap_or((0, parameter));
                    self.nils = Some((count.saturating_add(1), parameter));
                }
            }
            Takes::OneOf(variants) => {
                let chosen = self.choose(variants.len());
                if let Some(variant) = variants.get(chosen) {
                    self.take(variant, parameter);
                }
            }
        }
    }
}

/// How many lists there are: the choices that [`Walk`] makes, multiplied.
fn count(takes: &Takes) -> usize {
    match takes {
        Takes::Nothing | Takes::Rest | Takes::One(_) | Takes::Run(_) | Takes::Any => 1,
        Takes::Sequence(parts) => product(parts.iter().map(count)),
        Takes::Fields(fields) => product(fields.iter().map(|field| count(field.takes()))),
        Takes::Repeat(part, times) => {
            count(part).saturating_pow(u32::try_from(*times).unwrap_or(u32::MAX))
        }
        Takes::Optional(part) => count(part).saturating_mul(2),
        Takes::OneOf(variants) => {
            variants.len().saturating_mul(product(variants.iter().map(count)))
        }
    }
}

fn product(counts: impl Iterator<Item = usize>) -> usize {
    counts.fold(1, usize::saturating_mul)
}

/// Calls `each` with the fields of what is taken, and with theirs.
pub(super) fn fields(takes: &'static Takes, each: &mut dyn FnMut(&'static Parameter)) {
    match takes {
        Takes::Fields(of) => {
            for field in *of {
                each(field);
                fields(field.takes(), each);
            }
        }
        Takes::Sequence(parts) | Takes::OneOf(parts) => {
            parts.iter().for_each(|part| fields(part, each));
        }
        Takes::Repeat(part, _) | Takes::Optional(part) => fields(part, each),
        Takes::Nothing | Takes::Rest | Takes::One(_) | Takes::Run(_) | Takes::Any => {}
    }
}
