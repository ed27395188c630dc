//! What is known of an argument type once its declaration has been found correct.

use proc_macro2::Span;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Ident, Member, Type};

use crate::limits::{Default, Limits};

/// An argument type without mistakes.
pub(super) struct Arguments<'i> {
    pub(super) kind: Kind<'i>,
    /// Whether a part of it is deprecated: not for the impls.
    pub(super) deprecated: bool,
}

pub(super) enum Kind<'i> {
    /// A struct with one field at least.
    Struct(Vec<Field<'i>>),
    /// An enum with one variant at least.
    Enum(Vec<Variant<'i>>),
}

/// One of several signatures.
pub(super) struct Variant<'i> {
    pub(super) name: &'i Ident,
    /// None: no arguments.
    pub(super) fields: Vec<Field<'i>>,
}

pub(super) struct Field<'i> {
    /// Its name or index.
    pub(super) member: Member,
    pub(super) ty: &'i Type,
    pub(super) description: String,
    /// What is declared of it.
    pub(super) limits: Option<Limits>,
    /// Where a message about the field points to.
    pub(super) at: Span,
}

impl Field<'_> {
    /// Its name or index, as text.
    pub(super) fn name(&self) -> String {
        match &self.member {
            Member::Named(name) => name.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }

    /// Whether its numbers are held to a range.
    pub(super) fn has_range(&self) -> bool {
        self.limits.as_ref().is_some_and(|limits| limits.range.is_some())
    }

    /// What is declared as its value when the argument is absent.
    pub(super) fn default(&self) -> Option<&Default> {
        self.limits.as_ref().and_then(|limits| limits.default.as_ref())
    }

    /// Whether it takes whatever the other takes: it is of the same type and not narrower, as far
    /// as the tokens tell.
    pub(super) fn takes_all_of(&self, other: &Self) -> bool {
        let ty = |field: &Self| field.ty.to_token_stream().to_string();
        let has_same_range = || {
            let ranges =
                [self, other].map(|field| field.limits.as_ref().map(Limits::range_as_text));
            ranges[0] == ranges[1]
        };
        ty(self) == ty(other)
            && (!self.has_range() || has_same_range())
            && (self.default().is_some() || other.default().is_none())
    }
}
