//! `kbc schema`.

use super::project::Project;
use super::{contract_of, print, say};
use kbc::contract::{Contract, Dialect, dictionary, dictionary_of, embedded, sql};
use kbc::diff::{ContractDifference, Layout, SCHEMA as CHANGES_SCHEMA, Snapshot};
use kbc::emit::findings::FINDINGS_SCHEMA;
use kbc::emit::{Added, described, new_file};
use kbc::error::Error;
use kbc::source::Wanted;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is printed of the schemas.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// A dataset, for its part of the dictionary; `sql` for queries that return the rows that break a constraint;
    /// `findings` and `changes` for the JSON Schemas of the reports of `kbc check` and `kbc diff` with `--format json`;
    /// `diff` for what changed since an output, and which part of the version must rise; `export` to copy the schemas of
    /// kbc [default: the whole dictionary].
    #[arg(value_name = "DATASET|sql|findings|changes|diff|export")]
    what: Option<String>,
    /// For `diff`: the output whose contract is compared, a directory or a git revision [default: HEAD]. For `export`: the
    /// directory to write to; files that are there stay as they are.
    #[arg(value_name = "OLD|DIR")]
    other: Option<String>,
    /// Directory of schemas [default: `schemas/`, else the schemas in kbc].
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Directory of datasets: the one that the queries of `sql` read, or that a git revision holds [default: output].
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Whose SQL the queries of `sql` are.
    #[arg(long, value_enum, value_name = "DIALECT", default_value = "duckdb")]
    dialect: Engine,
}

/// An engine that runs the queries of `sql`.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Engine {
    /// `DuckDB`: rows with their number in the file.
    #[value(name = "duckdb")]
    DuckDb,
    /// Spark SQL: over Parquet files or directories of them, on any file system that Spark reads.
    Spark,
}

impl Engine {
    fn dialect(self) -> Dialect {
        match self {
            Self::DuckDb => Dialect::DuckDb,
            Self::Spark => Dialect::Spark,
        }
    }
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    if wish.what.as_deref() == Some("export") {
        let Some(directory) = &wish.other else {
            return Err(Error::Usage("name the directory to write to: `kbc schema export DIR`".to_owned()));
        };
        for (path, added) in export(Path::new(directory))? {
            say(&format!("{added:<8} {}", path.display()));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let project = Project::find()?;
    let schemas = contract_of(&project, wish.schemas.as_deref())?;
    let (contract, output) = (schemas.contract, project.output(wish.output.as_deref()).value);
    let text = match wish.what.as_deref() {
        None => dictionary(&contract),
        Some("sql") => sql(&contract, &output.to_string_lossy(), wish.dialect.dialect()),
        Some("findings") => FINDINGS_SCHEMA.to_owned(),
        Some("changes") => CHANGES_SCHEMA.to_owned(),
        Some("diff") => {
            let schemas = schemas.directory.unwrap_or_else(|| project.config.root.join("schemas"));
            let layout = Layout { output: &output, input: &Wanted::default(), schemas: &schemas };
            return since(wish.other.as_deref().unwrap_or("HEAD"), layout, &contract);
        }
        Some(name) => match contract.datasets.iter().find(|dataset| dataset.name == name) {
            Some(dataset) => dictionary_of(&contract, dataset),
            None => return Err(super::explain::no_dataset(name, &contract)),
        },
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Says which part of the version must rise; exit code 1 where it did not.
fn since(old: &str, layout: Layout<'_>, contract: &Contract) -> Result<ExitCode, Error> {
    let found = against(old, layout, contract)?;
    print(&found.text())?;
    Ok(ExitCode::from(u8::from(!found.has_risen())))
}

/// How a contract differs from that of an output.
pub(super) fn against(old: &str, layout: Layout<'_>, contract: &Contract) -> Result<ContractDifference, Error> {
    Ok(ContractDifference::of(&Snapshot::of(old, layout)?.descriptor()?, &described(contract)))
}

/// Writes the schemas of kbc into a directory; files that are there stay as they are.
pub(super) fn export(directory: &Path) -> Result<Vec<(PathBuf, Added)>, Error> {
    let files = embedded().into_iter().map(|(path, text)| {
        let path = directory.join(path.trim_start_matches("schemas/"));
        let added = new_file(&path, &text, false)?;
        Ok((path, added))
    });
    files.collect()
}
