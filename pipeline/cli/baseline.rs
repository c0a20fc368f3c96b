//! `kbc baseline`.

use super::build::{How, Prepared, compile};
use super::findings::today;
use super::project::Project;
use super::{PlaceOptions, say};
use kbc::build::Unread;
use kbc::checks::{BASELINE, BASELINE_REASON, Policy, PolicyFile, WAIVERS, baseline};
use kbc::emit::generated;
use kbc::error::Error;
use kbc::source::text;
use std::process::ExitCode;

/// Why the findings are accepted.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// Why the findings are accepted.
    #[arg(long, value_name = "TEXT", default_value = BASELINE_REASON)]
    reason: String,
    #[command(flatten)]
    places: PlaceOptions,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let places = Project::find()?.places(&wish.places);
    let home = places.input.home()?;
    let waivers = home.join(WAIVERS);
    // The baseline of before accepts nothing here: what it accepted is counted anew.
    let stated = text(&waivers)?;
    let shown = waivers.display().to_string();
    let policy = Policy::of(stated.as_deref().map(|text| PolicyFile { path: &shown, text }), None)?;
    let prepared = Prepared { policy, ..Prepared::new(&places)? };
    // An article that is not read now would have new findings when it is.
    let mut report = compile(&places, &prepared, &[], How { unread: Unread::Stop, ..How::FINDINGS })?;
    prepared.policy.expire(today(places.today), &mut report.findings);
    report.findings.retain(|finding| finding.waived.is_none());
    let path = home.join(BASELINE);
    generated(&path, baseline(&report.findings, &wish.reason))?;
    say(&format!(
        "{}: accepts {} findings; `kbc build` brings the output up to date",
        path.display(),
        report.findings.len()
    ));
    Ok(ExitCode::SUCCESS)
}
