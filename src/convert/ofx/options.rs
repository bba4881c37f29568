//! How to write OFX.

use chrono::NaiveDateTime;

use crate::convert::memo::Memo;

/// A version of OFX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Version {
    /// 1.02: SGML in Windows-1252, which every reader takes with its accents.
    #[default]
    V102,
    /// 2.11: XML in UTF-8, which has every character, and a schema. Some readers take it in ASCII only.
    V211,
}

/// How to write OFX.
///
/// ```
/// use cfonb::convert::{memo::Memo, ofx::Options};
/// let options = Options::default().with_merge(false).with_memo(Memo::none());
/// assert!(!options.merge && !options.unbalanced);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The version of OFX.
    pub version: Version,
    /// Whether statements that do not add up, or were not read whole, are written all the same.
    pub unbalanced: bool,
    /// Whether statements of one account that follow one another become one; they do by default.
    pub merge: bool,
    /// Which complements go into MEMO.
    pub memo: Memo,
    /// Whether texts are written in ASCII, in their nearest spelling.
    pub ascii: bool,
    /// What to write for DTSERVER, the time of the server's answer. By default when the source last changed, if
    /// it says so, else the last closing date; with `merge` off that is the first statement's.
    pub server_date: Option<NaiveDateTime>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            version: Version::default(),
            unbalanced: false,
            merge: true,
            memo: Memo::default(),
            ascii: false,
            server_date: None,
        }
    }
}

impl Options {
    /// The same in another version.
    #[must_use]
    pub fn with_version(mut self, version: Version) -> Options {
        self.version = version;
        self
    }

    /// The same, writing statements that do not add up or not.
    #[must_use]
    pub fn with_unbalanced(mut self, unbalanced: bool) -> Options {
        self.unbalanced = unbalanced;
        self
    }

    /// The same, merging statements that follow one another or not.
    #[must_use]
    pub fn with_merge(mut self, merge: bool) -> Options {
        self.merge = merge;
        self
    }

    /// The same with other complements in MEMO.
    #[must_use]
    pub fn with_memo(mut self, memo: Memo) -> Options {
        self.memo = memo;
        self
    }

    /// The same in ASCII or not.
    #[must_use]
    pub fn with_ascii(mut self, ascii: bool) -> Options {
        self.ascii = ascii;
        self
    }

    /// The same with a time for DTSERVER.
    #[must_use]
    pub fn with_server_date(mut self, server_date: NaiveDateTime) -> Options {
        self.server_date = Some(server_date);
        self
    }
}
