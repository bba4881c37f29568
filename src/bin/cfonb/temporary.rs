//! A file beside its target, whose place it takes when it is whole.

use std::ffi::OsString;
use std::fs::{File, Permissions};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A new file that nobody sees under the name of its target before it is whole.
#[derive(Debug)]
pub(crate) struct Temporary {
    file: Made,
    target: PathBuf,
}

#[derive(Debug)]
enum Made {
    /// It gets a name only at the end, so that nothing is left if the process is killed.
    #[cfg(target_os = "linux")]
    Unnamed(File),
    Named(Box<NamedTempFile>),
}

impl Temporary {
    /// A file that will be at `target`.
    pub(crate) fn new(target: PathBuf, permissions: Option<&Permissions>) -> io::Result<Temporary> {
        #[cfg(target_os = "linux")]
        if let Some(file) = unnamed(directory(&target), permissions) {
            return Ok(Temporary { file: Made::Unnamed(file), target });
        }
        let prefix = prefix(&target);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(SUFFIX);
        // From the start, so that nobody can read a private file while it is written.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode(permissions)));
        #[cfg(not(unix))]
        let _ = permissions;
        let named = builder.tempfile_in(directory(&target))?;
        Ok(Temporary { file: Made::Named(Box::new(named)), target })
    }

    /// The file, to be written to.
    pub(crate) fn as_file(&self) -> &File {
        match &self.file {
            #[cfg(target_os = "linux")]
            Made::Unnamed(file) => file,
            Made::Named(named) => named.as_file(),
        }
    }

    /// Puts it in the place of its target.
    pub(crate) fn persist(self) -> io::Result<()> {
        match self.file {
            #[cfg(target_os = "linux")]
            Made::Unnamed(file) => {
                let prefix = prefix(&self.target);
                let mut builder = tempfile::Builder::new();
                builder.prefix(&prefix).suffix(SUFFIX);
                // A link cannot take the place of a file, so it gets a name for the moment.
                let named = builder.make_in(directory(&self.target), |path| link(&file, path))?;
                named.persist(&self.target).map(drop).map_err(|error| error.error)
            }
            Made::Named(named) => named.persist(&self.target).map(drop).map_err(|error| error.error),
        }
    }
}

const SUFFIX: &str = ".tmp";

/// What the name of a file starts with that waits to take the place of this one.
fn prefix(target: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(".");
    prefix
}

/// Where a file is.
pub(crate) fn directory(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Those of the file that is replaced, or what any new file has, less what the umask takes away.
#[cfg(unix)]
fn mode(permissions: Option<&Permissions>) -> u32 {
    permissions.map_or(0o666, std::os::unix::fs::PermissionsExt::mode)
}

/// A file without a name, unless the file system has none such, or there is no `/proc` to name it later.
#[cfg(target_os = "linux")]
fn unnamed(directory: &Path, permissions: Option<&Permissions>) -> Option<File> {
    use rustix::fs::{Mode, OFlags};

    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let mode = Mode::from_raw_mode(mode(permissions));
    let file = File::from(rustix::fs::open(directory, flags, mode).ok()?);
    descriptor(&file).exists().then_some(file)
}

#[cfg(target_os = "linux")]
fn descriptor(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(file)))
}

/// Gives a file without a name one that no other file has.
#[cfg(target_os = "linux")]
fn link(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD};

    Ok(rustix::fs::linkat(CWD, descriptor(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    /// Where a file system has no files without a name.
    #[test]
    fn a_named_file_does_as_well() {
        let directory = tempfile::TempDir::new().unwrap();
        let target = directory.path().join("out.csv");
        let named =
            || tempfile::Builder::new().prefix(&prefix(&target)).tempfile_in(directory.path()).unwrap();
        let temporary = || Temporary { file: Made::Named(Box::new(named())), target: target.clone() };
        drop(temporary());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0, "none is left over");
        for text in ["first", "second"] {
            let temporary = temporary();
            temporary.as_file().write_all(text.as_bytes()).unwrap();
            temporary.persist().unwrap();
            assert_eq!(fs::read_to_string(&target).unwrap(), text);
            assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        }
    }
}
