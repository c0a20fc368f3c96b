//! `kbc init`: a repository in which a team can start to work.

use super::schema::export;
use super::{message, say};
use kbc::config::{CONFIG, Config};
use kbc::emit::{Added, new_file};
use kbc::error::Error;
use kbc::source::text;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Where the repository shall be.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// The directory.
    #[arg(default_value = ".")]
    directory: PathBuf,
    /// Also copy the schemas of kbc into `schemas/`, to edit all of them. Without it, schemas of your own in `schemas/` add
    /// to those of kbc.
    #[arg(long)]
    schemas: bool,
}

/// Files that begin a project, by their path in it.
const FILES: &[(&str, &str)] = &[
    (CONFIG, include_str!("init/kbc.toml")),
    ("README.md", include_str!("init/README.md")),
    (".gitattributes", include_str!("init/gitattributes")),
    (".gitignore", include_str!("init/gitignore")),
    ("input/waivers.toml", include_str!("init/waivers.toml")),
    (".github/workflows/kbc.yml", include_str!("init/workflow.yml")),
];

/// Hooks, which git keeps out of the repository.
const HOOKS: &[(&str, &str)] = &[
    ("pre-commit", include_str!("init/pre-commit")),
    ("post-merge", include_str!("init/post-merge")),
    ("post-rewrite", include_str!("init/post-rewrite")),
];

/// Settings of git in a clone.
const SETTINGS: &[(&str, &str)] = &[
    ("diff.kbc.textconv", "kbc git-textconv"),
    ("merge.kbc.name", "keep ours, to be built from the merged articles"),
    ("merge.kbc.driver", "kbc git-merge %O %A %B %P"),
];

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let root = &wish.directory;
    for (path, content) in FILES {
        tell(&root.join(path), new_file(&root.join(path), content, false)?);
    }
    if wish.schemas {
        for (path, added) in export(&root.join("schemas"))? {
            tell(&path, added);
        }
    }
    // A mistake in a file that was there is said now, not at the first build.
    let config = Config::find(root)?;
    if git(root, &["--version"]).is_none() {
        message(
            "warning",
            anstyle::AnsiColor::Yellow,
            "git does not run: without it there are no hooks and no `kbc diff`",
        );
        return Ok(ExitCode::SUCCESS);
    }
    if git(root, &["rev-parse", "--is-inside-work-tree"]).as_deref() != Some("true") {
        git(root, &["init", "--quiet"]);
        say("git      a new repository");
    }
    hooks(root, &config)?;
    settings(root);
    say("next: put articles into input/, run `kbc build`, commit");
    Ok(ExitCode::SUCCESS)
}

fn tell(path: &Path, added: Added) {
    let path = path.strip_prefix(".").unwrap_or(path);
    say(&format!("{added:<8} {}", path.display()));
}

/// Installs the hooks; one of somebody else stays, and its owner is told what to add.
fn hooks(root: &Path, config: &Config) -> Result<(), Error> {
    let Some(directory) = git(root, &["rev-parse", "--git-path", "hooks"]) else { return Ok(()) };
    // Hooks run at the top of the repository; the project may be a directory in it.
    let prefix = git(root, &["rev-parse", "--show-prefix"]).unwrap_or_default();
    let place = if prefix.is_empty() { ".".to_owned() } else { prefix.trim_end_matches('/').to_owned() };
    let name = |stated: Option<&kbc::config::Stated<PathBuf>>, default: &str| {
        let path = stated.map_or_else(|| config.root.join(default), |stated| stated.value.clone());
        path.strip_prefix(&config.root).unwrap_or(&path).display().to_string()
    };
    let (output, schemas) = (name(config.output.as_ref(), "output"), name(config.schemas.as_ref(), "schemas"));
    for (hook, content) in HOOKS {
        let content = content
            .replace("{project}", &quoted(&place))
            .replace("{output}", &quoted(&output))
            .replace("{schemas}", &quoted(&schemas));
        let path = root.join(&directory).join(hook);
        let added = new_file(&path, &content, true)?;
        if added == Added::Kept && text(&path)?.is_none_or(|old| old != content) {
            let text = format!("{} is not kbc's: it stays; add to it what `{hook}` does in the docs", path.display());
            message("warning", anstyle::AnsiColor::Yellow, &text);
        } else {
            tell(&path, added);
        }
    }
    Ok(())
}

/// Sets what has no value yet in this clone.
fn settings(root: &Path) {
    for (key, value) in SETTINGS {
        if git(root, &["config", "--get", key]).is_some() {
            say(&format!("kept     git config {key}"));
        } else {
            git(root, &["config", key, value]);
            say(&format!("set      git config {key}"));
        }
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// What git says; null where it fails.
fn git(directory: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(directory).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}
