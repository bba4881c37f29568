//! A file in EBCDIC gives the statements of the same file in Windows-1252.

use cfonb::wire::ebcdic::{CodePage, EbcdicReader, is_ebcdic};
use cfonb::{Reader, Statement};

#[path = "../benches/generator/mod.rs"]
mod generator;

use generator::{Eol, Options, generate};

/// The EBCDIC bytes of a text: the table read backwards, signs for braces.
fn encode(text: &[u8], page: CodePage) -> Vec<u8> {
    let mut places = [0x6F; 256];
    for place in (0..=255).rev() {
        places[usize::from(page.decode(&[place])[0])] = place;
    }
    // Braces stand in sign columns only; after a digit these two places are signs.
    places[usize::from(b'{')] = 0xC0;
    places[usize::from(b'}')] = 0xD0;
    text.iter().map(|&byte| places[usize::from(byte)]).collect()
}

fn statements(reader: Reader<impl std::io::Read>) -> Vec<Statement<'static>> {
    reader.into_statements().collect::<Result<_, _>>().unwrap()
}

#[test]
fn the_same_statements() {
    for eol in [Eol::Lf, Eol::Crlf, Eol::None] {
        let mut text = generate(&Options { eol, accented: true, ..Options::of_size(100_000) });
        // Not in these code pages.
        for byte in &mut text {
            *byte = if matches!(byte, 0x8C | 0x9C) { b'?' } else { *byte };
        }
        let page = CodePage::Cp1147;
        let ebcdic = encode(&text, page);
        assert!(is_ebcdic(&ebcdic) && !is_ebcdic(&text));
        let read = statements(Reader::new(EbcdicReader::with_code_page(&ebcdic[..], page)));
        assert!(read.len() > 1);
        assert_eq!(read, statements(Reader::new(&text[..])));
        assert_eq!(page.decode(&ebcdic), text);
    }
}
