//! `cfonb completions` and `cfonb man`: what the command says about itself, for shells and `man`.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;

use crate::Status;
use crate::args::{Cli, Completions, Man};

/// Writes the completions of one shell.
pub(crate) fn completions(args: &Completions) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "cfonb", &mut script);
    ended("<stdout>", io::stdout().write_all(&script))
}

/// Writes the manual page, or all of them.
pub(crate) fn man(args: &Man) -> Status {
    match &args.output {
        None => ended("<stdout>", page(&mut io::stdout())),
        Some(folder) => ended(&folder.display().to_string(), pages(folder)),
    }
}

/// `cfonb.1`, `cfonb-convert.1` and so on.
fn pages(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Cli::command(), folder)
}

fn page(out: &mut impl Write) -> io::Result<()> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut text)?;
    out.write_all(&text)
}

/// Says that the output failed, unless its reader just went away.
fn ended(name: &str, written: io::Result<()>) -> Status {
    match written {
        Ok(()) => Status::Done,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Status::Done,
        Err(error) => {
            // There is no other place to complain to.
            let _ = writeln!(io::stderr(), "error: cannot write {name}: {error}");
            Status::Failed
        }
    }
}
