//! `Project`: a directory of its own with `input/`, in which a test runs `kbc`, and articles to put there.

use assert_cmd::cargo::{cargo_bin, cargo_bin_cmd};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Variables that decide on colour; a test sets the ones it is about.
const COLOUR: [&str; 4] = ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"];

/// The three articles of `input/`.
pub(crate) const CORPUS: [&str; 3] =
    ["certificate-trust-list-binding.md", "client-certificate-deleted.txt", "remote-desktop-credssp.txt"];

/// A directory that is removed with the test.
pub(crate) struct Project {
    directory: TempDir,
}

/// What a run of `kbc` gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Project {
    /// A directory without anything.
    pub(crate) fn empty() -> Self {
        Self { directory: TempDir::with_prefix("kbc-test-").unwrap() }
    }

    /// Articles in `input/`, by name.
    pub(crate) fn with<B: AsRef<[u8]>>(articles: impl IntoIterator<Item = (impl AsRef<str>, B)>) -> Self {
        let project = Self::empty();
        fs::create_dir(project.path("input")).unwrap();
        for (name, bytes) in articles {
            project.write(&format!("input/{}", name.as_ref()), bytes);
        }
        project
    }

    /// The articles of the repository's own `input/`.
    pub(crate) fn of_corpus() -> Self {
        Self::with(CORPUS.map(|name| (name, corpus(name))))
    }

    /// One small article, already built.
    pub(crate) fn built() -> Self {
        let project = Self::with([("a.md", article(1))]);
        project.kbc(&["build"]).exits(0);
        project
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.directory.path().join(relative)
    }

    /// Writes a file and the directories above it.
    pub(crate) fn write(&self, relative: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
    }

    pub(crate) fn bytes(&self, relative: &str) -> Vec<u8> {
        fs::read(self.path(relative)).unwrap()
    }

    pub(crate) fn exists(&self, relative: &str) -> bool {
        self.path(relative).exists()
    }

    /// Makes a file longer, without data.
    #[cfg(unix)]
    pub(crate) fn grow(&self, relative: &str, size: u64) {
        fs::OpenOptions::new().write(true).open(self.path(relative)).unwrap().set_len(size).unwrap();
    }

    #[cfg(unix)]
    pub(crate) fn rename(&self, from: &str, to: &Path) -> std::io::Result<()> {
        fs::rename(self.path(from), to)
    }

    /// Whether this user is let read a file.
    #[cfg(unix)]
    pub(crate) fn can_read(&self, relative: &str) -> bool {
        fs::read(self.path(relative)).is_ok()
    }

    /// Size of a file in bytes; 0 where there is none.
    #[cfg(unix)]
    pub(crate) fn size(&self, relative: &str) -> u64 {
        fs::metadata(self.path(relative)).map_or(0, |data| data.len())
    }

    pub(crate) fn remove(&self, relative: &str) {
        fs::remove_file(self.path(relative)).unwrap();
    }

    /// The names in a directory, in order; none where there is no directory.
    pub(crate) fn names(&self, relative: &str) -> Vec<String> {
        names(&self.path(relative))
    }

    /// Names and bytes of the files of a directory.
    pub(crate) fn files(&self, relative: &str) -> BTreeMap<String, Vec<u8>> {
        files(&self.path(relative))
    }

    /// Names, times of change and inodes of the files of a directory.
    #[cfg(unix)]
    pub(crate) fn stamps(&self, relative: &str) -> BTreeMap<String, (std::time::SystemTime, u64)> {
        use std::os::unix::fs::MetadataExt;
        let names = self.names(relative).into_iter();
        let data = |name: &str| fs::metadata(self.path(relative).join(name)).unwrap();
        names.map(|name| (name.clone(), (data(&name).modified().unwrap(), data(&name).ino()))).collect()
    }

    /// The staging directories beside `output/`.
    pub(crate) fn staging(&self) -> Vec<String> {
        self.names("").into_iter().filter(|name| name.starts_with("output.kbc-")).collect()
    }

    /// The same project in a directory of its own.
    pub(crate) fn copied(&self) -> Self {
        let copy = Self::empty();
        copy_all(self.directory.path(), copy.directory.path());
        copy
    }

    /// Copies the repository's schemas into a directory.
    pub(crate) fn copy_schemas(&self, to: &str) {
        for folder in ["", "/families", "/languages"] {
            for (name, bytes) in files(&repository(&format!("schemas{folder}"))) {
                self.write(&format!("{to}{folder}/{name}"), bytes);
            }
        }
    }

    /// Runs git in the project, as a user of its own.
    pub(crate) fn git(&self, arguments: &[&str]) {
        let mut command = std::process::Command::new("git");
        command.args(["-c", "user.name=kbc", "-c", "user.email=kbc@localhost"]).args(arguments);
        let output = command.current_dir(self.directory.path()).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Runs `kbc` in the project.
    pub(crate) fn kbc(&self, arguments: &[&str]) -> Ran {
        self.kbc_with(arguments, &[])
    }

    /// Runs `kbc` in the project with variables of the environment.
    pub(crate) fn kbc_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
        let mut command = cargo_bin_cmd!();
        command.args(arguments).current_dir(self.directory.path());
        for name in COLOUR {
            command.env_remove(name);
        }
        Ran::new(&command.envs(variables.iter().copied()).output().unwrap())
    }

    /// A `kbc` that is not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(cargo_bin!());
        command.args(arguments).current_dir(self.directory.path());
        command
    }

    /// Runs `kbc build` in a shell, behind commands that set limits.
    #[cfg(unix)]
    pub(crate) fn build_in_shell(&self, before: &str) -> Ran {
        let mut command = assert_cmd::Command::new("sh");
        command.args(["-c", &format!("{before}; exec \"$0\" build"), cargo_bin!().to_str().unwrap()]);
        Ran::new(&command.current_dir(self.directory.path()).output().unwrap())
    }
}

impl Ran {
    fn new(output: &std::process::Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "exit code\nstdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Asserts that the standard error stream holds a text.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "stderr has no `{text}`:\n{}", self.err);
        self
    }

    /// Asserts that the standard output holds a text.
    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Self {
        assert!(self.out.contains(text), "stdout has no `{text}`:\n{}", self.out);
        self
    }
}

fn names(directory: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = names(directory).into_iter().filter(|name| directory.join(name).is_file());
    names.map(|name| (name.clone(), fs::read(directory.join(&name)).unwrap())).collect()
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A path of the repository.
pub(crate) fn repository(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// An article of the repository's `input/`.
pub(crate) fn corpus(name: &str) -> String {
    fs::read_to_string(repository("input").join(name)).unwrap()
}

/// An article of two tables whose facts differ from number to number.
pub(crate) fn article(number: u32) -> String {
    format!(
        "# Repairs for the file cache, part {number} (KB{kb})\n\n\
         _Original KB number:_ &nbsp; {kb}\n\n\
         ## Symptoms\n\nThe café’s cache – part {number} – forgets what it knew.\n\n\
         ## Restart requirement\n\nYou must restart the computer.\n\n\
         ## File information\n\nDates and times are given in Coordinated Universal Time (UTC).\n\n\
         ### For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache{number}.sys|6.1.7600.{number}|{number},568|14-Jul-2009|01:17|x86|\n\
         |Café.dll|6.1.7601.{number}|1,{number:03},312|13-Mar-2010|07:13|x86|\n\
         |Cache.mof|Not applicable|13,780|10-Jun-2009|21:33|Not applicable|\n\n\
         ### For all supported x64-based versions of Windows 7\n\n\
         File name File version File size Date Time Platform\n\
         Cache{number}.sys 6.1.7600.{number} {number},576 14-Jul-2009 01:43 x64\n\n\
         ## References\n\n[824684](https://support.microsoft.com/help/824684) Words for updates\n",
        kb = 5_000_000 + number,
    )
}
