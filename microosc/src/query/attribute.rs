//! The attributes of a node, and how each is written.

use core::fmt::{self, Write};

use super::json::{Quoted, float};
use super::signature::Signature;
use crate::extract::{Clip, Number, Parameter, Range};
use crate::route::EndpointInfo;
use crate::wire::TypeTag;

/// What the OSCQuery proposal lets one ask about a node.
///
/// # Examples
///
/// ```
/// use microosc::query::Attribute;
///
/// assert_eq!("RANGE".parse(), Ok(Attribute::Range));
/// assert!("COLOUR".parse::<Attribute>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Attribute {
    /// The address.
    FullPath,
    /// The type tags.
    Type,
    /// Whether it can be read and written.
    Access,
    /// What it is at the moment.
    Value,
    /// The least and the greatest number, for each type tag.
    Range,
    /// What becomes of numbers outside, for each type tag.
    ClipMode,
    /// The unit, for each type tag.
    Unit,
    /// The doc comment.
    Description,
    /// The words it was declared with.
    Tags,
    /// Whether it should be sent so that it is sure to arrive.
    Critical,
    /// The other lists of type tags that it takes.
    Overloads,
    /// What lies below.
    Contents,
    /// What else values stand for; never known here.
    ExtendedType,
}

impl Attribute {
    /// All, in the order in which a node has them.
    pub const ALL: [Self; 13] = [
        Self::FullPath,
        Self::Type,
        Self::Access,
        Self::Value,
        Self::Range,
        Self::ClipMode,
        Self::Unit,
        Self::Description,
        Self::Tags,
        Self::Critical,
        Self::Overloads,
        Self::Contents,
        Self::ExtendedType,
    ];

    /// Its name in a query, and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FullPath => "FULL_PATH",
            Self::Type => "TYPE",
            Self::Access => "ACCESS",
            Self::Value => "VALUE",
            Self::Range => "RANGE",
            Self::ClipMode => "CLIPMODE",
            Self::Unit => "UNIT",
            Self::Description => "DESCRIPTION",
            Self::Tags => "TAGS",
            Self::Critical => "CRITICAL",
            Self::Overloads => "OVERLOADS",
            Self::Contents => "CONTENTS",
            Self::ExtendedType => "EXTENDED_TYPE",
        }
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl core::str::FromStr for Attribute {
    type Err = UnknownAttribute;

    fn from_str(name: &str) -> Result<Self, UnknownAttribute> {
        Self::ALL.into_iter().find(|attribute| attribute.as_str() == name).ok_or(UnknownAttribute)
    }
}

/// The OSCQuery proposal has no attribute of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownAttribute;

impl fmt::Display for UnknownAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "there is no attribute of this name; ask for VALUE, TYPE, RANGE or another in capitals",
        )
    }
}

impl core::error::Error for UnknownAttribute {}

/// Writes attributes as the members of a JSON object.
pub(super) struct Members<'o> {
    pub(super) out: &'o mut dyn Write,
    pub(super) is_first: bool,
}

impl Members<'_> {
    pub(super) fn member(&mut self, name: &str, value: impl fmt::Display) -> fmt::Result {
        let comma = if core::mem::replace(&mut self.is_first, false) { "" } else { "," };
        write!(self.out, "{comma}\"{name}\":{value}")
    }

    /// Writes an attribute that follows from the facts of the route alone, if it has it.
    pub(super) fn fact(
        &mut self,
        attribute: Attribute,
        info: &'static EndpointInfo,
    ) -> fmt::Result {
        let name = attribute.as_str();
        match attribute {
            Attribute::Description if is_described(info) => {
                self.member(name, Quoted(Description(info)))
            }
            Attribute::Tags if !info.tags().is_empty() => {
                self.member(name, List(|| info.tags().iter().map(Quoted)))
            }
            Attribute::Critical if info.is_critical() => self.member(name, true),
            Attribute::Overloads => {
                let others = || Signature::all(info.parameters()).skip(1);
                if others().next().is_none() {
                    return Ok(());
                }
                self.member(name, List(|| others().map(Overload)))
            }
            _ => Ok(()),
        }
    }

    /// Writes an attribute that each list of type tags has its own of.
    pub(super) fn of_signature(
        &mut self,
        attribute: Attribute,
        signature: Signature,
    ) -> fmt::Result {
        let name = attribute.as_str();
        match attribute {
            Attribute::Type => self.member(name, Tags(signature)),
            Attribute::Range => self.each(name, signature, |parameter| parameter.range().map(Ends)),
            Attribute::ClipMode => self.each(name, signature, |parameter| {
                Some(parameter.clip()).filter(|clip| *clip != Clip::None).map(Quoted)
            }),
            Attribute::Unit => self.each(name, signature, |parameter| parameter.unit().map(Quoted)),
            _ => Ok(()),
        }
    }

    /// Writes what parameters have, for each type tag, or nothing if none has it.
    fn each<T: fmt::Display>(
        &mut self,
        name: &str,
        signature: Signature,
        of: fn(&'static Parameter) -> Option<T>,
    ) -> fmt::Result {
        let mut has_one = false;
        signature
            .for_each(&mut |tag, parameter| has_one |= !is_filler(tag) && of(parameter).is_some());
        if has_one { self.member(name, Each { signature, of }) } else { Ok(()) }
    }
}

/// Whether the type tag stands for no value.
fn is_filler(tag: TypeTag) -> bool {
    tag == TypeTag::Nil
}

struct Tags(Signature);

impl fmt::Display for Tags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = f.write_str("\"");
        self.0.for_each(&mut |tag, _| written = written.and_then(|()| write!(f, "{tag}")));
        written.and_then(|()| f.write_str("\""))
    }
}

/// What parameters have, for each type tag: an array, null where they have it not.
struct Each<T> {
    signature: Signature,
    of: fn(&'static Parameter) -> Option<T>,
}

impl<T: fmt::Display> fmt::Display for Each<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = f.write_str("[");
        let mut comma = "";
        self.signature.for_each(&mut |tag, parameter| {
            let value = (self.of)(parameter).filter(|_| !is_filler(tag));
            written = written.and_then(|()| match value {
                Some(value) => write!(f, "{comma}{value}"),
                None => write!(f, "{comma}null"),
            });
            comma = ",";
        });
        written.and_then(|()| f.write_str("]"))
    }
}

struct Ends(&'static Range);

impl fmt::Display for Ends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        if let Some(min) = self.0.min() {
            write!(f, "\"MIN\":{}", End(min))?;
        }
        if let Some(max) = self.0.max() {
            let comma = if self.0.min().is_some() { "," } else { "" };
            write!(f, "{comma}\"MAX\":{}", End(max))?;
        }
        f.write_str("}")
    }
}

struct End(Number);

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Number::Float32(number) if !number.is_finite() => f.write_str("null"),
            Number::Float64(number) => float(number, f),
            number => number.fmt(f),
        }
    }
}

/// Another list of type tags: a node of its own, but for what is the same.
struct Overload(Signature);

impl fmt::Display for Overload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        let mut members = Members { out: f, is_first: true };
        for attribute in [Attribute::Type, Attribute::Range, Attribute::ClipMode, Attribute::Unit] {
            members.of_signature(attribute, self.0)?;
        }
        f.write_str("}")
    }
}

/// The doc comment, and below it those of parameters.
struct Description(&'static EndpointInfo);

fn documented(info: &'static EndpointInfo) -> impl Iterator<Item = &'static Parameter> {
    info.parameters().iter().filter(|parameter| !parameter.description().is_empty())
}

fn is_described(info: &'static EndpointInfo) -> bool {
    !info.description().is_empty() || documented(info).next().is_some()
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = self.0.description();
        f.write_str(line)?;
        for parameter in documented(self.0) {
            if !line.is_empty() {
                f.write_str("\n")?;
            }
            line = parameter.description();
            write!(f, "{}: {line}", parameter.name())?;
        }
        Ok(())
    }
}

/// What an iterator yields, as a JSON array.
pub(super) struct List<F>(pub F);

impl<I: Iterator<Item: fmt::Display>, F: Fn() -> I> fmt::Display for List<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (index, item) in (self.0)().enumerate() {
            f.write_str(if index > 0 { "," } else { "" })?;
            item.fmt(f)?;
        }
        f.write_str("]")
    }
}
