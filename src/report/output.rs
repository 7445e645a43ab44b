//! The file an answer is written to: never the user's own input, never another file by accident, and never half a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Why an answer cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A file of that name is there.
    #[error("{} exists; choose another name, or overwrite it with --force", .0.display())]
    Exists(PathBuf),
    /// Input and output are one file.
    #[error("{} is the file being read; choose another name for the answer", .0.display())]
    SameAsInput(PathBuf),
    /// Unfinished work lies beside the file.
    #[error(
        "{} holds an unfinished run ({rows} rows); continue it with --resume, or begin again with --force",
        path.display()
    )]
    Unfinished {
        /// The unfinished file.
        path: PathBuf,
        /// Rows answered so far.
        rows: u64,
    },
    /// Another run writes the same answer.
    #[error("another run is writing {} at this moment; wait for it, or choose another name", .0.display())]
    Busy(PathBuf),
    /// What is to be continued does not fit this run.
    #[error("{} cannot be continued: {what}", path.display())]
    NotContinued {
        /// The unfinished file.
        path: PathBuf,
        /// Why, and what to do.
        what: String,
    },
    /// The folder is not there, or may not be written to.
    #[error("cannot write {}: {cause}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The format cannot hold the table.
    #[error(
        "this format holds {most} {what}, and the answer has {count} or more; write .csv or .ndjson, or split the input"
    )]
    TooLarge {
        /// Rows or columns.
        what: &'static str,
        /// How many the answer has.
        count: usize,
        /// How many the format holds.
        most: usize,
    },
    /// The answer cannot be put into the format.
    #[error("the answer cannot be written as {format}: {cause}")]
    Format {
        /// The format.
        format: &'static str,
        /// Why.
        cause: String,
    },
}

/// A file that may be written.
#[derive(Clone, Debug)]
pub struct OutputFile {
    path: PathBuf,
}

impl OutputFile {
    /// Checks, before any work is done, that the answer can be written to `path`.
    ///
    /// # Errors
    /// The path is one of `inputs`; a file is there and `force` is not given; the folder is missing or closed.
    pub fn claim(path: &Path, inputs: &[&Path], force: bool) -> Result<Self, OutputError> {
        let fail = |cause: io::Error| OutputError::Write { path: path.to_owned(), cause };
        let same = |input: &&Path| match (fs::canonicalize(path), fs::canonicalize(input)) {
            (Ok(one), Ok(two)) => one == two,
            _ => false,
        };
        if inputs.iter().any(same) {
            return Err(OutputError::SameAsInput(path.to_owned()));
        }
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(fail(io::Error::other("it is a folder; name a file in it"))),
            Ok(_) if !force => return Err(OutputError::Exists(path.to_owned())),
            Ok(found) if found.permissions().readonly() => return Err(fail(io::ErrorKind::PermissionDenied.into())),
            _ => {}
        }
        let output = Self { path: path.to_owned() };
        if !output.folder().is_dir() {
            return Err(fail(io::Error::other("its folder does not exist; create it first")));
        }
        // Only writing shows whether the folder may be written to.
        let probe = output.beside();
        OpenOptions::new().write(true).create_new(true).open(&probe).map_err(fail)?;
        fs::remove_file(&probe).map_err(fail)?;
        Ok(output)
    }

    /// The path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder it lies in.
    pub fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// A name beside the file that nobody else uses.
    fn beside(&self) -> PathBuf {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        self.folder().join(format!(".{name}.{}.part", std::process::id()))
    }

    /// Writes the whole content beside the file and renames it: readers see the old file or the new one.
    ///
    /// # Errors
    /// A disk that is full or a folder that may not be written to; nothing half-written stays.
    pub fn write(&self, content: &[u8]) -> Result<(), OutputError> {
        let mut part = self.begin()?;
        part.write_all(content).map_err(|cause| part.failed(cause))?;
        part.finish()
    }

    /// Begins writing in pieces. The file appears under its name with [`PartFile::finish`]; given up, it leaves nothing.
    ///
    /// # Errors
    /// A folder that may not be written to.
    pub fn begin(&self) -> Result<PartFile, OutputError> {
        let part = self.beside();
        let opened = OpenOptions::new().write(true).create_new(true).open(&part);
        let file = opened.map_err(|cause| OutputError::Write { path: self.path.clone(), cause })?;
        Ok(PartFile { to: To::Disk(BufWriter::new(file)), part, path: self.path.clone(), done: false })
    }

    /// Removes pieces that runs which were killed have left. Only for who holds the lock of the unfinished answer: no
    /// other run writes this file now.
    pub fn sweep(&self) {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let start = format!(".{name}.");
        let Ok(entries) = fs::read_dir(self.folder()) else { return };
        for entry in entries.flatten() {
            let found = entry.file_name().to_string_lossy().into_owned();
            let id = found.strip_prefix(&start).and_then(|rest| rest.strip_suffix(".part"));
            if id.is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit())) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// The name under which unfinished work lies beside the file: `checked.partial.csv` for `checked.csv`.
    pub fn partial_name(&self, extension: &str) -> PathBuf {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        self.folder().join(format!("{stem}.partial.{extension}"))
    }

    /// An answer that is not whole goes to its own place, so that nobody takes it for the whole one.
    pub fn as_partial(&self) -> Self {
        let extension = self.path.extension().unwrap_or_default().to_string_lossy().into_owned();
        Self { path: self.partial_name(&extension) }
    }

    /// Removes the file where it is there.
    ///
    /// # Errors
    /// A folder that may not be written to.
    pub fn remove(&self) -> Result<(), OutputError> {
        match fs::remove_file(&self.path) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                Err(OutputError::Write { path: self.path.clone(), cause })
            }
            _ => Ok(()),
        }
    }
}

/// A file being written beside its place, or standard output.
pub struct PartFile {
    to: To,
    part: PathBuf,
    path: PathBuf,
    done: bool,
}

enum To {
    Disk(BufWriter<File>),
    Printed(BufWriter<io::Stdout>),
}

impl PartFile {
    /// Standard output in place of a file.
    pub fn printed() -> Self {
        let to = To::Printed(BufWriter::new(io::stdout()));
        Self { to, part: PathBuf::new(), path: PathBuf::from("standard output"), done: true }
    }

    /// What went wrong in writing, with the file's name.
    pub fn failed(&self, cause: io::Error) -> OutputError {
        OutputError::Write { path: self.path.clone(), cause }
    }

    /// The folder the file is written in; nothing for standard output.
    pub fn folder(&self) -> Option<&Path> {
        self.part.parent()
    }

    /// Changes the place the file will have.
    pub fn redirect(&mut self, output: &OutputFile) {
        self.path.clone_from(&output.path);
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// A disk that is full, or a place that may not be written to.
    pub fn finish(mut self) -> Result<(), OutputError> {
        let placed = match &mut self.to {
            To::Printed(out) => out.flush(),
            To::Disk(file) => {
                file.flush().and_then(|()| file.get_ref().sync_all()).and_then(|()| fs::rename(&self.part, &self.path))
            }
        };
        self.done |= placed.is_ok();
        placed.map_err(|cause| self.failed(cause))
    }
}

impl Write for PartFile {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Disk(file) => file.write(piece),
            To::Printed(out) => out.write(piece),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Disk(file) => file.flush(),
            To::Printed(out) => out.flush(),
        }
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_never_overwrites_by_accident_nor_the_input_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("orders.csv");
        let path = folder.path().join("answer.csv");
        fs::write(&input, "in").unwrap();
        OutputFile::claim(&path, &[&input], false).unwrap().write(b"one").unwrap();
        let refused = OutputFile::claim(&path, &[&input], false).unwrap_err().to_string();
        assert!(refused.contains("--force"), "{refused}");
        OutputFile::claim(&path, &[&input], true).unwrap().write(b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let dotted = folder.path().join(".").join("orders.csv");
        assert!(matches!(OutputFile::claim(&dotted, &[&input], true), Err(OutputError::SameAsInput(_))));
        assert_eq!(fs::read(&input).unwrap(), b"in");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing half-written stays");
    }

    #[test]
    fn a_missing_folder_is_told_before_any_work() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().join("no/answer.csv"), folder.path().to_owned()] {
            let error = OutputFile::claim(&path, &[], true).unwrap_err().to_string();
            assert!(error.starts_with("cannot write"), "{error}");
        }
    }
}
