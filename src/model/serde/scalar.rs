//! Values of the model as text: read without an intermediate string.

use std::fmt;
use std::marker::PhantomData;

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use rust_decimal::Decimal;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::error::Code;
use crate::model::digits::{iso_day, push_amount};
use crate::model::{Currency, InternalCode, OperationCode, Qualifier, RejectCode};

/// At most so many digits: what a [`Decimal`] always holds.
const MAX_DIGITS: usize = 28;

/// An amount as text with all its decimals.
pub(super) struct Amount(pub(super) Decimal);

/// A date as `YYYY-MM-DD`.
pub(crate) struct Date(pub(crate) NaiveDate);

/// A date and time as `YYYY-MM-DDTHH:MM:SS`.
pub(crate) struct Moment(pub(crate) NaiveDateTime);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = Vec::with_capacity(32);
        push_amount(self.0, b'.', &mut text);
        serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match iso_day(self.0) {
            Some(day) => serializer.serialize_str(std::str::from_utf8(&day).unwrap_or_default()),
            None => serializer.collect_str(&self.0),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let format = if self.0.nanosecond() == 0 { "%Y-%m-%dT%H:%M:%S" } else { "%Y-%m-%dT%H:%M:%S%.f" };
        serializer.collect_str(&self.0.format(format))
    }
}

/// What cannot be used in a document, and where. It says nothing of the value itself.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Where, from the statement on: `entries[2].amount`.
    pub(crate) path: String,
    /// What is said about it.
    pub(crate) code: Code,
    /// What was expected.
    pub(crate) reason: &'static str,
}

impl Fault {
    pub(crate) fn new(path: impl Into<String>, reason: &'static str) -> Fault {
        Fault { path: path.into(), code: Code::InvalidValue, reason }
    }

    pub(crate) fn contradiction(path: impl Into<String>, reason: &'static str) -> Fault {
        Fault { path: path.into(), code: Code::Contradiction, reason }
    }

    /// The same, inside `parent`.
    pub(crate) fn within(mut self, parent: impl fmt::Display) -> Fault {
        self.path = format!("{parent}.{}", self.path);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.path, self.code, self.reason)
    }
}

impl std::error::Error for Fault {}

/// A value of a document. One that cannot be used is kept as such: whoever knows where it stands says so.
#[derive(Default)]
pub(crate) enum Field<T> {
    #[default]
    Absent,
    Null,
    Value(T),
    Wrong(&'static str),
}

impl<T> Field<T> {
    /// The value; what is blank counts as missing.
    pub(crate) fn required(self, name: &'static str) -> Result<T, Fault> {
        self.optional(name)?.ok_or_else(|| Fault::new(name, "a value is required"))
    }

    /// The value, if there is one.
    pub(crate) fn optional(self, name: &'static str) -> Result<Option<T>, Fault> {
        match self {
            Field::Absent | Field::Null => Ok(None),
            Field::Value(value) => Ok(Some(value)),
            Field::Wrong(reason) => Err(Fault::new(name, reason)),
        }
    }

    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Field::Absent)
    }
}

/// What a [`Field`] can hold.
pub(crate) trait Scalar: Sized {
    /// What is said of anything else.
    const EXPECTED: &'static str;

    /// The value that a text means, `None` for a blank one.
    fn from_text(text: &str) -> Result<Option<Self>, &'static str>;

    fn from_flag(_: bool) -> Result<Self, &'static str> {
        Err(Self::EXPECTED)
    }

    fn from_number(_: u64) -> Result<Self, &'static str> {
        Err(Self::EXPECTED)
    }
}

impl<'de, T: Scalar> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Field<T>, D::Error> {
        deserializer.deserialize_any(FieldVisitor(PhantomData))
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<'de, T: Scalar> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E>(self, text: &str) -> Result<Field<T>, E> {
        Ok(match T::from_text(text) {
            Ok(Some(value)) => Field::Value(value),
            Ok(None) => Field::Null,
            Err(reason) => Field::Wrong(reason),
        })
    }

    fn visit_unit<E>(self) -> Result<Field<T>, E> {
        Ok(Field::Null)
    }

    fn visit_none<E>(self) -> Result<Field<T>, E> {
        Ok(Field::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Field<T>, D::Error> {
        Field::deserialize(deserializer)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Field<T>, E> {
        Ok(T::from_flag(flag).map_or_else(Field::Wrong, Field::Value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Field<T>, E> {
        Ok(T::from_number(number).map_or_else(Field::Wrong, Field::Value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Field<T>, E> {
        let number = u64::try_from(number).map_err(|_| T::EXPECTED);
        Ok(number.and_then(T::from_number).map_or_else(Field::Wrong, Field::Value))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Field<T>, E> {
        Ok(Field::Wrong(T::EXPECTED))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Field<T>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Field::Wrong(T::EXPECTED))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Field<T>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Field::Wrong(T::EXPECTED))
    }
}

/// A JSON object. A derived reader alone would take a list of the values too, by their places.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Object<T>, D::Error> {
        struct ObjectVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

const TEXT_EXPECTED: &str = "a string is expected; a number has lost the zeros before it";

/// Text without blanks at its ends.
pub(super) struct Text(pub(super) String);

impl Scalar for Text {
    const EXPECTED: &'static str = TEXT_EXPECTED;

    fn from_text(text: &str) -> Result<Option<Text>, &'static str> {
        let text = text.trim_matches(' ');
        Ok((!text.is_empty()).then(|| Text(text.to_owned())))
    }
}

/// Text without blanks at its end; those before it place it in its columns.
pub(super) struct Columns(pub(super) String);

impl Scalar for Columns {
    const EXPECTED: &'static str = TEXT_EXPECTED;

    fn from_text(text: &str) -> Result<Option<Columns>, &'static str> {
        let text = text.trim_end_matches(' ');
        Ok((!text.is_empty()).then(|| Columns(text.to_owned())))
    }
}

/// Text that is no column of a record: taken as it is.
pub(crate) struct Plain(pub(crate) String);

impl Scalar for Plain {
    const EXPECTED: &'static str = TEXT_EXPECTED;

    fn from_text(text: &str) -> Result<Option<Plain>, &'static str> {
        Ok((!text.is_empty()).then(|| Plain(text.to_owned())))
    }
}

impl Scalar for Amount {
    const EXPECTED: &'static str =
        "an amount is a string such as \"-12.00\"; a JSON number may have lost digits and is refused";

    fn from_text(text: &str) -> Result<Option<Amount>, &'static str> {
        decimal(text).map(|amount| Some(Amount(amount)))
    }
}

/// Reads `-12.00`: a sign, digits, a point, digits. The decimals written are the amount's.
pub(crate) fn decimal(text: &str) -> Result<Decimal, &'static str> {
    const FORM: &str = "an amount is digits, with a minus before them and a point between them if need be";
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return Err(FORM),
        None => (digits, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return Err(FORM);
    }
    if whole.trim_start_matches('0').len().saturating_add(fraction.len()) > MAX_DIGITS {
        return Err("an amount has at most 28 digits");
    }
    let magnitude = whole.bytes().chain(fraction.bytes()).fold(0_i128, |sum, byte| {
        sum.saturating_mul(10).saturating_add(i128::from(byte.saturating_sub(b'0')))
    });
    let mantissa = if negative { magnitude.saturating_neg() } else { magnitude };
    let scale = u32::try_from(fraction.len()).map_err(|_| FORM)?;
    Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| FORM)
}

impl Scalar for Date {
    const EXPECTED: &'static str = "a date is a string YYYY-MM-DD";

    fn from_text(text: &str) -> Result<Option<Date>, &'static str> {
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse::<u32>().ok())
        };
        let date = || {
            let separators = (text.len(), text.get(4..5)?, text.get(7..8)?);
            let year = i32::try_from(number(0, 4)?).ok().filter(|year| *year > 0)?;
            let date = NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)?;
            (separators == (10, "-", "-")).then_some(Date(date))
        };
        date().map(Some).ok_or(Self::EXPECTED)
    }
}

impl Scalar for Moment {
    const EXPECTED: &'static str = "a date and time is a string YYYY-MM-DDTHH:MM:SS";

    fn from_text(text: &str) -> Result<Option<Moment>, &'static str> {
        let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f");
        moment.map(|moment| Some(Moment(moment))).map_err(|_| Self::EXPECTED)
    }
}

impl Scalar for bool {
    const EXPECTED: &'static str = "true, false or null is expected";

    fn from_text(_: &str) -> Result<Option<bool>, &'static str> {
        Err(Self::EXPECTED)
    }

    fn from_flag(flag: bool) -> Result<bool, &'static str> {
        Ok(flag)
    }
}

/// A number of decimals.
impl Scalar for u8 {
    const EXPECTED: &'static str = "a number of decimals is 0 to 9";

    fn from_text(_: &str) -> Result<Option<u8>, &'static str> {
        Err(Self::EXPECTED)
    }

    fn from_number(number: u64) -> Result<u8, &'static str> {
        u8::try_from(number).ok().filter(|number| *number <= 9).ok_or(Self::EXPECTED)
    }
}

impl Scalar for Currency {
    const EXPECTED: &'static str = "a currency is a string of three capital letters";

    fn from_text(text: &str) -> Result<Option<Currency>, &'static str> {
        match text.trim_end_matches(' ') {
            "" => Ok(None),
            code => Currency::new(code).filter(|code| code.is_well_formed()).map(Some).ok_or(Self::EXPECTED),
        }
    }
}

macro_rules! code {
    ($($name:ident $expected:literal;)*) => {$(
        impl Scalar for $name {
            const EXPECTED: &'static str = $expected;

            fn from_text(text: &str) -> Result<Option<$name>, &'static str> {
                match text.trim_end_matches(' ') {
                    "" => Ok(None),
                    code => $name::new(code).map(Some).ok_or(Self::EXPECTED),
                }
            }
        }
    )*};
}

code! {
    OperationCode "an operation code is a string of two ASCII characters";
    InternalCode "an internal code is a string of at most four ASCII characters";
    RejectCode "a reject code is a string of two ASCII characters";
    Qualifier "a qualifier is a string of three ASCII characters";
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{BytesDeserializer, Error};

    use super::*;

    /// A value of a format that writes whether it is there, as CBOR and RON do.
    struct Optional(Option<&'static str>);

    impl<'de> Deserializer<'de> for Optional {
        type Error = Error;

        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0 {
                Some(text) => visitor.visit_some(text.into_deserializer()),
                None => visitor.visit_none(),
            }
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }

    #[test]
    fn other_formats_than_json_are_read() {
        assert!(matches!(Field::<Text>::deserialize(Optional(None)), Ok(Field::Null)));
        let read = Field::<Text>::deserialize(Optional(Some("DURAND")));
        assert!(matches!(read, Ok(Field::Value(Text(text))) if text == "DURAND"));
        let bytes: BytesDeserializer<'_, Error> = BytesDeserializer::new(b"DURAND");
        let said = Field::<Text>::deserialize(bytes).err().map(|error| error.to_string()).unwrap();
        assert!(said.contains(TEXT_EXPECTED) && !said.contains("DURAND"), "{said}");
    }
}
