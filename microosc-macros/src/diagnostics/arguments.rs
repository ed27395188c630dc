//! What `#[derive(OscArguments)]` says.

/// A mistake in a type of arguments.
#[derive(Debug)]
pub(crate) enum ArgumentsMistake {
    UnknownTypeKey { key: String },
    OscOnVariant,
    Union,
    NoFields { name: String },
    NoVariants { name: String },
    TypeParameter,
    ConstParameter,
    SecondLifetime,
    Where,
    StaticField,
    SameSignature { first: String, second: String },
}

impl ArgumentsMistake {
    /// What is wrong, and what to write.
    pub(super) fn table(&self) -> (String, String) {
        match self {
            Self::UnknownTypeKey { key } => (
                format!("unknown key `{key}`"),
                "on a type may stand `#[osc(crate = path)]`, where the generated code finds \
                 microosc"
                    .into(),
            ),
            Self::OscOnVariant => (
                "`#[osc(…)]` goes on a type or on a field, not on a variant".into(),
                "leave it out, or put it on the field that it describes".into(),
            ),
            Self::Union => (
                "a `union` cannot be the arguments of a message: nothing says which field holds"
                    .into(),
                "write an `enum` with a variant for each".into(),
            ),
            Self::NoFields { name } => (
                format!("`{name}` has no fields, so it takes no arguments"),
                "give it a field; a handler of a message without arguments needs no parameter"
                    .into(),
            ),
            Self::NoVariants { name } => (
                format!("`{name}` has no variants, so no message fits it"),
                "give it a variant for each signature, for example `Number(i32)`".into(),
            ),
            Self::TypeParameter => (
                "a type of OSC arguments cannot have type parameters".into(),
                "write the types it takes".into(),
            ),
            Self::ConstParameter => (
                "a type of OSC arguments cannot have const parameters".into(),
                "write the number, for example `[f32; 3]`".into(),
            ),
            Self::SecondLifetime => (
                "a type of OSC arguments has at most one lifetime, that of the message".into(),
                "use the first for all that it borrows".into(),
            ),
            Self::Where => (
                "a type of OSC arguments cannot have a `where` clause".into(),
                "leave it out; there are no type parameters to restrict".into(),
            ),
            Self::StaticField => (
                "what is taken from a message does not live for `'static`".into(),
                "give the type a lifetime and use it, for example `struct Note<'a> { name: &'a str \
                 }`"
                .into(),
            ),
            Self::SameSignature { first, second } => (
                format!("`{second}` takes the same arguments as `{first}`, so it is never chosen"),
                "leave one of them out, or give them fields of different types or ranges".into(),
            ),
        }
    }
}
