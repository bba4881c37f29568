//! Texts looked at sixteen bytes at a time: byte by byte, whether a text needs an escape, a quote or a second look
//! took longer than to write it.
//!
//! The loops have no branch and a length that the compiler knows, from which it makes instructions on whole blocks.

const BLOCK: usize = 16;

/// Whether a text has a byte that is odd.
#[inline(always)]
pub(crate) fn any_byte(text: &[u8], odd: impl Fn(u8) -> bool) -> bool {
    let mut found = [0; BLOCK];
    let mut look = |block: &[u8; BLOCK]| {
        for (found, byte) in found.iter_mut().zip(block) {
            *found |= u8::from(odd(*byte));
        }
    };
    if let Some(last) = text.last_chunk() {
        text.as_chunks().0.iter().for_each(&mut look);
        // What is left behind the blocks, and some of the last one again.
        look(last);
    } else if let Some(ends) = ends(text) {
        look(&ends);
    } else {
        return text.iter().any(|byte| odd(*byte));
    }
    u128::from_ne_bytes(found) != 0
}

/// Whether a text has two neighbours that are odd together.
#[cfg(any(test, feature = "csv", feature = "ofx"))]
#[inline(always)]
pub(crate) fn any_pair(text: &[u8], odd: impl Fn(u8, u8) -> bool) -> bool {
    let mut found = [0; BLOCK];
    let mut look = |block: &[u8; BLOCK], next: &[u8; BLOCK]| {
        for ((found, byte), next) in found.iter_mut().zip(block).zip(next) {
            *found |= u8::from(odd(*byte, *next));
        }
    };
    let (Some((_, firsts)), Some((_, seconds))) = (text.split_last(), text.split_first()) else {
        return false;
    };
    if let (Some(first), Some(second)) = (firsts.last_chunk(), seconds.last_chunk()) {
        let blocks = firsts.as_chunks().0.iter().zip(seconds.as_chunks().0);
        blocks.for_each(|(block, next)| look(block, next));
        look(first, second);
    } else if let (Some(firsts), Some(seconds)) = (ends(firsts), ends(seconds)) {
        look(&firsts, &seconds);
    } else {
        return firsts.iter().zip(seconds).any(|(byte, next)| odd(*byte, *next));
    }
    u128::from_ne_bytes(found) != 0
}

/// The first eight bytes and the last eight, which are all of a text that is no block.
#[inline(always)]
fn ends(text: &[u8]) -> Option<[u8; BLOCK]> {
    let mut ends = [0; BLOCK];
    let (first, last) = ends.split_first_chunk_mut::<8>()?;
    *first = *text.first_chunk()?;
    *last.first_chunk_mut::<8>()? = *text.last_chunk()?;
    Some(ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn blocks_find_what_bytes_are(
            text in proptest::collection::vec(prop_oneof![8 => Just(b'A'), 1 => Just(b' '), 1 => any::<u8>()], 0..80),
        ) {
            let byte = text.get(text.len() / 2).copied().unwrap_or(0);
            prop_assert_eq!(any_byte(&text, |other| other == byte), text.contains(&byte));
            prop_assert_eq!(any_byte(&text, |byte| byte < b' '), text.iter().any(|byte| *byte < b' '));
            prop_assert_eq!(any_byte(&text, |byte| byte >= 0x7F), text.iter().any(|byte| *byte >= 0x7F));
            let pair = |first, second| first == b' ' && second == byte;
            prop_assert_eq!(any_pair(&text, pair), text.windows(2).any(|two| pair(two[0], two[1])));
        }

        #[test]
        fn one_byte_is_found_wherever_it_is(length in 1..70usize, at in 0..70usize) {
            let mut text = vec![b'A'; length];
            text[at % length] = b'!';
            prop_assert!(any_byte(&text, |byte| byte == b'!'));
            prop_assert!(!any_byte(&text, |byte| byte == b'?'));
            let at = at % length;
            prop_assert_eq!(any_pair(&text, |first, _| first == b'!'), at + 1 < length);
            prop_assert_eq!(any_pair(&text, |_, second| second == b'!'), at > 0);
        }
    }
}
