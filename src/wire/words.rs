//! Texts looked at eight bytes at a time, as a number: byte by byte, whether a text needs an escape, a quote or a
//! second look took longer than to write it.
//!
//! What is asked of eight bytes sets the top bit of each byte that is meant. A byte may set that of bytes behind it too,
//! so only whether any is set says something.

/// Eight times this byte.
#[inline]
pub(crate) const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Whether any eight bytes of a text are `odd`: the last ones are asked first, and some of them again; a shorter text is
/// filled with letters.
#[inline]
pub(crate) fn any_word(text: &[u8], mut odd: impl FnMut(u64) -> u64) -> bool {
    let last = odd(last_word(text));
    let words = text.as_chunks().0;
    words.iter().fold(last, |found, word| found | odd(u64::from_le_bytes(*word))) & each(0x80) != 0
}

/// The last eight bytes, or all there are and letters.
#[inline]
pub(crate) fn last_word(text: &[u8]) -> u64 {
    match (text.last_chunk(), text.first_chunk(), text.last_chunk()) {
        (Some(word), ..) => u64::from_le_bytes(*word),
        (_, Some(first), Some(last)) => {
            // The first four bytes, and the last four in their place behind them.
            let shift = text.len().wrapping_sub(4).wrapping_mul(8);
            let word = |half: &[u8; 4]| u64::from(u32::from_le_bytes(*half));
            let letters = each(b'A') << text.len().wrapping_mul(8);
            word(first) | word(last) << shift | letters
        }
        _ => text.iter().rev().fold(each(b'A'), |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// Whether a text is words of printable ASCII with one blank between them: one line as it is.
#[cfg(any(test, feature = "csv", feature = "ofx"))]
pub(crate) fn is_one_line(text: &str) -> bool {
    is_line_without(text, |_| 0)
}

/// The same of a text in which no eight bytes are `odd`.
#[cfg(any(test, feature = "csv", feature = "ofx"))]
#[inline]
pub(crate) fn is_line_without(text: &str, odd: impl Fn(u64) -> u64) -> bool {
    let text = text.as_bytes();
    // Zero if the byte before is a blank.
    let mut before = 1;
    let has_odd = any_word(text, |word| {
        let no_blank = word ^ each(b' ');
        // Zero where a blank is and another before it. Before the first eight bytes are the last, which end in none.
        let pairs = no_blank | no_blank << 8 | before;
        before = no_blank >> 56;
        let printable = word.wrapping_sub(each(b' ')) | word.wrapping_add(each(1));
        pairs.wrapping_sub(each(1)) | printable | has_other(word) | odd(word)
    });
    !text.starts_with(b" ") && !text.ends_with(b" ") && !has_odd
}

/// A small letter, or one of five signs that stand where they do in ASCII.
#[cfg(feature = "ofx")]
#[inline]
pub(crate) fn has_small(word: u64) -> u64 {
    word << 1 & word << 2
}

/// This byte.
#[inline]
pub(crate) fn has(word: u64, byte: u8) -> u64 {
    let zero = word ^ each(byte);
    zero.wrapping_sub(each(1)) & !zero
}

/// A control character below the blank.
#[cfg(any(test, feature = "json", feature = "csv", feature = "camt053"))]
#[inline]
pub(crate) fn has_control(word: u64) -> u64 {
    word.wrapping_sub(each(b' ')) & !word
}

/// A byte that is not ASCII.
#[inline]
pub(crate) fn has_other(word: u64) -> u64 {
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_find_what_bytes_are(text in vec(any::<u8>(), 0..30), byte: u8) {
            let wanted = |find: fn(u64) -> u64, is: fn(&u8) -> bool| {
                prop_assert_eq!(any_word(&text, find), text.iter().any(is));
                Ok(())
            };
            wanted(has_control, |byte| *byte < b' ')?;
            wanted(has_other, |byte| !byte.is_ascii())?;
            #[cfg(feature = "ofx")]
            wanted(|word| has_small(word & each(0x7F)), |byte| byte & 0x7F > b'_')?;
            let byte = text.get(usize::from(byte) % 40).copied().unwrap_or(b'0');
            prop_assert_eq!(any_word(&text, |word| has(word, byte)), text.contains(&byte));
        }

        #[test]
        fn one_byte_is_found_wherever_it_is(length in 1..30usize, at in 0..30usize) {
            let mut text = vec![b'B'; length];
            text[at % length] = b'!';
            prop_assert!(any_word(&text, |word| has(word, b'!')));
            prop_assert!(!any_word(&text, |word| has(word, b'?')));
        }

        #[test]
        fn a_line_is_printable_words(text in "[A ]{0,40}", at: usize, odd: Option<char>) {
            let mut text: Vec<char> = text.chars().collect();
            let length = text.len().max(1);
            if let (Some(place), Some(odd)) = (text.get_mut(at % length), odd) {
                *place = odd;
            }
            let text: String = text.into_iter().collect();
            let is_printable = text.chars().all(|character| (' '..='~').contains(&character));
            let has_blanks = text.starts_with(' ') || text.ends_with(' ') || text.contains("  ");
            prop_assert_eq!(is_one_line(&text), is_printable && !has_blanks);
        }
    }
}
