//! A file as bytes with the name it is called by in every address.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;

use super::{Limits, RecordsError};

/// A file in memory.
#[derive(Clone, Debug)]
pub struct RawFile {
    /// Name without its folder, or `standard input`.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl RawFile {
    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read or is larger than the limits allow.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, RecordsError> {
        let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
        let read = |cause| RecordsError::Read { file: path.display().to_string(), cause };
        Self::take(name, File::open(path).map_err(read)?, limits).map_err(|error| match error {
            RecordsError::Read { cause, .. } => read(cause),
            other => other,
        })
    }

    /// Reads standard input to its end.
    ///
    /// # Errors
    /// Input that cannot be read or is larger than the limits allow.
    pub fn standard_input(limits: &Limits) -> Result<Self, RecordsError> {
        Self::take("standard input".to_owned(), stdin().lock(), limits)
    }

    fn take(name: String, from: impl Read, limits: &Limits) -> Result<Self, RecordsError> {
        let mut bytes = Vec::new();
        let read = from.take(limits.file.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|cause| RecordsError::Read { file: name.clone(), cause })?;
        if bytes.len() as u64 > limits.file {
            let what = format!("it has more than {} bytes; split it", limits.file);
            return Err(RecordsError::TooLarge { file: name, what });
        }
        Ok(Self { name, bytes })
    }
}
