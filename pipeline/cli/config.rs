//! `kbc config`.

use super::findings::Deny;
use super::project::{Origin, Project, settled};
use super::{Options, print};
use kbc::checks::toml_string;
use kbc::config::CONFIG;
use kbc::emit::SPREADSHEET;
use kbc::error::Error;
use std::fmt::Write as _;
use std::process::ExitCode;

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let project = Project::find()?;
    let config = &project.config;
    let places = &options.places;
    let input = project.input(&places.input);
    let paths: Vec<String> = input.value.paths.iter().map(|path| toml_string(&path.to_string_lossy())).collect();
    let paths = if let [path] = paths.as_slice() { path.clone() } else { format!("[{}]", paths.join(", ")) };
    let output = project.output(places.output.as_deref());
    let schemas = project.schemas(places.schemas.as_deref());
    let formats = project.formats_of(options, &output.value)?;
    let is_copy = |format: &&&kbc::emit::Format| format.extension == SPREADSHEET.extension;
    let names: Vec<String> =
        formats.value.iter().filter(|format| !is_copy(format)).map(|format| toml_string(format.name)).collect();
    let spreadsheets = settled(options.spreadsheet_safe.then_some(true), config.spreadsheet_safe.as_ref(), || {
        formats.value.iter().any(|format| is_copy(&format))
    });
    let deny = settled(options.findings.deny.map(|deny| deny.word().to_owned()), config.deny.as_ref(), || {
        Deny::Errors.word().to_owned()
    });
    let mut lines = vec![
        ("input", paths, input.origin),
        ("output", toml_string(&output.value.to_string_lossy()), output.origin),
        match schemas.value {
            Some(directory) => ("schemas", toml_string(&directory.to_string_lossy()), schemas.origin),
            None => ("# schemas", "those in kbc itself".to_owned(), schemas.origin),
        },
        ("formats", format!("[{}]", names.join(", ")), formats.origin),
        ("spreadsheet_safe", spreadsheets.value.to_string(), spreadsheets.origin),
        ("deny", toml_string(&deny.value), deny.origin),
    ];
    let mut levels: Vec<(String, String, Origin)> = Vec::new();
    for (word, level) in config.levels.iter().flat_map(|stated| &stated.value) {
        levels.push((word.clone(), toml_string(level), Origin::File(config.levels.as_ref().map_or(0, |l| l.line))));
    }
    for wish in &options.findings.level {
        levels.retain(|(known, ..)| *known != wish.word);
        levels.push((wish.word.clone(), toml_string(&wish.level), Origin::CommandLine));
    }
    let stated = [
        ("source_column", &places.input.source_column, &config.source_column),
        ("content_column", &places.input.content_column, &config.content_column),
        ("source_prefix", &places.input.source_prefix, &config.source_prefix),
    ];
    for (at, (name, given, stated)) in
        stated.into_iter().filter(|(_, given, stated)| given.is_some() || stated.is_some()).enumerate()
    {
        let text = settled(given.clone(), stated.as_ref(), String::new);
        lines.insert(1 + at, (name, toml_string(&text.value), text.origin));
    }
    let file = config.file.as_ref().map_or_else(|| CONFIG.to_owned(), |file| file.display().to_string());
    let origin = |origin: &Origin| match origin {
        Origin::CommandLine => "command line".to_owned(),
        Origin::File(line) => format!("{file}:{line}"),
        Origin::Output => "what the output holds".to_owned(),
        Origin::Default => "default".to_owned(),
    };
    let mut out = match &config.file {
        Some(file) => format!("# {}\n", file.display()),
        None => format!("# no {CONFIG} here or above\n"),
    };
    let width = lines.iter().map(|(name, value, _)| name.len() + value.len()).max().unwrap_or(0);
    let mut line = |name: &str, value: &str, from: &Origin| {
        let padding = " ".repeat(width.saturating_sub(name.len() + value.len()));
        let _ = writeln!(out, "{name} = {value}{padding}  # {}", origin(from));
    };
    for (name, value, from) in lines.drain(..) {
        line(name, &value, &from);
    }
    if !levels.is_empty() {
        out.push_str("\n[levels]\n");
        for (name, value, from) in &levels {
            let _ = writeln!(out, "{name} = {value}  # {}", origin(from));
        }
    }
    print(&out)?;
    Ok(ExitCode::SUCCESS)
}
