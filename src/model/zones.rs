//! What a record holds beside its fields.

use std::borrow::Cow;
use std::fmt;

use super::statement::owned;

/// Columns of a record as they were read, kept where the fields alone do not give them back: reserved columns
/// that are not blank, a label with a blank before it, `00` for no reject ...
///
/// Empty, and without allocation, for a record written by the book.
///
/// ```
/// # fn main() -> Result<(), cfonb::Error> {
/// # let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
/// let file = file.replacen("CHEQUE 9990001 ", " CHEQUE 9990001", 1);
/// let statement = cfonb::statements(file.as_bytes()).next().unwrap()?;
/// let entry = &statement.entries[0];
/// assert_eq!(entry.label, "CHEQUE 9990001");
/// assert_eq!(entry.zones.get(49, 79).map(str::trim_end), Some(" CHEQUE 9990001"));
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct Zones<'a>(ZoneList<'a>);

/// One zone is what most records with any have; it needs no allocation.
#[derive(Clone, Default)]
enum ZoneList<'a> {
    #[default]
    Empty,
    One(Zone<'a>),
    Many(Vec<Zone<'a>>),
}

/// A range of columns and the text that stood there, without blanks at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Zone<'a> {
    /// First column, from 1.
    pub from: u8,
    /// Last column, inclusive.
    pub to: u8,
    /// What stood there, without blanks at its end.
    pub text: Cow<'a, str>,
}

impl<'a> Zone<'a> {
    /// The columns `from` to `to` and their text.
    pub fn new(from: u8, to: u8, text: impl Into<Cow<'a, str>>) -> Zone<'a> {
        Zone { from, to, text: text.into() }
    }
}

impl<'a> Zones<'a> {
    /// The text of exactly these columns, if it was kept.
    pub fn get(&self, from: u8, to: u8) -> Option<&str> {
        self.iter().find(|zone| (zone.from, zone.to) == (from, to)).map(|zone| zone.text.as_ref())
    }

    /// All of them, in the order they were kept.
    pub fn iter(&self) -> std::slice::Iter<'_, Zone<'a>> {
        self.as_slice().iter()
    }

    fn as_slice(&self) -> &[Zone<'a>] {
        match &self.0 {
            ZoneList::Empty => &[],
            ZoneList::One(zone) => std::slice::from_ref(zone),
            ZoneList::Many(zones) => zones,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    /// Keeps one more.
    pub fn push(&mut self, zone: Zone<'a>) {
        match &mut self.0 {
            ZoneList::Empty => self.0 = ZoneList::One(zone),
            ZoneList::Many(zones) => zones.push(zone),
            ZoneList::One(_) => self.push_second(zone),
        }
    }

    fn push_second(&mut self, zone: Zone<'a>) {
        self.0 = ZoneList::Many(self.iter().cloned().chain([zone]).collect());
    }

    /// The same, owning their text.
    pub fn into_owned(self) -> Zones<'static> {
        let owned = |zone: Zone<'a>| Zone { from: zone.from, to: zone.to, text: owned(zone.text) };
        Zones(match self.0 {
            ZoneList::Empty => ZoneList::Empty,
            ZoneList::One(zone) => ZoneList::One(owned(zone)),
            ZoneList::Many(zones) => ZoneList::Many(zones.into_iter().map(owned).collect()),
        })
    }
}

impl PartialEq for Zones<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Zones<'_> {}

impl fmt::Debug for Zones<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<'z, 'a> IntoIterator for &'z Zones<'a> {
    type Item = &'z Zone<'a>;
    type IntoIter = std::slice::Iter<'z, Zone<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> FromIterator<Zone<'a>> for Zones<'a> {
    fn from_iter<I: IntoIterator<Item = Zone<'a>>>(zones: I) -> Zones<'a> {
        let mut list = Zones::default();
        zones.into_iter().for_each(|zone| list.push(zone));
        list
    }
}

impl fmt::Display for Zone<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_a_list() {
        let zones: Vec<Zone<'_>> =
            [(8, 11, "A"), (21, 21, "E"), (80, 81, "X")].map(|(f, t, x)| Zone::new(f, t, x)).into();
        for kept in 0..=zones.len() {
            let list: Zones<'_> = zones[..kept].iter().cloned().collect();
            assert_eq!(list.iter().collect::<Vec<_>>(), zones[..kept].iter().collect::<Vec<_>>());
            assert_eq!((list.is_empty(), list.get(80, 81)), (kept == 0, (kept == 3).then_some("X")));
            assert_eq!(format!("{list:?}"), format!("{:?}", &zones[..kept]));
            assert_eq!(list, list.clone().into_owned());
            assert_ne!(list, [Zone::new(1, 2, "01")].into_iter().collect());
        }
    }
}
