//! The same file without names, account numbers, references and labels: to show a file to others.
//!
//! What is masked: account numbers and branches, labels, references, entry numbers, the text of complements, whatever
//! stands in reserved columns, and all text that is no record. What stays: dates, amounts, currencies, bank codes,
//! operation codes, reject codes, qualifiers, the amounts in complements (MMO, FEE), line ends, blanks, and the
//! length of everything. Letters become letters and digits digits, so a reader finds the same records, adds
//! them up to the same balances, and says the same of them by any policy.
//!
//! The same account has the same mask wherever it stands in an account's columns, and different accounts have
//! different ones; equal words are masked alike. Both depend on a key. Whoever knows the key can try accounts
//! and names until one fits: without a key, or with one that is known, a mask keeps a file from being read,
//! not from being guessed.
//!
//! Where columns cannot be read, even those of an amount or a date may hold a name. In such columns, in records that
//! are too short and in text that is no record every letter becomes `X` or `x` and every digit `9`. So a copy that
//! has lost its blanks cannot be [repaired](crate::repair) once it is masked.

mod cipher;
mod record;
mod source;

use std::io::Read;

use crate::error::{Code, Diagnostic, Result, Severity};
use crate::wire::ebcdic::CodePage;
use crate::wire::encoding::Charset;
use crate::wire::line::{Piece, PieceKind, Step};
use crate::wire::pieces::Window;
use crate::wire::recognise;

use cipher::{Cipher, blot};
use source::Source;

/// How many bytes are looked at to recognise a file of another format.
const RECOGNISED: usize = 1024;

/// Masks a file piece by piece, in bounded memory.
///
/// ```
/// # fn main() -> Result<(), cfonb::Error> {
/// let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb"))?;
/// let mut masked = Vec::new();
/// let mut masker = cfonb::mask::Masker::new(&file[..], b"a secret");
/// while let Some(part) = masker.read_part()? {
///     masked.extend_from_slice(part);
/// }
/// assert_eq!(masked.len(), file.len());
/// let statement = cfonb::statements(&masked).next().unwrap()?;
/// assert!(statement.is_balanced());
/// assert_ne!(statement.account.number, "00123456789");
/// assert!(!String::from_utf8_lossy(&masked).contains("DURAND"));
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Masker<R> {
    window: Window<Source<R>>,
    cipher: Cipher,
    charset: Charset,
    /// A record has come.
    started: bool,
    /// What is done with was handed over.
    handed_over: bool,
    ended: bool,
}

impl<R: Read> Masker<R> {
    /// Masks with a key, which may be empty.
    pub fn new(source: R, key: &[u8]) -> Masker<R> {
        Masker::over(Source::plain(source), key, Charset::default())
    }

    /// The same for text in this set where it is not UTF-8.
    pub fn with_charset(source: R, key: &[u8], charset: Charset) -> Masker<R> {
        Masker::over(Source::plain(source), key, charset)
    }

    /// The same for a file in EBCDIC, which it stays.
    pub fn with_code_page(source: R, key: &[u8], page: CodePage) -> Masker<R> {
        Masker::over(Source::ebcdic(source, page), key, Charset::default())
    }

    fn over(source: Source<R>, key: &[u8], charset: Charset) -> Masker<R> {
        Masker {
            window: Window::new(source, charset),
            cipher: Cipher::new(key),
            charset,
            started: false,
            handed_over: false,
            ended: false,
        }
    }

    /// The next part of the masked file; `None` at its end. All parts together are as long as the file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if the source fails; [`Code::WrongFormat`] if the file seems to be in
    /// another format, of which nothing could be said to be masked.
    pub fn read_part(&mut self) -> Result<Option<&[u8]>> {
        if self.ended {
            return Ok(None);
        }
        while self.window.buffer.len() < RECOGNISED && self.window.is_at_start() {
            self.window.refill()?;
        }
        loop {
            match self.window.step() {
                Step::Piece(piece) => self.piece(&piece)?,
                Step::NeedMore if self.handed_over || self.window.done().is_empty() => {
                    self.window.refill()?;
                    self.handed_over = false;
                }
                Step::NeedMore => {
                    self.handed_over = true;
                    return Ok(Some(self.part()));
                }
                Step::End => {
                    self.ended = true;
                    let left = !self.handed_over && !self.window.done().is_empty();
                    return Ok(if left { Some(self.part()) } else { None });
                }
            }
        }
    }

    fn piece(&mut self, piece: &Piece) -> Result<()> {
        let rest = self.window.buffer.get_mut(piece.start..).unwrap_or_default();
        if matches!(piece.kind, PieceKind::Text) && !self.started {
            let start = rest.get(..RECOGNISED).unwrap_or(rest);
            if let Some(name) = recognise::other_format(start) {
                let mut wrong =
                    Diagnostic::new(Code::WrongFormat, Severity::Error).with_position(piece.position);
                wrong.recognised = Some(name);
                return Err(wrong.into());
            }
        }
        let length = piece.end.saturating_sub(piece.start);
        let bytes = rest.get_mut(..length).unwrap_or_default();
        match piece.kind {
            PieceKind::Record(code, charset) => {
                self.started = true;
                record::mask(&mut self.cipher, bytes, code, charset);
            }
            PieceKind::Text => mask_text(bytes, self.charset),
            _ => {}
        }
        Ok(())
    }

    /// What is done with, in the encoding of the source.
    fn part(&mut self) -> &[u8] {
        let length = self.window.done().len();
        let masked = self.window.buffer.get(..length).unwrap_or_default();
        self.window.source.encoded(masked)
    }
}

/// Masks text that is no record, and cannot become one: two digits that it starts with stay.
fn mask_text(text: &mut [u8], single_byte: Charset) {
    let charset = if std::str::from_utf8(text).is_ok() { Charset::Utf8 } else { single_byte };
    let before = text.iter().take_while(|byte| matches!(byte, b' ' | 0 | 0x1A)).count();
    let code = text.iter().skip(before).take(2).take_while(|byte| byte.is_ascii_digit()).count();
    let zero = text.get(before) == Some(&b'0');
    let kept = before.saturating_add(if code == 2 || zero { code } else { 0 });
    blot(text.get_mut(kept..).unwrap_or_default(), charset);
}
