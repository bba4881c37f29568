//! One column after another: how each field is written.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Render, Rendered};
use crate::error::{Code, Diagnostic, Severity};
use crate::model::Zones;
use crate::wire::amount;
use crate::wire::encoding::{Charset, to_ascii};
use crate::wire::field;
use crate::wire::layout::{FieldSpec, movement};
use crate::writer::plain::{date_columns, is_one_line, minor_units};

impl Render {
    pub(super) fn spelt<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if is_one_line(text) {
            return Cow::Borrowed(text);
        }
        // A line end inside a text would end the record.
        let one_line = if text.contains(['\n', '\r']) {
            Cow::Owned(text.replace("\r\n", " ").replace(['\n', '\r'], " "))
        } else {
            Cow::Borrowed(text)
        };
        let fits = !self.ascii && self.charset.encode(&one_line).is_some();
        if fits { one_line } else { Cow::Owned(to_ascii(&one_line).into_owned()) }
    }

    pub(super) fn text(&mut self, spec: FieldSpec, text: &str) -> Rendered {
        if is_one_line(text) {
            return self.put(spec, text.as_bytes());
        }
        let text = self.encoded(text).into_owned();
        let bytes = self.charset.encode(&text).map(Cow::into_owned);
        self.put(spec, bytes.as_deref().unwrap_or_default())
    }

    /// Writes the bytes of a column, which is blank.
    #[inline(always)]
    pub(super) fn put(&mut self, spec: FieldSpec, bytes: &[u8]) -> Rendered {
        let columns = match self.charset {
            Charset::Utf8 => bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count(),
            _ => bytes.len(),
        };
        if columns > spec.width() {
            return Err(self.refuse(Code::FieldTooLong, spec));
        }
        let before = usize::from(self.column).saturating_add(self.wide);
        self.leave_blank(spec);
        let more = bytes.len().saturating_sub(columns);
        if more > 0 {
            self.wide = self.wide.saturating_add(more);
            let whole = self.bytes.len().saturating_add(more);
            self.bytes.resize(whole, b' ');
        }
        let place = self.start.saturating_add(before);
        if let Some(place) = self.bytes.get_mut(place..place.saturating_add(bytes.len())) {
            place.copy_from_slice(bytes);
        }
        Ok(())
    }

    #[inline]
    fn leave_blank(&mut self, spec: FieldSpec) {
        debug_assert_eq!(self.column.saturating_add(1), spec.from, "columns are written from left to right");
        self.column = spec.to;
    }

    pub(super) fn refuse(&self, code: Code, spec: FieldSpec) -> Diagnostic {
        Diagnostic::new(code, Severity::Error)
            .with_field(self.code, spec.field)
            .with_columns(spec.from, spec.to)
    }

    /// Puts back what was read if it still says what the field says, else renders the field.
    #[inline]
    pub(super) fn zone_or(
        &mut self,
        zones: &Zones<'_>,
        spec: FieldSpec,
        says_the_same: impl FnOnce(&str) -> bool,
        field: impl FnOnce(&mut Render) -> Rendered,
    ) -> Rendered {
        if zones.is_empty() {
            return field(self);
        }
        match zones.get(spec.from, spec.to) {
            // As it will be written: a superscript three that kept columns from being a date becomes a digit in ASCII.
            Some(text) if says_the_same(&self.spelt(text)) => self.text(spec, text),
            _ => field(self),
        }
    }

    #[inline]
    pub(super) fn reserved(&mut self, zones: &Zones<'_>, spec: FieldSpec) -> Rendered {
        self.zone_or(zones, spec, |_| true, |render| render.blank(spec))
    }

    #[inline]
    fn blank(&mut self, spec: FieldSpec) -> Rendered {
        self.leave_blank(spec);
        Ok(())
    }

    /// A column that a complement repeats from its movement.
    #[inline]
    pub(super) fn repeated(&mut self, zones: &Zones<'_>, spec: FieldSpec, bytes: &[u8]) -> Rendered {
        self.zone_or(zones, spec, |_| true, |render| render.put(spec, bytes))
    }

    #[inline]
    pub(super) fn code<const N: usize>(
        &mut self,
        zones: &Zones<'_>,
        spec: FieldSpec,
        code: Option<[u8; N]>,
        is_none: impl FnOnce(&str) -> bool,
    ) -> Rendered {
        match code {
            Some(code) => self.put(spec, &code),
            None => self.zone_or(zones, spec, is_none, |render| render.blank(spec)),
        }
    }

    pub(super) fn bank_or_branch(&mut self, spec: FieldSpec, code: &str) -> Rendered {
        if !field::is_digits(code.as_bytes(), spec.width()) {
            return Err(self.refuse(Code::AccountIncomplete, spec));
        }
        self.put(spec, code.as_bytes())
    }

    #[inline]
    pub(super) fn decimals(&mut self, scale: u32) -> Rendered {
        let spec = movement::DECIMALS;
        match u8::try_from(scale).ok().filter(|scale| *scale <= 9) {
            Some(scale) => self.put(spec, &[b'0'.saturating_add(scale)]),
            None => Err(self.refuse(Code::AmountOutOfRange, spec)),
        }
    }

    pub(super) fn date(&mut self, spec: FieldSpec, date: NaiveDate) -> Rendered {
        match date_columns(date, self.century) {
            Some(columns) => self.put(spec, &columns),
            None => Err(self.refuse(Code::DateOutOfRange, spec)),
        }
    }

    pub(super) fn value_date(&mut self, zones: &Zones<'_>, date: Option<NaiveDate>) -> Rendered {
        let (spec, century) = (movement::VALUE_DATE, self.century);
        let Some(date) = date else {
            let is_none = |text: &str| field::date(text.as_bytes(), century).is_none();
            return self.zone_or(zones, spec, is_none, |render| render.blank(spec));
        };
        self.date(spec, date)
    }

    pub(super) fn entry_number(&mut self, zones: &Zones<'_>, number: Option<&str>) -> Rendered {
        let spec = movement::ENTRY_NUMBER;
        let number = number.unwrap_or_default().trim_matches(' ');
        let value = |text: &str| text.trim_matches(' ').bytes().any(|byte| byte != b'0');
        let same = |text: &str| if value(number) { text.trim_matches(' ') == number } else { !value(text) };
        self.zone_or(zones, spec, same, |render| {
            let digits = number.bytes().all(|byte| byte.is_ascii_digit());
            let zeros = spec.width().checked_sub(number.len()).filter(|_| digits).unwrap_or_default();
            if !value(number) {
                return render.put(spec, b"0000000");
            }
            let zeros = b"0000000".get(..zeros).unwrap_or_default();
            if zeros.is_empty() {
                return render.text(spec, number);
            }
            let filled = [zeros, number.as_bytes()].concat();
            render.put(spec, &filled)
        })
    }

    #[inline]
    pub(super) fn flag(&mut self, zones: &Zones<'_>, spec: FieldSpec, flag: Option<bool>) -> Rendered {
        match flag {
            Some(true) => self.put(spec, b"1"),
            Some(false) => self.put(spec, b"0"),
            None => {
                let is_none = |text: &str| !matches!(text, "0" | "1");
                self.zone_or(zones, spec, is_none, |render| render.blank(spec))
            }
        }
    }

    pub(super) fn amount(
        &mut self,
        zones: &Zones<'_>,
        spec: FieldSpec,
        amount: Decimal,
        scale: u32,
    ) -> Rendered {
        let minor = minor_units(amount, scale);
        let Some((minor, column)) = minor.and_then(|minor| Some((minor, amount::encode(minor)?))) else {
            return Err(self.refuse(Code::AmountOutOfRange, spec));
        };
        let same = |text: &str| amount::decode(text.as_bytes()).is_ok_and(|read| read.minor == minor);
        self.zone_or(zones, spec, same, |render| render.put(spec, &column))
    }
}
