//! Files of other formats, given by mistake.

/// The format that an input which is no CFONB 120 seems to be in, from its first bytes.
///
/// ```
/// assert_eq!(cfonb::wire::recognise::other_format(b"%PDF-1.7"), Some("a PDF document"));
/// assert_eq!(cfonb::wire::recognise::other_format(b"hello"), None);
/// ```
pub fn other_format(start: &[u8]) -> Option<&'static str> {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let contains = |needle: &[u8]| start.windows(needle.len()).take(2000).any(|window| window == needle);
    let prefixes: [(&[u8], &str); 22] = [
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive; unpack it first"),
        (b"\x1F\x8B", "a gzip file; unpack it first (gzip -dc FILE | cfonb ...)"),
        (b"\xFF\xFE", "UTF-16 text; save it as UTF-8 or Windows-1252"),
        (b"\xFE\xFF", "UTF-16 text; save it as UTF-8 or Windows-1252"),
        (b"OFXHEADER", "OFX"),
        (b"<OFX", "OFX"),
        (b"!Type:", "QIF"),
        (b"{1:F", "SWIFT MT940"),
        (b":20:", "SWIFT MT940"),
        (b"{", "JSON; name its format with --from"),
        (b"[", "JSON; name its format with --from"),
        (b"\xF0\xF1", "CFONB 120 in EBCDIC; name it with --encoding ebcdic"),
        (b"0302", "CFONB 160 (transfer orders)"),
        (b"0306", "CFONB 160 (bills of exchange)"),
        (b"0308", "CFONB 160 (direct debit orders)"),
        (b"0360", "CFONB 160 (bills of exchange)"),
        (b"03PI", "CFONB 320 (international transfer orders)"),
        (b"0382", "CFONB 160 (transfer orders)"),
        (b"0385", "CFONB 160 (direct debit orders)"),
        (b"31", "CFONB 240 (unpaid items)"),
        (b"PI", "CFONB 320 (international transfer orders)"),
    ];
    if start.starts_with(b"<") {
        return Some(match () {
            () if contains(b"camt.053") => "camt.053",
            () if contains(b"camt.05") => "camt.052 or camt.054",
            () if contains(b"<OFX") || contains(b"<?OFX") => "OFX",
            () => "XML",
        });
    }
    prefixes.iter().find(|(prefix, _)| start.starts_with(prefix)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::other_format;

    #[test]
    fn what_banks_and_people_confuse_with_a_statement() {
        let named = |start: &[u8], name: &str| {
            assert!(other_format(start).unwrap_or_default().contains(name), "{name}");
        };
        named(b"\xEF\xBB\xBF<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">", "camt.053");
        named(b"<?xml version=\"1.0\"?><?OFX OFXHEADER=\"200\"?>", "OFX");
        named(b"OFXHEADER:100\r\nDATA:OFXSGML", "OFX");
        named(b"\r\n:20:940S\r\n:25:1", "MT940");
        named(b"0302        123456", "CFONB 160");
        named(b"31 ", "CFONB 240");
        named(b"03PI", "CFONB 320");
        named(b"\x1F\x8B\x08", "gzip");
        named(b"[{\"a\":1}]", "JSON");
        assert_eq!(other_format(b""), None);
        assert_eq!(other_format(b"0111111"), None);
    }
}
