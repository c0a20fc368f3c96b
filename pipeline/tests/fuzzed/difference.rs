//! An output of which one file is any bytes, compared with the one before. The first byte says which file.

use super::article::build_all;
use super::{is_printable, way};
use crate::compiled::contract;
use kbc::diff::{FORMS, Layout, Link, RowsFile, Shown, Snapshot, diff, locate, textconv};
use kbc::emit::{DESCRIPTOR, format_names};
use kbc::source::{Wanted, hex};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ARTICLE: &str = "# A title\n\nOriginal KB number: 981506\n\n## Files\n\n|File name|File version|File size|Date|\n|---|---|---|---|\n|a.dll|6.1.7600.16385|1,024|14-Jul-2009|\n|b.dll|6.1.7600.16386|many|31-Foo-2009|\n\nSee [KB4012212](https://support.microsoft.com/help/4012212).\n";

/// Files of the output that take the bytes: those with rows of several shapes.
const FILES: &[&str] = &[DESCRIPTOR, "files.parquet", "sections.parquet", "articles.parquet", "kb_references.parquet"];

/// An output, and a copy of which one file is another one.
struct Outputs {
    directory: TempDir,
    descriptor: Value,
}

thread_local! {
    /// Removed with the thread.
    static OUTPUTS: Outputs = Outputs::new();
}

pub(super) fn hold(bytes: &[u8]) {
    let Some((&mark, bytes)) = bytes.split_first() else { return };
    OUTPUTS.with(|outputs| outputs.hold(FILES[way(mark, FILES.len())], bytes));
}

impl Outputs {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let input = directory.path().join("input");
        fs::create_dir(&input).unwrap();
        fs::write(input.join("a.md"), ARTICLE).unwrap();
        for output in ["old", "new"] {
            build_all(&input, &directory.path().join(output), "parquet");
        }
        let descriptor = fs::read_to_string(directory.path().join("old").join(DESCRIPTOR)).unwrap();
        Self { directory, descriptor: serde_json::from_str(&descriptor).unwrap() }
    }

    fn path(&self, output: &str, file: &str) -> PathBuf {
        self.directory.path().join(output).join(file)
    }

    fn hold(&self, file: &str, bytes: &[u8]) {
        let path = self.path("new", file);
        // What was there is a link to a file of the other output, or of the run before.
        fs::remove_file(&path).unwrap();
        fs::write(&path, bytes).unwrap();
        if file != DESCRIPTOR {
            fs::write(self.path("new", DESCRIPTOR), self.described(file, bytes).to_string()).unwrap();
            let mut shown = String::new();
            let _ = textconv(&path, &mut |piece| {
                shown.push_str(piece);
                Ok(())
            });
        }
        self.compare();
        fs::copy(self.path("old", file), &path).unwrap();
        fs::copy(self.path("old", DESCRIPTOR), self.path("new", DESCRIPTOR)).unwrap();
    }

    /// The descriptor, which says of the file what is true: rows are read of no other.
    fn described(&self, file: &str, bytes: &[u8]) -> Value {
        let mut descriptor = self.descriptor.clone();
        for resource in descriptor["resources"].as_array_mut().unwrap() {
            if resource["path"] == file {
                resource["hash"] = format!("sha256:{}", hex(&Sha256::digest(bytes))).into();
                resource["kbc:bytes"] = bytes.len().into();
                resource["kbc:content_sha256"] = hex(&Sha256::digest(b"another content")).into();
            }
        }
        descriptor
    }

    fn compare(&self) {
        let [old, new] = ["old", "new"].map(|output| {
            let path = self.directory.path().join(output);
            // Neither is the output of the project, so no article is compiled again.
            let layout =
                Layout { output: Path::new("output"), input: &Wanted::default(), schemas: Path::new("schemas") };
            Snapshot::of(&path.to_string_lossy(), layout).unwrap_or_else(|error| panic!("{error}"))
        });
        let mut rows = RowsFile::new(Vec::new()).unwrap();
        let compared = diff(&old, &new, contract(), &format_names(), &mut |change| rows.add(change));
        match compared {
            Ok(mut difference) => {
                let located = locate(&mut difference, &old, &new, contract());
                assert!(located.err().is_none_or(|error| !error.to_string().is_empty()));
                let link = Link::new("https://example.org/{path}#L{line}", Path::new("input")).unwrap();
                let shown = Shown { names: ["old", "new"], links: [Some(&link), Some(&link)] };
                for form in FORMS {
                    let text = (form.render)(&difference, &shown);
                    assert!(form.is_json || is_printable(&text), "a control character in {text:?}");
                    assert!(!form.is_json || serde_json::from_str::<Value>(&text).is_ok(), "no JSON: {text}");
                }
                rows.finish().unwrap();
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}
