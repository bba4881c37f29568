//! What a target reads of an input: `cargo run --example show reader artifacts/reader/crash-... | cat -A`.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let [name, path] =
        std::array::from_fn(|index| std::env::args().nth(index + 1).expect("TARGET and INPUT"));
    let target = cfonb_fuzz::TARGETS.iter().find(|target| target.name == name).expect("the name of a target");
    std::io::stdout().write_all(&(target.show)(&std::fs::read(path)?))
}
