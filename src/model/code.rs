//! Codes of a few ASCII characters, kept by value.

/// Defines a code type: a few printable ASCII characters, filled with blanks on the right, never all blank.
macro_rules! code_type {
    ($(#[$doc:meta])* $name:ident, $width:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $width]);

        impl $name {
            /// The code written so, if it is one to the full width of printable ASCII characters and not blank.
            pub fn new(code: &str) -> Option<Self> {
                Self::from_bytes(code.as_bytes())
            }

            /// The same from bytes.
            pub fn from_bytes(code: &[u8]) -> Option<Self> {
                let mut bytes = [b' '; $width];
                bytes.get_mut(..code.len())?.copy_from_slice(code);
                let printable = bytes.iter().all(|byte| (b' '..=b'~').contains(byte));
                (printable && bytes != [b' '; $width]).then_some(Self(bytes))
            }

            /// The code without the blanks at its end.
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(self.0.trim_ascii_end()).unwrap_or_default()
            }

            /// All its columns.
            pub fn as_bytes(&self) -> &[u8; $width] {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.as_str())
            }
        }
    };
}
pub(crate) use code_type;

code_type! {
    /// A currency: three letters of ISO 4217, not checked against the list.
    ///
    /// ```
    /// use cfonb::Currency;
    /// assert_eq!(Currency::new("EUR"), Some(Currency::EUR));
    /// assert_eq!(Currency::new("JPY").unwrap().usual_decimals(), 0);
    /// ```
    Currency, 3
}

impl Currency {
    /// The euro.
    pub const EUR: Currency = Currency(*b"EUR");

    /// The number of decimals that ISO 4217 gives the currency; 2 for one that it does not list.
    ///
    /// A record says its own number of decimals; this is for where it does not.
    pub fn usual_decimals(self) -> u8 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }

    /// Whether these are three capital letters.
    pub fn is_well_formed(self) -> bool {
        self.0.iter().all(u8::is_ascii_uppercase)
    }
}

code_type! {
    /// A bank's own operation code, columns 8-11 of a movement: free.
    InternalCode, 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_printable_and_not_blank() {
        assert_eq!(InternalCode::new("36BZ").unwrap().as_str(), "36BZ");
        assert_eq!(InternalCode::new("1").unwrap().as_bytes(), b"1   ");
        assert_eq!(InternalCode::new(" 1").unwrap().as_str(), " 1");
        assert_eq!(InternalCode::new(""), None);
        assert_eq!(InternalCode::new("    "), None);
        assert_eq!(InternalCode::new("12345"), None);
        assert_eq!(InternalCode::new("é"), None);
        assert_eq!(InternalCode::new("a\tb"), None);
    }

    #[test]
    fn decimals_follow_iso_4217() {
        let decimals = |code: &str| Currency::new(code).unwrap().usual_decimals();
        assert_eq!([decimals("EUR"), decimals("XPF"), decimals("TND"), decimals("CLF")], [2, 0, 3, 4]);
    }
}
