//! The unfinished answer of a run. It lies under its own name beside the answer, is locked while the run goes on, and
//! has a note beside it that says how far it is valid, so that a run that was stopped or crashed can be continued.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::output::{OutputError, OutputFile};

/// How far an unfinished answer is valid.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Everything the answers depend on; a run that differs cannot continue this one.
    pub fingerprint: String,
    /// Rows answered.
    pub rows: u64,
    /// Bytes of the unfinished file that hold them.
    pub bytes: u64,
    /// Faults of rows so far.
    pub faults: u64,
}

/// The unfinished file of a run, locked.
pub struct Partial {
    file: BufWriter<File>,
    path: PathBuf,
    note: PathBuf,
    bytes: u64,
}

/// What to do with unfinished work that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Say so and stop.
    Refuse,
    /// Throw it away.
    Discard,
    /// Go on where it ended.
    Continue,
}

impl Partial {
    /// Opens the unfinished file `NAME.partial.EXTENSION` beside `output`, with the progress to continue from.
    ///
    /// # Errors
    /// Another run writes it; unfinished work is there and is not to be thrown away, or does not fit this run; a folder
    /// that may not be written to.
    pub fn open(
        output: &OutputFile,
        extension: &str,
        earlier: Earlier,
        fingerprint: &str,
    ) -> Result<(Self, Progress), OutputError> {
        let path = output.partial_name(extension);
        let note = output.partial_name("state");
        let fail = |cause| OutputError::Write { path: path.clone(), cause };
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OutputError::Busy(output.path().to_owned())),
            Err(TryLockError::Error(cause)) => return Err(fail(cause)),
        }
        let known = read_note(&note);
        let fresh = Progress { fingerprint: fingerprint.to_owned(), ..Progress::default() };
        let progress = match (earlier, known) {
            (Earlier::Refuse, Some(known)) => return Err(OutputError::Unfinished { path, rows: known.rows }),
            (Earlier::Continue, Some(known)) => fitting(known, &path, &file, fingerprint)?,
            _ => fresh,
        };
        let cut = |file: &File| file.set_len(progress.bytes).and_then(|()| (&mut &*file).seek(SeekFrom::End(0)));
        cut(&file).map_err(fail)?;
        let partial = Self { file: BufWriter::with_capacity(1 << 16, file), path, note, bytes: progress.bytes };
        partial.put_note(&progress)?;
        Ok((partial, progress))
    }

    /// The file's name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is held already.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn held(&self) -> Result<impl BufRead + use<>, OutputError> {
        File::open(&self.path).map(BufReader::new).map_err(|cause| self.failed(cause))
    }

    /// Appends a piece.
    ///
    /// # Errors
    /// A disk that is full.
    pub fn append(&mut self, piece: &[u8]) -> Result<(), OutputError> {
        self.bytes += piece.len() as u64;
        self.file.write_all(piece).map_err(|cause| self.failed(cause))
    }

    /// Notes how far the file is valid.
    ///
    /// # Errors
    /// A disk that is full.
    pub fn mark(&mut self, mut progress: Progress) -> Result<(), OutputError> {
        self.file.flush().map_err(|cause| self.failed(cause))?;
        progress.bytes = self.bytes;
        self.put_note(&progress)
    }

    /// The note is replaced as a whole: it is never half a note.
    fn put_note(&self, progress: &Progress) -> Result<(), OutputError> {
        let text = serde_json::to_string(progress).unwrap_or_default();
        let fresh = self.note.with_extension("state.new");
        let put = fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, &self.note));
        put.map_err(|cause| self.failed(cause))
    }

    /// The file is whole: it takes the place of the answer.
    ///
    /// # Errors
    /// A disk that is full.
    pub fn into_output(mut self, output: &OutputFile) -> Result<(), OutputError> {
        let place = |file: &mut BufWriter<File>| -> io::Result<()> {
            file.flush()?;
            file.get_ref().sync_all()?;
            fs::rename(&self.path, output.path())?;
            fs::remove_file(&self.note)
        };
        place(&mut self.file).map_err(|cause| OutputError::Write { path: output.path().to_owned(), cause })
    }

    /// The answer lies elsewhere: the unfinished file goes.
    ///
    /// # Errors
    /// A folder that may not be written to.
    pub fn discard(self) -> Result<(), OutputError> {
        fs::remove_file(&self.path).and_then(|()| fs::remove_file(&self.note)).map_err(|cause| self.failed(cause))
    }

    fn failed(&self, cause: io::Error) -> OutputError {
        OutputError::Write { path: self.path.clone(), cause }
    }
}

fn read_note(note: &Path) -> Option<Progress> {
    serde_json::from_str(&fs::read_to_string(note).ok()?).ok()
}

fn fitting(known: Progress, path: &Path, file: &File, fingerprint: &str) -> Result<Progress, OutputError> {
    let refuse = |what: &str| Err(OutputError::NotContinued { path: path.to_owned(), what: what.to_owned() });
    if known.fingerprint != fingerprint {
        return refuse(
            "input, lists, rules, options or program differ from those of the run that was stopped; begin again with --force",
        );
    }
    match file.metadata() {
        Ok(found) if found.len() >= known.bytes => Ok(known),
        _ => refuse("it is shorter than its note says; begin again with --force"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(folder: &Path, earlier: Earlier, fingerprint: &str) -> Result<(Partial, Progress), OutputError> {
        let output = OutputFile::claim(&folder.join("answer.csv"), &[], false)?;
        Partial::open(&output, "csv", earlier, fingerprint)
    }

    #[test]
    fn what_was_written_after_the_last_mark_is_cut_and_the_run_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let (mut partial, progress) = open(folder.path(), Earlier::Refuse, "a").unwrap();
        partial.append(b"one\n").unwrap();
        partial.mark(Progress { rows: 1, ..progress }).unwrap();
        partial.append(b"half a ro").unwrap();
        drop(partial);
        let refused = open(folder.path(), Earlier::Refuse, "a").err().unwrap().to_string();
        assert!(refused.contains("--resume") && refused.contains("1 rows"), "{refused}");
        let other = open(folder.path(), Earlier::Continue, "b").err().unwrap().to_string();
        assert!(other.contains("differ"), "{other}");
        let (mut partial, progress) = open(folder.path(), Earlier::Continue, "a").unwrap();
        assert_eq!((progress.rows, progress.bytes), (1, 4));
        partial.append(b"two\n").unwrap();
        let output = OutputFile::claim(&folder.path().join("answer.csv"), &[], false).unwrap();
        partial.into_output(&output).unwrap();
        assert_eq!(fs::read_to_string(output.path()).unwrap(), "one\ntwo\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing unfinished stays");
    }

    #[test]
    fn two_runs_do_not_write_one_answer() {
        let folder = tempfile::tempdir().unwrap();
        let (_held, _) = open(folder.path(), Earlier::Refuse, "a").unwrap();
        for earlier in [Earlier::Refuse, Earlier::Discard, Earlier::Continue] {
            assert!(matches!(open(folder.path(), earlier, "a"), Err(OutputError::Busy(_))));
        }
    }
}
