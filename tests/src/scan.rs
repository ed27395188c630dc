//! What a routing table should find, found without tables and trees: all that could be is tried.

use std::ptr;

use microosc::route::MAX_SEGMENTS;
use microosc::{AddressPattern, EndpointInfo, Segment, Values};

/// A route, and the names of an address that it is reached at.
pub type Reached<'a> = (&'static EndpointInfo, Vec<&'a str>);

/// The routes that an address or pattern should reach: every address that a route and the pattern
/// agree on is tried on every route.
pub fn scan<'a>(routes: &[&'static EndpointInfo], address: &'a str) -> Vec<Reached<'a>> {
    if !address.contains(['*', '?', '[', ']', '{', '}']) && !address.contains("//") {
        let names: Vec<&str> = address.split('/').skip(1).collect();
        return owner(routes, &names).map(|route| (route, names)).into_iter().collect();
    }
    let parts = parts(address);
    if AddressPattern::new(address).is_err() || parts.len() > MAX_SEGMENTS {
        return Vec::new();
    }
    let mut reached = Vec::new();
    for route in routes {
        let mut agreed = Vec::new();
        agree(route.segments(), &parts, address.ends_with("//"), &mut Vec::new(), &mut agreed);
        agreed.sort();
        agreed.dedup();
        agreed.retain(|names| owner(routes, names).is_some_and(|owner| ptr::eq(owner, *route)));
        reached.extend(agreed.into_iter().map(|names| (*route, names)));
    }
    reached
}

/// The parts of a pattern, each with whether `//` stands before it.
fn parts(pattern: &str) -> Vec<(bool, &str)> {
    let mut any_depth = false;
    let mut parts = Vec::new();
    for part in pattern.split('/').skip(1) {
        if part.is_empty() {
            any_depth = true;
        } else {
            parts.push((std::mem::take(&mut any_depth), part));
        }
    }
    parts
}

/// Collects the addresses that a route's segments and a pattern's parts agree on.
fn agree<'a>(
    segments: &[Segment],
    parts: &[(bool, &'a str)],
    open_ended: bool,
    names: &mut Vec<&'a str>,
    agreed: &mut Vec<Vec<&'a str>>,
) {
    let Some((segment, below)) = segments.split_first() else {
        if parts.is_empty() {
            agreed.push(names.clone());
        }
        return;
    };
    if let Segment::Rest { .. } = segment {
        let plain = parts.iter().all(|(_, part)| is_plain(part));
        let together = parts.iter().skip(1).all(|(any_depth, _)| !any_depth);
        if plain && together && !open_ended && !parts.is_empty() {
            let rest = parts.iter().map(|(_, part)| *part);
            agreed.push(names.iter().copied().chain(rest).collect());
        }
        return;
    }
    let own: Vec<&'a str> = match segment {
        Segment::Literal(name) => vec![name],
        Segment::Capture { segments, .. } => segments.to_vec(),
        _ => Vec::new(),
    };
    let skips = parts.first().map_or(open_ended, |(any_depth, _)| *any_depth);
    if skips {
        for name in &own {
            names.push(name);
            agree(below, parts, open_ended, names, agreed);
            names.pop();
        }
    }
    if let Some(((_, part), after)) = parts.split_first() {
        let pattern = format!("/{part}");
        let pattern = AddressPattern::new(&pattern).expect("checked with the pattern");
        let met = match segment {
            Segment::Capture { prefix, values: Values::Any, .. } => {
                let captured = part.strip_prefix(prefix).is_some_and(|text| !text.is_empty());
                if captured && is_plain(part) { vec![*part] } else { Vec::new() }
            }
            _ => own.into_iter().filter(|name| pattern.matches(&format!("/{name}"))).collect(),
        };
        for name in met {
            names.push(name);
            agree(below, after, open_ended, names, agreed);
            names.pop();
        }
    }
}

fn is_plain(part: &str) -> bool {
    !part.contains(['*', '?', '[', '{'])
}

/// Returns the most specific route that meets an address.
fn owner(routes: &[&'static EndpointInfo], names: &[&str]) -> Option<&'static EndpointInfo> {
    let meeting = routes.iter().copied().filter(|route| {
        let segments = route.segments();
        let rest = matches!(segments.last(), Some(Segment::Rest { .. }));
        (segments.len() == names.len() || (rest && segments.len() < names.len()))
            && segments.iter().zip(names).all(|(segment, name)| match segment {
                Segment::Literal(literal) => literal == name,
                Segment::Capture { prefix, values: Values::Any, .. } => {
                    name.strip_prefix(prefix).is_some_and(|text| !text.is_empty())
                }
                Segment::Capture { segments, .. } => segments.contains(name),
                _ => !name.is_empty(),
            })
    });
    let rank = |segments: &[Segment]| -> Vec<u8> {
        let rank = |segment: &Segment| match segment {
            Segment::Literal(_) => 0,
            Segment::Capture { .. } => 1,
            _ => 2,
        };
        segments.iter().map(rank).collect()
    };
    meeting.min_by_key(|route| rank(route.segments()))
}
