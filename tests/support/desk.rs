//! The command, run in a directory of its own.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{ChildStdin, Command, Output, Stdio};

use tempfile::TempDir;

pub(crate) const SAMPLE: &str = include_str!("../../testdata/sample.cfonb");

/// The sample with the amount of its second movement damaged.
pub(crate) fn broken() -> String {
    let text = SAMPLE.replacen("1000}PRL0042", "10X0}PRL0042", 1);
    assert_ne!(text, SAMPLE);
    text
}

/// A directory with files in it, in which the command runs.
pub(crate) struct Desk(TempDir);

impl Desk {
    pub(crate) fn new() -> Desk {
        Desk(TempDir::new().unwrap())
    }

    pub(crate) fn with(files: &[(&str, &str)]) -> Desk {
        let desk = Desk::new();
        for (name, text) in files {
            fs::write(desk.path(name), text).unwrap();
        }
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cfonb"));
        command.current_dir(self.0.path()).args(args.split(' ')).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &str) -> Ran {
        Ran::from(self.command(args).output().unwrap())
    }

    pub(crate) fn run_with_input(&self, args: &str, input: &[u8]) -> Ran {
        run_fed(self.command(args), |stdin| stdin.write_all(input))
    }

    /// The same with no more than so many kilobytes of address space.
    #[cfg(target_os = "linux")]
    pub(crate) fn command_within(&self, kilobytes: u64, args: &str) -> Command {
        let mut command = Command::new("sh");
        let limited = format!("ulimit -v {kilobytes}; exec \"$0\" \"$@\"");
        command.args(["-c", &limited, env!("CARGO_BIN_EXE_cfonb")]);
        command.current_dir(self.0.path()).args(args.split(' ')).stdin(Stdio::null());
        command
    }

    /// The names of all files, so that none is left over.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Done, without a word.
    pub(crate) fn well(self) -> Ran {
        assert_eq!((self.status, self.stderr.as_str()), (0, ""), "{self:?}");
        self
    }
}

/// Runs a command with what is written to its standard input on the way.
pub(crate) fn run_fed(
    mut command: Command,
    feed: impl FnOnce(&mut ChildStdin) -> io::Result<()> + Send,
) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // It may end before it has read all.
        scope.spawn(move || feed(&mut stdin));
        Ran::from(child.wait_with_output().unwrap())
    })
}
