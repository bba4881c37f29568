//! Writes the files of `testdata` as inputs of a target: `cargo run --example seed reader corpus/reader`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let [name, folder] =
        std::array::from_fn(|index| std::env::args().nth(index + 1).expect("TARGET and FOLDER"));
    let target = cfonb_fuzz::TARGETS.iter().find(|target| target.name == name).expect("the name of a target");
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    std::fs::create_dir_all(&folder)?;
    for (name, input) in cfonb_fuzz::seeds::seeds(&testdata, target.seeds) {
        std::fs::write(Path::new(&folder).join(name), input)?;
    }
    Ok(())
}
