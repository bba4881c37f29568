//! Writes the file that a target makes of an input: `cargo run --example show artifacts/reader/crash-... | cat -A`.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).expect("the path of an input");
    std::io::stdout().write_all(&cfonb_fuzz::file(&std::fs::read(path)?))
}
