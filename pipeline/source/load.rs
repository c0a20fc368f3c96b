//! All reading: the only file of kbc that opens files for input.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "reading happens here and nowhere else")]

use super::Source;
use crate::error::Error;
use ignore::WalkBuilder;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::path::{Path, PathBuf};

/// Extensions of articles, lower case.
const EXTENSIONS: [&str; 6] = ["md", "markdown", "html", "htm", "txt", "text"];

/// Name of the file of waivers, at the top of the input directory.
pub const WAIVERS: &str = "waivers.toml";

/// The longest article, in bytes: decoded it still fits the 32 bits of a span.
const LONGEST: u64 = 1 << 30;

/// An article that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Path relative to the input root, divided by `/`: identity and order.
    pub name: String,
    /// Where to read it.
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
}

/// Something below the input root that is not compiled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Path as found.
    pub path: PathBuf,
    /// Why, and what to do.
    pub reason: String,
    /// Whether an article may have been lost.
    pub is_error: bool,
}

/// One article by its path, under a name of its own.
///
/// # Errors
/// When there is no such file.
pub fn article(path: &Path, name: String) -> Result<Found, Error> {
    let data = std::fs::metadata(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    Ok(Found { name, path: path.to_owned(), size: data.len() })
}

/// The articles below `root`, in the order of their names, and what was passed over.
///
/// Symbolic links are followed; one that leads back into its own parents is passed over. Hidden files are no articles.
///
/// # Errors
/// When `root` is missing or is no directory.
pub fn articles(root: &Path) -> Result<(Vec<Found>, Vec<Skipped>), Error> {
    if !root.is_dir() {
        return Err(Error::NoInput { path: root.to_owned() });
    }
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    for entry in WalkBuilder::new(root).standard_filters(false).hidden(true).follow_links(true).build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                skipped.push(unread(root, &error));
                continue;
            }
        };
        let kind = entry.file_type();
        if kind.is_none_or(|kind| kind.is_dir()) {
            continue;
        }
        let size = entry.metadata().map_or(0, |data| data.len());
        let path = entry.into_path();
        match path.extension().and_then(|ext| ext.to_str()).map(str::to_ascii_lowercase) {
            Some(ext) if EXTENSIONS.contains(&ext.as_str()) => {
                // Reading a pipe or a device might never end.
                if kind.is_some_and(|kind| kind.is_file()) {
                    let name = name(path.strip_prefix(root).unwrap_or(&path));
                    found.push(Found { name, path, size });
                } else {
                    skipped.push(Skipped { path, reason: "it is no regular file".to_owned(), is_error: true });
                }
            }
            Some(ext) if ext == "toml" => {
                let below = path.strip_prefix(root).unwrap_or(&path);
                if below.ends_with(WAIVERS) && below.components().count() > 1 {
                    let reason = format!("it is not read: waivers stand in `{}`", root.join(WAIVERS).display());
                    skipped.push(Skipped { path, reason, is_error: false });
                }
            }
            _ => skipped.push(Skipped {
                reason: format!("it is no article: only .{} are read", EXTENSIONS.join(", .")),
                path,
                is_error: false,
            }),
        }
    }
    found.sort();
    skipped.sort();
    Ok((found, skipped))
}

/// What the walk could not look at. A link that leads back to its parents hides nothing.
fn unread(root: &Path, error: &ignore::Error) -> Skipped {
    match error {
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => unread(root, err),
        ignore::Error::WithPath { path, err } => Skipped { path: path.clone(), ..unread(root, err) },
        ignore::Error::Loop { ancestor, child } => Skipped {
            path: child.clone(),
            reason: format!("it is a link back to `{}`, which is read anyway", ancestor.display()),
            is_error: false,
        },
        // What the system says stands behind words that name the path once more.
        ignore::Error::Io(error) => Skipped {
            path: root.to_owned(),
            reason: error.source().map_or_else(|| error.to_string(), ToString::to_string),
            is_error: true,
        },
        other => Skipped { path: root.to_owned(), reason: other.to_string(), is_error: true },
    }
}

/// The identity of an article. Bytes of a name that are no UTF-8 become U+FFFD and two digits, and U+FFFD itself is
/// written so, too: no two names fall together.
fn name(relative: &Path) -> String {
    let mut name = String::new();
    for part in relative.components() {
        if !name.is_empty() {
            name.push('/');
        }
        for chunk in part.as_os_str().as_encoded_bytes().utf8_chunks() {
            let escape = |bytes: &[u8], name: &mut String| {
                for byte in bytes {
                    name.push(char::REPLACEMENT_CHARACTER);
                    name.push_str(&super::hex(&[*byte]));
                }
            };
            for c in chunk.valid().chars() {
                match c {
                    char::REPLACEMENT_CHARACTER => escape(c.encode_utf8(&mut [0; 4]).as_bytes(), &mut name),
                    c => name.push(c),
                }
            }
            escape(chunk.invalid(), &mut name);
        }
    }
    name
}

/// Reads and decodes one article.
///
/// # Errors
/// When the file cannot be read or is longer than 1 GiB; the text says why.
pub fn read(found: &Found) -> Result<Source, String> {
    if found.size > LONGEST {
        return Err("it is longer than 1 GiB; split it".to_owned());
    }
    let bytes = std::fs::read(&found.path).map_err(|error| error.to_string())?;
    Ok(Source::new(found.name.clone(), bytes))
}

/// The schema files of a directory: name to text, in the order of their names.
///
/// # Errors
/// When the directory or one of its `.toml` files cannot be read.
pub fn schemas(directory: &Path) -> Result<BTreeMap<String, String>, Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Read { path, source }
    };
    let mut texts = BTreeMap::new();
    for entry in std::fs::read_dir(directory).map_err(failed(directory))? {
        let path = entry.map_err(failed(directory))?.path();
        if path.extension().is_some_and(|ext| ext == "toml") {
            let text = std::fs::read_to_string(&path).map_err(failed(&path))?;
            texts.insert(path.to_string_lossy().into_owned(), text);
        }
    }
    Ok(texts)
}

/// The bytes of a file as it stands now; null where there is none.
///
/// # Errors
/// When it exists but cannot be read.
pub fn current(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read { path: path.to_owned(), source }),
    }
}

/// A file that can be read at any place.
pub type Opened = std::fs::File;

/// Opens a file; null where there is none.
///
/// # Errors
/// When it exists but cannot be opened.
pub fn open(path: &Path) -> Result<Option<Opened>, Error> {
    match std::fs::File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read { path: path.to_owned(), source }),
    }
}
