//! A file as bytes without reading it: the operating system brings in the pages that are looked at. Done through the
//! search engine, which maps its own files this way and keeps the one unsafe call in a place many people have read.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::path::Path;

use tantivy::directory::error::OpenReadError;
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

/// A whole file mapped into memory. The file must not be written to while it is mapped: whoever replaces it writes
/// another file and renames that.
#[derive(Clone)]
pub struct MappedFile(OwnedBytes);

impl MappedFile {
    /// Maps a file. An empty file is an empty slice.
    ///
    /// # Errors
    /// A path that is no file, or a file that cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        if !path.metadata()?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
        }
        let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not a file"))?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = MmapDirectory::open(folder).map_err(io::Error::other)?;
        let slice = folder.open_read(Path::new(name)).map_err(|error| match error {
            OpenReadError::FileDoesNotExist(_) => io::ErrorKind::NotFound.into(),
            OpenReadError::IoError { io_error, .. } => io::Error::new(io_error.kind(), io_error.to_string()),
            other => io::Error::other(other),
        })?;
        slice.read_bytes().map(Self)
    }
}

impl Deref for MappedFile {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for MappedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MappedFile({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_file_holds_the_bytes_of_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("bytes");
        for bytes in [&b""[..], b"one", &[7; 100_000]] {
            std::fs::write(&path, bytes).expect("written");
            assert_eq!(&*MappedFile::open(&path).expect("mapped"), bytes);
        }
        let missing = MappedFile::open(&folder.path().join("missing")).expect_err("no such file");
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        assert!(MappedFile::open(folder.path()).is_err(), "a folder is no file");
    }
}
