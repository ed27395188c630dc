//! The address space as a table for people.

use core::fmt::{self, Write};

use super::Namespace;
use super::signature::fields;
use crate::extract::{Clip, Parameter};
use crate::route::EndpointInfo;

/// The routes as a table in Markdown, in the order of their declaration.
pub(super) struct Markdown(pub Namespace);

impl fmt::Display for Markdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("| address | type tags | arguments | |\n|---|---|---|---|\n")?;
        self.0.space.infos.iter().try_for_each(|info| {
            write!(f, "| `{}` | `{}` |", Cell(info.address()), Cell(info.type_tags()))?;
            arguments(info, f)?;
            writeln!(f, " | {} |", Cell(info.description()))
        })
    }
}

/// What is declared of the parameters that take arguments, and of their fields.
fn arguments(info: &EndpointInfo, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut separator = " ";
    for parameter in info.parameters().iter().filter(|parameter| !parameter.takes().is_nothing()) {
        write!(f, "{separator}{}", parameter.name())?;
        facts(parameter, f)?;
        let mut written = Ok(());
        fields(parameter.takes(), &mut |field| {
            if written.is_ok() && has_facts(field) {
                written = write!(f, "<br>{}.{}", parameter.name(), field.name());
                written = written.and_then(|()| facts(field, f));
            }
        });
        written?;
        separator = "<br>";
    }
    Ok(())
}

/// The range, unit, default and comment of a parameter, where it has them.
fn facts(parameter: &Parameter, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(range) = parameter.range() {
        write!(f, " {range}")?;
    }
    if let Some(unit) = parameter.unit() {
        write!(f, " {}", Cell(unit))?;
    }
    if parameter.clip() != Clip::None {
        write!(f, ", clipped: {}", parameter.clip())?;
    }
    if let Some(default) = parameter.default() {
        write!(f, ", default {}", Cell(default))?;
    }
    match parameter.description() {
        "" => Ok(()),
        description => write!(f, ": {}", Cell(description)),
    }
}

fn has_facts(field: &Parameter) -> bool {
    field.range().is_some()
        || field.unit().is_some()
        || field.default().is_some()
        || !field.description().is_empty()
}

/// A text that ends no cell and no line.
struct Cell<T>(T);

impl<T: fmt::Display> fmt::Display for Cell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaped(f), "{}", self.0)
    }
}

struct Escaped<'f, 'b>(&'f mut fmt::Formatter<'b>);

impl Write for Escaped<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c {
            '|' => self.0.write_str("\\|"),
            '\n' => self.0.write_str(" "),
            other => self.0.write_char(other),
        })
    }
}
