//! The model as JSON text. The general serializer looks at every byte of every key and value by itself, which
//! took longer than all the rest of the conversion.

use std::fmt::{self, Write as _};
use std::io;

use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use crate::wire::words::{any_word, has, has_control};

/// How much is gathered before it is written.
const BUFFER: usize = 64 << 10;

/// Writes a value to `out`, its end maybe to `buffer` only, which is written before it.
pub(super) fn write(value: &impl Serialize, buffer: &mut Vec<u8>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut text = Text { buffer, out, failure: None };
    let written = value.serialize(&mut text);
    match text.failure {
        Some(failure) => Err(failure),
        None => written.map_err(io::Error::other),
    }
}

struct Text<'o> {
    buffer: &'o mut Vec<u8>,
    out: &'o mut dyn io::Write,
    failure: Option<io::Error>,
}

impl Text<'_> {
    #[inline]
    fn raw(&mut self, text: &str) {
        self.buffer.extend_from_slice(text.as_bytes());
    }

    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '"' => self.raw("\\\""),
                '\\' => self.raw("\\\\"),
                '\u{8}' => self.raw("\\b"),
                '\t' => self.raw("\\t"),
                '\n' => self.raw("\\n"),
                '\u{C}' => self.raw("\\f"),
                '\r' => self.raw("\\r"),
                '\0'..='\u{1F}' => self.raw(&format!("\\u{:04x}", u32::from(character))),
                _ => self.raw(character.encode_utf8(&mut [0; 4])),
            }
        }
    }

    /// Empties the buffer once it is full.
    fn pass_on(&mut self) -> fmt::Result {
        if self.buffer.len() < BUFFER {
            return Ok(());
        }
        let written = self.out.write_all(self.buffer);
        self.buffer.clear();
        written.map_err(|failure| {
            self.failure = Some(failure);
            fmt::Error
        })
    }
}

/// Whether a text needs an escape.
fn is_special(text: &str) -> bool {
    any_word(text.as_bytes(), |word| has_control(word) | has(word, b'"') | has(word, b'\\'))
}

/// What the model has no value of.
macro_rules! refused {
    ($($method:ident($($argument:ty),*) -> $ok:ty;)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<$ok, fmt::Error> { Err(fmt::Error) })*
    };
}

type Never = Impossible<(), fmt::Error>;

impl<'s, 'o> Serializer for &'s mut Text<'o> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Members<'s, 'o>;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Members<'s, 'o>;
    type SerializeStruct = Members<'s, 'o>;
    type SerializeStructVariant = Never;

    #[inline]
    fn serialize_str(self, text: &str) -> fmt::Result {
        self.raw("\"");
        if is_special(text) {
            self.escaped(text)
        } else {
            self.raw(text)
        }
        self.raw("\"");
        Ok(())
    }

    fn serialize_bool(self, flag: bool) -> fmt::Result {
        self.raw(if flag { "true" } else { "false" });
        Ok(())
    }

    fn serialize_u64(self, number: u64) -> fmt::Result {
        self.raw(&number.to_string());
        Ok(())
    }

    fn serialize_u8(self, number: u8) -> fmt::Result {
        self.serialize_u64(number.into())
    }

    #[inline]
    fn serialize_none(self) -> fmt::Result {
        self.raw("null");
        Ok(())
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> fmt::Result {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Members<'s, 'o>, fmt::Error> {
        self.raw("[");
        Ok(Members { text: self, first: true, end: "]" })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'s, 'o>, fmt::Error> {
        self.raw("{");
        Ok(Members { text: self, first: true, end: "}" })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'s, 'o>, fmt::Error> {
        self.serialize_map(None)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> fmt::Result {
        value.serialize(self)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> fmt::Result {
        let mut text = String::new();
        write!(text, "{value}")?;
        self.serialize_str(&text)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> fmt::Result {
        Err(fmt::Error)
    }

    refused! {
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_tuple(usize) -> Never;
        serialize_tuple_struct(&'static str, usize) -> Never;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never;
    }
}

/// A list or an object that is being written.
struct Members<'s, 'o> {
    text: &'s mut Text<'o>,
    first: bool,
    end: &'static str,
}

impl Members<'_, '_> {
    #[inline]
    fn separate(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.text.raw(",");
        }
    }

    #[inline]
    fn close(self) -> fmt::Result {
        self.text.raw(self.end);
        Ok(())
    }
}

impl SerializeSeq for Members<'_, '_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> fmt::Result {
        self.separate();
        value.serialize(&mut *self.text)?;
        self.text.pass_on()
    }

    fn end(self) -> fmt::Result {
        self.close()
    }
}

impl SerializeMap for Members<'_, '_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> fmt::Result {
        self.separate();
        key.serialize(&mut *self.text)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> fmt::Result {
        self.text.raw(":");
        value.serialize(&mut *self.text)
    }

    fn end(self) -> fmt::Result {
        self.close()
    }
}

impl SerializeStruct for Members<'_, '_> {
    type Ok = ();
    type Error = fmt::Error;

    // Names of fields are words, which need no escape.
    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> fmt::Result {
        self.separate();
        self.text.raw("\"");
        self.text.raw(key);
        self.text.raw("\":");
        value.serialize(&mut *self.text)
    }

    fn end(self) -> fmt::Result {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(value: &impl Serialize) -> String {
        let (mut buffer, mut out) = (Vec::new(), Vec::new());
        write(value, &mut buffer, &mut out).unwrap();
        out.append(&mut buffer);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_long_list_is_written_on_the_way() {
        let list = vec!["text"; BUFFER];
        assert_eq!(text(&list), serde_json::to_string(&list).unwrap());
        let mut full = [0; 8];
        let (mut buffer, mut out) = (Vec::new(), &mut full[..]);
        assert_eq!(write(&list, &mut buffer, &mut out).unwrap_err().kind(), io::ErrorKind::WriteZero);
    }

    proptest! {
        #[test]
        fn a_text_is_what_the_general_serializer_makes_of_it(value in "[\\x00-\\x7f\\u{80}-\\u{ffff}]{0,40}") {
            prop_assert_eq!(text(&value), serde_json::to_string(&value).unwrap());
        }
    }
}
