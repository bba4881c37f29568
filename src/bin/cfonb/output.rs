//! Where the conversion goes: standard output, or a file that appears whole or not at all.

use std::fs::{self, File, Permissions};
use std::io::{self, Stdout, Write};
use std::path::{Path, PathBuf};

use crate::temporary::{self, Temporary};

/// How many symbolic links are followed from one to the next.
const LINKS: usize = 40;

/// An open output.
#[derive(Debug)]
pub(crate) enum Output {
    Stdout(Stdout),
    /// Standard output, a FIFO or a device: there is nothing to replace.
    Direct(File),
    /// A new file beside the target, which takes its place at the end.
    Replacing {
        temporary: Temporary,
        /// Those of the file that is replaced.
        permissions: Option<Permissions>,
    },
}

impl Output {
    /// Opens standard output (no path, or `-`), or a file.
    pub(crate) fn open(path: Option<&Path>) -> io::Result<Output> {
        match path {
            Some(path) if !is_stdout(Some(path)) => Output::file(path),
            _ => Ok(Output::stdout()),
        }
    }

    /// Without the look for line ends that the usual standard output takes at all that is written.
    fn stdout() -> Output {
        let stdout = io::stdout();
        #[cfg(unix)]
        if let Ok(descriptor) = std::os::fd::AsFd::as_fd(&stdout).try_clone_to_owned() {
            return Output::Direct(File::from(descriptor));
        }
        Output::Stdout(stdout)
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
        let directory = temporary::directory(&target).to_path_buf();
        let temporary = Temporary::new(target, permissions.as_ref());
        let temporary = temporary.map_err(|error| not_made(&directory, &error))?;
        Ok(Output::Replacing { temporary, permissions })
    }

    /// The same, with everything on the disk.
    pub(crate) fn prepared(mut self) -> io::Result<Output> {
        self.flush()?;
        if let Output::Replacing { temporary, permissions } = &self {
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
        match self {
            Output::Replacing { temporary, .. } => temporary.persist(),
            Output::Stdout(_) | Output::Direct(_) => Ok(()),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Stdout(stdout) => stdout.write(bytes),
            Output::Direct(file) => file.write(bytes),
            Output::Replacing { temporary, .. } => temporary.as_file().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout(stdout) => stdout.flush(),
            Output::Direct(file) => file.flush(),
            Output::Replacing { temporary, .. } => temporary.as_file().flush(),
        }
    }
}

/// Whether no file is named, or `-`.
pub(crate) fn is_stdout(path: Option<&Path>) -> bool {
    path.is_none_or(|path| path == Path::new("-"))
}

fn is_a_directory() -> io::Error {
    io::Error::new(io::ErrorKind::IsADirectory, "it is a directory; give the name of a file")
}

/// The input, if there is one, that is what the output is appended to: it would never end.
#[cfg(unix)]
pub(crate) fn endless<'f>(inputs: &'f [PathBuf], output: Option<&Path>) -> Option<&'f Path> {
    use std::os::unix::fs::MetadataExt;

    let written = match output {
        Some(path) if !is_stdout(output) => is_descriptor(path).then(|| fs::metadata(path).ok()).flatten(),
        _ => of_descriptor(&io::stdout()),
    };
    let written = written.filter(fs::Metadata::is_file)?;
    let is_written = |path: &&Path| {
        let read =
            if crate::input::is_stdin(path) { of_descriptor(&io::stdin()) } else { fs::metadata(path).ok() };
        read.is_some_and(|read| (read.dev(), read.ino()) == (written.dev(), written.ino()))
    };
    inputs.iter().map(PathBuf::as_path).find(is_written)
}

/// Elsewhere such an input cannot be told from others.
#[cfg(not(unix))]
pub(crate) fn endless<'f>(_: &'f [PathBuf], _: Option<&Path>) -> Option<&'f Path> {
    None
}

#[cfg(unix)]
fn of_descriptor(open: &impl std::os::fd::AsFd) -> Option<fs::Metadata> {
    File::from(open.as_fd().try_clone_to_owned().ok()?).metadata().ok()
}

/// An error that names the directory, not a temporary file that nobody asked for.
fn not_made(directory: &Path, error: &io::Error) -> io::Error {
    let shown = directory.display();
    let text = match fs::metadata(directory) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
            format!("there is no folder {shown}: make it first")
        }
        Err(missing) => format!("no file can be made in {shown}: {missing}"),
        Ok(_) => format!("no file can be made in {shown}: {}", error.kind()),
    };
    io::Error::new(error.kind(), text)
}

/// Whether the path leads to what is open already (`/dev/stdout`), even if that is a regular file.
pub(crate) fn is_descriptor(path: &Path) -> bool {
    ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"].iter().any(|start| path.starts_with(start))
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
