//! What is known of an argument type once its declaration has been found correct.

use proc_macro2::Span;
use syn::{Ident, Member, Type};

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
    /// Where a message about the field points to.
    pub(super) at: Span,
}
