//! Arbitrary bytes as a file that is something like CFONB, and as a way to read it.

use std::io::{self, Read};

use cfonb::{Charset, Policy, Reaction};

/// A statement by the book, to be damaged.
pub const STATEMENT: [&str; 8] = [
    "0111111    22222EUR2 00123456789  230424                                                  0000000012120{                ",
    "0411111A1B222222EUR2 0012345678905240424  240424VIREMENT RECU DUPONT TEST        0000042000000000001700{REFERENCE000001 ",
    "0511111A1B222222EUR2 0012345678905240424     NPYDUPONT TEST                                                             ",
    "0511111A1B222222EUR2 0012345678905240424     RCNNOTPROVIDED                        SALAIRE                              ",
    "0511111A1B222222EUR2 0012345678905240424     MMOUSD20000000000835806                                                    ",
    "0411111    22222EUR2 0012345678991240424  250424COTISATION                       0000000  0000000000120}                ",
    "0511111    22222EUR2 0012345678991240424     LIBCARTE                                                                   ",
    "0711111    22222EUR2 00123456789  240424                                                  0000000013700{                ",
];

/// What CFONB is made of, one piece a byte.
#[rustfmt::skip]
const PIECES: [&[u8]; 64] = [
    b"0", b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8", b"9", b" ", b"{", b"}", b"A", b"B", b"C", b"D", b"E",
    b"F", b"G", b"H", b"I", b"J", b"K", b"L", b"M", b"N", b"O", b"P", b"Q", b"R", b"\n", b"\r\n", b"\r", b"01",
    b"04", b"05", b"07", b"\n01", b"\n04", b"\n05", b"\n07", b"    ", b"          ", b"0000", b"00000000",
    b"EUR2", b"EUR2 ", b"XPF0", b"240424", b"000000", b"0000000000120}", b"0000000000170{", b"NPY", b"LIB",
    b"\xE9", b"\xC3\xA9", b"\xE8", b"\x00", b"\x1A", b"\t", b"\xEF\xBB\xBF", b"a", b"j",
];

/// How many bytes a source gives at once: around the borders of a record and of what the framer looks at.
const CHUNKS: [usize; 8] = [1, 2, 7, 119, 121, 480, 1000, 4096];

/// Most bytes of a file.
const LONGEST: usize = 20 * 121;

/// A file and a way to read it.
pub struct Input {
    pub file: Vec<u8>,
    pub policy: Policy,
    pub chunk: usize,
}

impl Input {
    /// The first byte says how the file is made of the bytes from the third on, the second one how it is read.
    pub fn of(data: &[u8]) -> Input {
        let choice = data.get(1).copied().unwrap_or_default();
        let file = file(data);
        // A large file in very small pieces takes long and says no more.
        let chunk = CHUNKS[usize::from(choice / 8) % CHUNKS.len()].max(file.len() / 200);
        Input { policy: policy(choice), file, chunk }
    }
}

fn policy(choice: u8) -> Policy {
    let policy = match choice % 4 {
        0 => Policy::default(),
        1 => Policy::lenient(),
        2 => Policy::strict(),
        _ if choice < 128 => tolerant(),
        _ => narrow(),
    };
    policy.with_charset(if choice & 4 == 0 { Charset::Windows1252 } else { Charset::Iso8859_15 })
}

/// Takes all that can be taken, in silence.
pub fn tolerant() -> Policy {
    let mut policy = Policy::lenient();
    for reaction in [
        &mut policy.leading_blanks,
        &mut policy.account_differs,
        &mut policy.amount_blanks,
        &mut policy.overpunch_variant,
        &mut policy.unknown_record,
        &mut policy.currency_missing,
        &mut policy.invalid_value_date,
    ] {
        *reaction = Reaction::Accept;
    }
    policy
}

/// Reads little.
fn narrow() -> Policy {
    let mut policy = Policy::lenient();
    (policy.max_statement_bytes, policy.max_diagnostics) = (500, 2);
    policy
}

/// The file of an input: its bytes as they are, as pieces of the format, as records, or as damage done to a sound
/// file. A small one, which may hold as much as a large one, but is read sooner.
pub fn file(data: &[u8]) -> Vec<u8> {
    let (Some(&how), Some(rest)) = (data.first(), data.get(2..)) else { return Vec::new() };
    let mut file = match how % 4 {
        0 => rest.to_vec(),
        1 => rest.iter().flat_map(|&byte| PIECES[usize::from(byte) % PIECES.len()]).copied().collect(),
        2 => records(rest, how),
        _ => damaged(rest, how),
    };
    file.truncate(LONGEST);
    file
}

/// A line end, or none.
fn eol(choice: u8) -> &'static [u8] {
    [&b"\n"[..], b"\r\n", b"\r", b""][usize::from(choice / 4) % 4]
}

/// Whole records in any order, some cut short or gone on with.
fn records(choices: &[u8], how: u8) -> Vec<u8> {
    let mut file = Vec::new();
    for &choice in choices.iter().take(LONGEST / 40) {
        let record = STATEMENT[usize::from(choice) % STATEMENT.len()].as_bytes();
        match choice / 32 {
            5 => file.extend_from_slice(record.trim_ascii_end()),
            6 => file.extend_from_slice(&record[..usize::from(choice) % 120]),
            7 => file.extend_from_slice(&[record, b"   "].concat()),
            _ => file.extend_from_slice(record),
        }
        file.extend_from_slice(eol(how));
    }
    file
}

/// A sound file with some bytes exchanged: two bytes say where, one says what.
fn damaged(damage: &[u8], how: u8) -> Vec<u8> {
    let mut file: Vec<u8> =
        STATEMENT.iter().flat_map(|record| [record.as_bytes(), eol(how)].concat()).collect();
    if how >= 128 {
        file.extend_from_within(..);
    }
    for change in damage.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % file.len();
        file[place] = change[2];
    }
    file
}

/// Reads a slice, at most so many bytes at once.
pub struct Pieces<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl<'a> Pieces<'a> {
    /// At most `size` bytes of `bytes` at once.
    pub fn new(bytes: &'a [u8], size: usize) -> Pieces<'a> {
        Pieces { bytes, size }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.size.min(self.bytes.len()).min(buffer.len());
        let (read, rest) = self.bytes.split_at(length);
        buffer[..length].copy_from_slice(read);
        self.bytes = rest;
        Ok(length)
    }
}
