//! Where the conversion goes: standard output, or a file that appears whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, Stdout, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// How many symbolic links are followed from one to the next.
const LINKS: usize = 40;

/// An open output.
#[derive(Debug)]
pub(crate) enum Output {
    Stdout(Stdout),
    /// A FIFO or a device: there is nothing to replace.
    Direct(File),
    /// A new file beside the target, which takes its place at the end.
    Replacing {
        temporary: Box<NamedTempFile>,
        target: PathBuf,
        /// Those of the file that is replaced.
        permissions: Option<Permissions>,
    },
}

impl Output {
    /// Opens standard output (no path, or `-`), or a file.
    pub(crate) fn open(path: Option<&Path>) -> io::Result<Output> {
        match path {
            None => Ok(Output::Stdout(io::stdout())),
            Some(path) if path == Path::new("-") => Ok(Output::Stdout(io::stdout())),
            Some(path) => Output::file(path),
        }
    }

    fn file(path: &Path) -> io::Result<Output> {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Err(is_a_directory()),
            Ok(metadata) if !metadata.is_file() || is_descriptor(path) => {
                // What was written before behind a descriptor is not ours to overwrite.
                File::options().write(true).append(metadata.is_file()).open(path).map(Output::Direct)
            }
            Ok(metadata) => {
                let target = fs::canonicalize(path)?;
                // A file that must not be written must not be replaced either.
                File::options().write(true).open(&target)?;
                Output::replacing(target, Some(metadata.permissions()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Output::replacing(followed(path)?, None),
            Err(error) => Err(error),
        }
    }

    fn replacing(target: PathBuf, permissions: Option<Permissions>) -> io::Result<Output> {
        if target.as_os_str().as_encoded_bytes().ends_with(b"/") {
            return Err(is_a_directory());
        }
        let directory = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let mut prefix = OsString::from(".");
        prefix.push(target.file_name().unwrap_or_default());
        prefix.push(".");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(".tmp");
        // From the start, so that nobody can read a private file while it is written.
        #[cfg(unix)]
        builder.permissions(permissions.clone().unwrap_or_else(new_file_permissions));
        let temporary = builder.tempfile_in(directory).map_err(|error| not_made(directory, &error))?;
        let temporary = Box::new(temporary);
        Ok(Output::Replacing { temporary, target, permissions })
    }

    /// The same, with everything on the disk.
    pub(crate) fn prepared(mut self) -> io::Result<Output> {
        self.flush()?;
        if let Output::Replacing { temporary, permissions, .. } = &self {
            if let Some(permissions) = permissions {
                temporary.as_file().set_permissions(permissions.clone())?;
            }
            // A full disk may be told only now, and must be told before the old file goes.
            temporary.as_file().sync_all()?;
        }
        Ok(self)
    }

    /// Gives what was written its name. Without it, a file stays as it was.
    pub(crate) fn persist(self) -> io::Result<()> {
        if let Output::Replacing { temporary, target, .. } = self {
            temporary.persist(target).map_err(|error| error.error)?;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Stdout(stdout) => stdout.write(bytes),
            Output::Direct(file) => file.write(bytes),
            Output::Replacing { temporary, .. } => temporary.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout(stdout) => stdout.flush(),
            Output::Direct(file) => file.flush(),
            Output::Replacing { temporary, .. } => temporary.flush(),
        }
    }
}

fn is_a_directory() -> io::Error {
    io::Error::new(io::ErrorKind::IsADirectory, "it is a directory; give the name of a file")
}

/// An error that names the directory, not a temporary file that nobody asked for.
fn not_made(directory: &Path, error: &io::Error) -> io::Error {
    let cause = match fs::metadata(directory) {
        Err(missing) => missing.to_string(),
        Ok(_) => error.kind().to_string(),
    };
    io::Error::new(error.kind(), format!("no file can be made in {}: {cause}", directory.display()))
}

/// Whether the path leads to what is open already (`/dev/stdout`), even if that is a regular file.
fn is_descriptor(path: &Path) -> bool {
    ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"].iter().any(|start| path.starts_with(start))
}

/// What any new file has, less what the umask takes away.
#[cfg(unix)]
fn new_file_permissions() -> Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o666)
}

/// Where a path that leads to no file would make one: the end of its links.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    for _ in 0..LINKS {
        match fs::read_link(&path) {
            Ok(next) => path = path.parent().unwrap_or(Path::new("")).join(next),
            Err(_) if path.file_name().is_none() => {
                return Err(io::Error::new(io::ErrorKind::NotFound, "there is no such directory"));
            }
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}
