//! `kbc diff`.

use super::project::Project;
use super::{InputOptions, contract, print, print_json};
use kbc::diff::{FORMS, Layout, Link, RowsFile, Shown, Snapshot, diff, locate};
use kbc::emit::{format_names, generated};
use kbc::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// What shall be compared, and how it is shown.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// The output before: a directory, or a git revision.
    #[arg(default_value = "HEAD")]
    old: String,
    /// The output after: a directory, or a git revision [default: the output directory as it stands].
    new: Option<String>,
    /// Directory of the output, now and in revisions [default: output].
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Directory of schemas [default: `schemas/`, else the schemas in kbc].
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    #[command(flatten)]
    input: InputOptions,
    /// Also write every row and value that changed to a Parquet file.
    #[arg(long, value_name = "FILE")]
    rows: Option<PathBuf>,
    /// Form of the report; markdown is at most 60 lines.
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = FORMS.iter().map(|form| form.name).collect::<Vec<_>>())]
    format: String,
    /// In markdown, links rows to the articles after the change: an address in which `{path}` stands for the path of the
    /// article and `{line}` for its line, such as `https://example.org/team/kb/blob/4f2a9c1/{path}#L{line}`.
    #[arg(long, value_name = "ADDRESS")]
    link: Option<String>,
    /// The same for articles before the change, to which rows that are gone are linked.
    #[arg(long, value_name = "ADDRESS")]
    link_old: Option<String>,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let project = Project::find()?;
    let schemas = contract(project.schemas(wish.schemas.as_deref()).value.as_deref())?;
    let here = project.config.root.join("schemas");
    let (output, input) = (project.output(wish.output.as_deref()).value, project.input(&wish.input).value);
    let layout = Layout { output: &output, input: &input, schemas: schemas.directory.as_deref().unwrap_or(&here) };
    let link = |wish: &Option<String>| wish.as_ref().map(|pattern| Link::new(pattern, input.root())).transpose();
    let links = [link(&wish.link_old)?, link(&wish.link)?];
    let old = Snapshot::of(&wish.old, layout)?;
    let new = wish.new.as_ref().map_or_else(|| Ok(Snapshot::of_project(layout)), |name| Snapshot::of(name, layout))?;
    let mut rows = wish.rows.as_ref().map(|_| RowsFile::new(Vec::new())).transpose()?;
    let mut each = |change| rows.as_mut().map_or(Ok(()), |rows| rows.add(change));
    let mut difference = diff(&old, &new, &schemas.contract, &format_names(), &mut each)?;
    if let (Some(path), Some(rows)) = (&wish.rows, rows) {
        generated(path, rows.finish()?)?;
    }
    if let Some(form) = FORMS.iter().find(|form| form.name == wish.format) {
        if links.iter().any(Option::is_some) {
            locate(&mut difference, &old, &new, &schemas.contract)?;
        }
        let shown = Shown { names: [&old.name(), &new.name()], links: links.each_ref().map(Option::as_ref) };
        let text = (form.render)(&difference, &shown);
        if form.is_json { print_json(&text)? } else { print(&text)? }
    }
    Ok(ExitCode::from(u8::from(difference.is_different())))
}
