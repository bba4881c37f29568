//! How a letter becomes another letter and a digit another digit, by a key.

use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::wire::encoding::Charset;

/// Rounds of the Feistel network: twice what is needed for it to mix well.
const ROUNDS: u8 = 8;

/// How many numbers are remembered: a branch and an account, and those of a statement that differ.
const RECENT: usize = 4;

/// What a hash is for, so that no two uses have the same one.
const WORD: u8 = b'w';
const NUMBER: u8 = b'n';

/// Letters that take each other's place. Those of one group are the same in the eyes of a decoder of UTF-8 too, so that
/// a line does not become UTF-8, nor cease to be: `à`, `ô`, `í` and `ð` are alone in theirs and stay. `é` and `è`
/// come out of no letter, since they are signs of amounts in some files.
const SINGLE_BYTE: [&[u8]; 8] = [
    b"\xC0\xC1",
    b"\xC2\xC3\xC4\xC5\xC6\xC7\xC8\xC9\xCA\xCB\xCC\xCD\xCE\xCF\xD0\xD1\xD2\xD3\xD4\xD5\xD6\xD8\xD9\xDA\xDB\xDC\xDD\xDE",
    b"\xE1\xE2\xE3\xE4\xE5\xE6\xE7\xEA\xEB\xEC\xEE\xEF\xE8\xE9",
    b"\xF1\xF2\xF3",
    b"\xF5\xF6\xF8\xF9\xFA\xFB\xFC\xFD\xFE\xFF",
    b"\x8A\x8C\x8E",
    b"\x9A\x9C\x9E",
    b"\xAA\xBA",
];

/// The same in UTF-8, by length in bytes: capitals, then small letters and the rest.
const UTF8: [[&[&str]; 2]; 3] = [
    [&["À", "Â", "Ç", "Ê", "Ë", "Î", "Ô", "Ù", "Ü"], &["à", "â", "ç", "ê", "ë", "î", "ô", "ù", "ü"]],
    [&["Ḁ", "Ḃ", "Ḅ", "Ḇ", "Ḉ", "Ḋ", "Ḍ", "Ḏ"], &["ḁ", "ḃ", "ḅ", "ḇ", "ḉ", "ḋ", "ḍ", "ḏ"]],
    [&["𐐀", "𐐁", "𐐂", "𐐃", "𐐄", "𐐅"], &["𐐨", "𐐩", "𐐪", "𐐫", "𐐬", "𐐭"]],
];

/// A keyed mask.
#[derive(Clone)]
pub(super) struct Cipher {
    seed: [u8; 32],
    /// The last few numbers and their masks: those that every record repeats.
    recent: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Cipher {
    pub(super) fn new(key: &[u8]) -> Cipher {
        let seed = Sha256::new().chain_update(b"cfonb mask 1\0").chain_update(key).finalize();
        Cipher { seed: seed.into(), recent: Vec::new() }
    }

    /// Masks every word of a text; equal words stay equal, and no letter or digit stays what it was.
    pub(super) fn words(&self, text: &mut [u8], charset: Charset) {
        for word in words(text, charset) {
            let Some(word) = text.get_mut(word) else { continue };
            let mut stream = Stream::new(&self.seed, WORD, word);
            // Never no step: what is masked differs from what was there.
            let mut steps = |choices: usize| stream.below(choices.saturating_sub(1)).saturating_add(1);
            change(word, &mut steps);
            change_others(word, charset, &mut steps);
        }
    }

    /// Masks a number of digits and capital letters, in such a way that different numbers have different masks.
    pub(super) fn number(&mut self, number: &mut [u8]) {
        if let Some((_, mask)) = self.recent.iter().find(|(recent, _)| recent == number) {
            number.copy_from_slice(mask);
            return;
        }
        let before = number.to_vec();
        let (left, right) = number.split_at_mut(before.len() / 2);
        for round in 0..ROUNDS {
            let (half, other) = if round % 2 == 0 { (&mut *left, &*right) } else { (&mut *right, &*left) };
            let mut stream = Stream::new(&self.seed, NUMBER, &[&[round], other].concat());
            // Other letters stay: their groups have not the same size both ways.
            change(half, &mut |choices| stream.below(choices));
        }
        self.recent.truncate(RECENT.saturating_sub(1));
        self.recent.insert(0, (before, number.to_vec()));
    }
}

// The seed is as secret as the key.
impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cipher").finish_non_exhaustive()
    }
}

/// Masks text of which nothing is known: every letter becomes the same one, every digit a nine.
pub(super) fn blot(text: &mut [u8], charset: Charset) {
    let fixed = |byte: &mut u8| {
        *byte = match *byte {
            b'A'..=b'Z' => b'X',
            b'a'..=b'z' => b'x',
            b'0'..=b'9' => b'9',
            byte => byte,
        };
    };
    text.iter_mut().for_each(fixed);
    change_others(text, charset, &mut |_| 1);
}

/// Moves each letter and digit some steps on among its like.
fn change(text: &mut [u8], steps: &mut dyn FnMut(usize) -> usize) {
    let mut moved = |byte: u8, first: u8, count: u8| {
        let by = u8::try_from(steps(usize::from(count))).unwrap_or(0);
        let place = byte.wrapping_sub(first).wrapping_add(by).checked_rem(count).unwrap_or(0);
        first.wrapping_add(place)
    };
    for byte in text.iter_mut() {
        *byte = match *byte {
            b'A'..=b'Z' => moved(*byte, b'A', 26),
            b'a'..=b'z' => moved(*byte, b'a', 26),
            b'0'..=b'9' => moved(*byte, b'0', 10),
            byte => byte,
        };
    }
}

/// The same for letters that are not ASCII.
fn change_others(text: &mut [u8], charset: Charset, steps: &mut dyn FnMut(usize) -> usize) {
    if text.is_ascii() {
        return;
    }
    match (charset, std::str::from_utf8(text)) {
        (Charset::Utf8, Ok(valid)) => {
            let masked: String = valid.chars().map(|character| other_character(character, steps)).collect();
            if masked.len() == text.len() {
                text.copy_from_slice(masked.as_bytes());
            }
        }
        _ => text.iter_mut().for_each(|byte| *byte = other_byte(*byte, steps)),
    }
}

fn other_byte(byte: u8, steps: &mut dyn FnMut(usize) -> usize) -> u8 {
    let Some(group) = SINGLE_BYTE.into_iter().find(|group| group.contains(&byte)) else { return byte };
    let out: Vec<u8> =
        group.iter().copied().filter(|other| *other != byte && !matches!(other, 0xE8 | 0xE9)).collect();
    let place = steps(out.len().saturating_add(1)).saturating_sub(1);
    out.get(place).copied().unwrap_or(byte)
}

fn other_character(character: char, steps: &mut dyn FnMut(usize) -> usize) -> char {
    if character.is_ascii() || !character.is_alphanumeric() {
        return character;
    }
    let groups = UTF8.get(character.len_utf8().saturating_sub(2));
    let [capitals, others] = groups.copied().unwrap_or_default();
    let group = if character.is_uppercase() { capitals } else { others };
    let others = group.iter().filter_map(|text| text.chars().next()).filter(|other| *other != character);
    let others: Vec<char> = others.collect();
    let place = steps(others.len().saturating_add(1)).saturating_sub(1);
    others.get(place).copied().unwrap_or(character)
}

/// Where the words of a text are: runs of letters and digits.
fn words(text: &[u8], charset: Charset) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut add = |start: usize, length: usize, belongs: bool| {
        let end = start.saturating_add(length);
        match words.last_mut() {
            _ if !belongs => {}
            Some(last) if last.end == start => last.end = end,
            _ => words.push(start..end),
        }
    };
    match (charset, std::str::from_utf8(text)) {
        (Charset::Utf8, Ok(text)) => {
            text.char_indices().for_each(|(at, c)| add(at, c.len_utf8(), c.is_alphanumeric()));
        }
        _ => text.iter().enumerate().for_each(|(at, byte)| {
            let letter = SINGLE_BYTE.iter().any(|group| group.contains(byte));
            add(at, 1, letter || byte.is_ascii_alphanumeric() || matches!(byte, 0xE0 | 0xED | 0xF0 | 0xF4));
        }),
    }
    words
}

/// Numbers that a key and a text give.
struct Stream {
    start: Sha256,
    block: [u8; 32],
    used: usize,
    blocks: u8,
}

impl Stream {
    fn new(seed: &[u8; 32], purpose: u8, text: &[u8]) -> Stream {
        let start = Sha256::new().chain_update(seed).chain_update([purpose]).chain_update(text);
        let block = start.clone().finalize().into();
        Stream { start, block, used: 0, blocks: 0 }
    }

    fn byte(&mut self) -> u8 {
        if self.used >= self.block.len() {
            self.blocks = self.blocks.wrapping_add(1);
            // Behind a NUL, which no word has, so that it is the hash of no other one.
            self.block = self.start.clone().chain_update([0, self.blocks]).finalize().into();
            self.used = 0;
        }
        let byte = self.block.get(self.used).copied().unwrap_or(0);
        self.used = self.used.saturating_add(1);
        byte
    }

    /// A number from zero to less than `choices`; zero if there is no choice.
    fn below(&mut self, choices: usize) -> usize {
        usize::from(self.byte()).checked_rem(choices).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn masked(text: &str, charset: Charset) -> Vec<u8> {
        let mut bytes = charset.encode(text).unwrap().into_owned();
        Cipher::new(b"key").words(&mut bytes, charset);
        bytes
    }

    fn numbered(key: &str, number: &str) -> String {
        let mut bytes = number.as_bytes().to_vec();
        Cipher::new(key.as_bytes()).number(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn letters_stay_letters_and_equal_words_equal() {
        let text = String::from_utf8(masked("DURAND sarl, 12 DURAND", Charset::Windows1252)).unwrap();
        let shape = |text: &str| {
            let class = |c: char| match c {
                'A'..='Z' => 'A',
                'a'..='z' => 'a',
                '0'..='9' => '0',
                c => c,
            };
            text.chars().map(class).collect::<String>()
        };
        assert_eq!(shape(&text), "AAAAAA aaaa, 00 AAAAAA");
        assert_eq!(text[..6], text[16..]);
        assert_ne!(text[..6], numbered("key", "DURAND"));
    }

    #[test]
    fn the_key_decides() {
        assert_ne!(numbered("a", "00123456789"), numbered("b", "00123456789"));
        assert_eq!(numbered("a", "00123456789"), numbered("a", "00123456789"));
        assert!(!format!("{:?}", Cipher::new(b"hush")).contains("hush"));
    }

    #[test]
    fn different_numbers_have_different_masks() {
        let all: std::collections::HashSet<String> =
            (0..10_000).map(|number| numbered("", &format!("{number:04}"))).collect();
        assert_eq!(all.len(), 10_000);
        assert!(numbered("", "0012A").ends_with(|last: char| last.is_ascii_uppercase()));
    }

    #[test]
    fn accents_stay_accents_of_the_same_length() {
        for charset in [Charset::Windows1252, Charset::Utf8] {
            let bytes = masked("Éléonore à l'été", charset);
            let text = charset.decode(&bytes).into_owned();
            assert_eq!(text.chars().count(), 16);
            assert!(!text.is_ascii() && text.starts_with(|c: char| c.is_uppercase()), "{text}");
            assert!(!text.contains('é') && !text.contains('É'), "{text}");
        }
        let wide = "日本 Ω𝐚";
        let bytes = masked(wide, Charset::Utf8);
        assert_eq!(bytes.len(), wide.len());
        assert!(
            String::from_utf8(bytes).unwrap().chars().zip(wide.chars()).all(|(a, b)| (a != b) == (b != ' '))
        );
    }

    #[test]
    fn what_is_blotted_says_nothing() {
        let mut text = b"Page 2 de DURAND".to_vec();
        blot(&mut text, Charset::Windows1252);
        assert_eq!(text, b"Xxxx 9 xx XXXXXX");
    }

    proptest! {
        #[test]
        fn a_decoder_sees_no_difference(bytes: Vec<u8>) {
            let valid = std::str::from_utf8(&bytes).is_ok();
            let mut masked = bytes.clone();
            Cipher::new(b"").words(&mut masked, if valid { Charset::Utf8 } else { Charset::Windows1252 });
            let mut blotted = bytes.clone();
            blot(&mut blotted, if valid { Charset::Utf8 } else { Charset::Windows1252 });
            for changed in [masked, blotted] {
                prop_assert_eq!(changed.len(), bytes.len());
                prop_assert_eq!(std::str::from_utf8(&changed).is_ok(), valid);
                for (a, b) in changed.iter().zip(&bytes) {
                    prop_assert_eq!(a.is_ascii(), b.is_ascii());
                }
            }
        }

        #[test]
        fn no_letter_or_digit_of_a_word_stays(text in "[A-Za-z0-9 ]{0,80}") {
            let masked = masked(&text, Charset::Windows1252);
            for (a, b) in masked.iter().zip(text.bytes()) {
                prop_assert_eq!(*a == b, b == b' ');
            }
        }
    }
}
