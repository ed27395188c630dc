//! Which of two names was probably meant to be the other, for the "did you mean" of a message.

/// Returns the candidate that `name` was probably meant to be, if one is close enough.
pub(crate) fn nearest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    candidates
        .into_iter()
        .filter(|candidate| is_near(name, candidate))
        .min_by_key(|candidate| distance(name, candidate))
}

/// One is the beginning of the other (`ch`, `channel`), or a slip or two of the keyboard apart.
fn is_near(one: &str, other: &str) -> bool {
    let shorter = one.len().min(other.len());
    let slips = if shorter < 5 { 1 } else { 2 };
    one.starts_with(other)
        || other.starts_with(one)
        || (shorter > slips && distance(one, other) <= slips)
}

/// The edit distance of Levenshtein, with a swap of two neighbours counting as two edits.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (done, here) in one.chars().enumerate() {
        let mut left = done.saturating_add(1);
        let mut next = vec![left];
        for (above, there) in row.windows(2).zip(other.chars()) {
            let &[diagonal, up] = above else { continue };
            let replaced = diagonal.saturating_add(usize::from(here != there));
            left = replaced.min(up.saturating_add(1)).min(left.saturating_add(1));
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("", ""), 0);
        assert_eq!(distance("ch", ""), 2);
        assert_eq!(distance("reply", "replay"), 1);
        assert_eq!(distance("level", "lvel"), 1);
        assert_eq!(distance("chan", "xyz"), 4);
    }

    #[test]
    fn a_slip_or_a_beginning_is_near_and_another_word_is_not() {
        for (name, meant) in [("ch", "chan"), ("channel", "ch"), ("replay", "reply"), ("_ch", "ch")]
        {
            assert_eq!(nearest(name, [meant]), Some(meant), "{name}");
        }
        for (name, other) in [("n", "x"), ("ch", "level"), ("a", "bc")] {
            assert_eq!(nearest(name, [other]), None, "{name}");
        }
    }

    #[test]
    fn the_nearest_candidate_wins() {
        assert_eq!(nearest("chan", ["channels", "chann"]), Some("chann"));
    }
}
