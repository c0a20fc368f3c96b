//! `Objects`: files of a git revision, all of them from one process of git.

use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Reads blobs one after the other.
#[derive(Debug, Default)]
pub(super) struct Objects {
    process: RefCell<Option<Process>>,
}

/// A `git cat-file --batch` that waits for names.
#[derive(Debug)]
struct Process {
    child: Child,
    /// Null when git shall end.
    names: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    /// The bytes of what git calls `object`; null where there is no such file.
    pub(super) fn read(&self, object: &str) -> Option<Vec<u8>> {
        // A line end would begin another question.
        if object.contains('\n') {
            return None;
        }
        let mut process = self.process.borrow_mut();
        if process.is_none() {
            *process = Process::start();
        }
        process.as_mut()?.read(object)
    }
}

impl Process {
    fn start() -> Option<Self> {
        let mut child = Command::new("git")
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let names = child.stdin.take();
        let answers = BufReader::new(child.stdout.take()?);
        Some(Self { child, names, answers })
    }

    fn read(&mut self, object: &str) -> Option<Vec<u8>> {
        let names = self.names.as_mut()?;
        names.write_all(format!("{object}\n").as_bytes()).and_then(|()| names.flush()).ok()?;
        let mut line = String::new();
        self.answers.read_line(&mut line).ok()?;
        // `1f5a... blob 1234`, or `main:./a.md missing`.
        let mut words = line.trim_end().rsplit(' ');
        let size: u64 = words.next()?.parse().ok()?;
        let is_file = words.next() == Some("blob");
        let mut bytes = Vec::new();
        self.answers.by_ref().take(size + 1).read_to_end(&mut bytes).ok()?;
        bytes.pop();
        is_file.then_some(bytes)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Without names to wait for it ends.
        self.names = None;
        let _ = self.child.wait();
    }
}
