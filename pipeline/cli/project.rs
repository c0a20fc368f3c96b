//! `Project`: what holds for a command, from the command line, else from `kbc.toml`, else by default.

use super::{FindingOptions, InputOptions, Options, PlaceOptions, Places};
use kbc::checks::Setting;
use kbc::config::{Config, Stated};
use kbc::emit::{CODECS, Format, SPREADSHEET, chosen, written};
use kbc::error::Error;
use kbc::source::Wanted;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A value, and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Settled<T> {
    pub(super) value: T,
    pub(super) origin: Origin,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    CommandLine,
    /// `kbc.toml`, at this line.
    File(u32),
    /// What the output directory holds.
    Output,
    Default,
}

/// The project that the current directory belongs to.
pub(super) struct Project {
    pub(super) config: Config,
}

impl Project {
    pub(super) fn find() -> Result<Self, Error> {
        Ok(Self { config: Config::find(Path::new("."))? })
    }

    pub(super) fn input(&self, given: &InputOptions) -> Settled<Wanted> {
        let paths = (!given.input.is_empty()).then(|| given.input.clone());
        let Settled { value, origin } =
            settled(paths, self.config.input.as_ref(), || vec![self.config.root.join("input")]);
        let mut wanted = Wanted::new(value);
        let config = &self.config;
        for (text, given, stated) in [
            (&mut wanted.columns.source, &given.source_column, &config.source_column),
            (&mut wanted.columns.content, &given.content_column, &config.content_column),
            (&mut wanted.prefix, &given.source_prefix, &config.source_prefix),
        ] {
            *text = settled(given.clone(), stated.as_ref(), || text.clone()).value;
        }
        Settled { value: wanted, origin }
    }

    pub(super) fn output(&self, given: Option<&Path>) -> Settled<PathBuf> {
        self.directory(given, self.config.output.as_ref(), "output")
    }

    /// The directory of schemas; null where there is none, for the schemas in the binary.
    pub(super) fn schemas(&self, given: Option<&Path>) -> Settled<Option<PathBuf>> {
        let Settled { value, origin } = self.directory(given, self.config.schemas.as_ref(), "schemas");
        // A directory that cannot be looked at is not one that is missing: other schemas give another output.
        let is_there = !matches!(origin, Origin::Default)
            || match value.metadata() {
                Ok(data) => data.is_dir(),
                Err(error) => error.kind() != std::io::ErrorKind::NotFound,
            };
        Settled { value: is_there.then_some(value), origin }
    }

    fn directory(&self, given: Option<&Path>, stated: Option<&Stated<PathBuf>>, name: &str) -> Settled<PathBuf> {
        settled(given.map(Path::to_owned), stated, || self.config.root.join(name))
    }

    pub(super) fn places(&self, options: &PlaceOptions) -> Places {
        Places {
            input: self.input(&options.input).value,
            output: self.output(options.output.as_deref()).value,
            schemas: self.schemas(options.schemas.as_deref()).value,
            jobs: options.jobs,
            today: options.today,
        }
    }

    /// The formats to write; the copy for spreadsheets stands behind all others.
    pub(super) fn formats(&self, options: &Options) -> Result<Settled<Vec<&'static Format>>, Error> {
        let given = (!options.formats.is_empty()).then(|| options.formats.clone());
        let Settled { value, origin } = settled(given, self.config.formats.as_ref(), Vec::new);
        let mut formats = chosen(&value);
        let codec = options.compression.as_ref().and_then(|named| CODECS.iter().find(|(name, _)| name == named));
        for format in &mut formats {
            if let Some((_, parquet)) = codec.filter(|(_, parquet)| parquet.name == format.name) {
                *format = parquet;
            }
        }
        if options.spreadsheet_safe || self.config.spreadsheet_safe.as_ref().is_some_and(|stated| stated.value) {
            if !formats.iter().any(|format| format.name == SPREADSHEET.name) {
                return Err(Error::Usage("`--spreadsheet-safe` copies CSV files: add `csv` to `--formats`".to_owned()));
            }
            formats.push(&SPREADSHEET);
        }
        Ok(Settled { value: formats, origin })
    }

    /// The formats to compare: where nobody names any, those that the output was written in.
    pub(super) fn formats_of(&self, options: &Options, output: &Path) -> Result<Settled<Vec<&'static Format>>, Error> {
        let settled = self.formats(options)?;
        if matches!(settled.origin, Origin::Default) && !options.spreadsheet_safe {
            let written = written(output)?;
            if !written.is_empty() {
                return Ok(Settled { value: written, origin: Origin::Output });
            }
        }
        Ok(settled)
    }

    /// Levels by rule: the command line changes what the file says.
    pub(super) fn levels(&self, options: &FindingOptions) -> BTreeMap<&'static str, Setting> {
        let mut levels = self.config.settings.clone();
        levels.extend(kbc::checks::settings(
            options.level.iter().map(|wish| (wish.chosen.clone(), wish.setting)).collect(),
        ));
        levels
    }
}

/// The first that is stated: on the command line, in the file, else by default.
pub(super) fn settled<T: Clone>(
    given: Option<T>,
    stated: Option<&Stated<T>>,
    default: impl FnOnce() -> T,
) -> Settled<T> {
    match (given, stated) {
        (Some(value), _) => Settled { value, origin: Origin::CommandLine },
        (None, Some(Stated { value, line })) => Settled { value: value.clone(), origin: Origin::File(*line) },
        (None, None) => Settled { value: default(), origin: Origin::Default },
    }
}
