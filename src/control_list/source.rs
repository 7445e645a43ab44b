//! Where the control lists come from: the copy built into the program, or a folder the user names.
//! Either way they are a set of TOML files with relative paths and one digest over all of them.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One file of the control lists.
#[derive(Clone, Debug)]
pub struct ListFile {
    /// Path relative to `control_lists/`, with forward slashes.
    pub path: Cow<'static, str>,
    /// Its text.
    pub text: Cow<'static, str>,
}

/// The files of the control lists, in order of their paths.
#[derive(Clone, Debug)]
pub struct ListSource {
    files: Vec<ListFile>,
    digest: String,
    folder: Option<PathBuf>,
}

/// A folder of control lists that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the control lists at {}: {cause}; name a folder laid out like control_lists/", path.display())]
pub struct SourceError {
    path: PathBuf,
    cause: io::Error,
}

impl ListSource {
    /// Files that are in the program, with the digest over them.
    pub(super) fn built_in(files: Vec<ListFile>, digest: &str) -> Self {
        Self { files, digest: digest.to_owned(), folder: None }
    }

    /// The lists in a folder laid out like `control_lists/`.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or a file that is not UTF-8.
    pub fn folder(folder: &Path) -> Result<Self, SourceError> {
        let mut paths = Vec::new();
        collect(folder, &mut paths).map_err(|cause| SourceError { path: folder.to_owned(), cause })?;
        paths.sort();
        let mut files = Vec::with_capacity(paths.len());
        let mut digest = blake3::Hasher::new();
        for path in paths {
            let text = fs::read_to_string(&path).map_err(|cause| SourceError { path: path.clone(), cause })?;
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            digest.update(name.as_bytes()).update(&[0]).update(text.as_bytes()).update(&[0]);
            files.push(ListFile { path: name.into(), text: text.into() });
        }
        Ok(Self { files, digest: digest.finalize().to_hex().to_string(), folder: Some(folder.to_owned()) })
    }

    /// Files whose path begins with `prefix`, in order.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a ListFile> {
        self.files.iter().filter(move |file| file.path.starts_with(prefix))
    }

    /// The file at exactly this path.
    pub fn file(&self, path: &str) -> Option<&ListFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// BLAKE3 digest over all paths and texts, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The folder the lists were read from, or nothing for the embedded copy.
    pub fn folder_path(&self) -> Option<&Path> {
        self.folder.as_deref()
    }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    Ok(())
}
