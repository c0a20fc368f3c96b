//! K205.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::contract::{Dataset, HeadingId};
use crate::finding::Level;
use crate::span::Span;
use crate::tables::{Doubt, Table};

pub(super) const RULE: Rule = Rule {
    code: "K205",
    name: "unclaimed-table",
    level: Level::Note,
    summary: "a table that a dataset nearly knows and does not claim",
    rationale: "Most tables of articles belong to no dataset; their cells are kept as printed, in `cells`, and nothing \
                is said of them. This table has headings of a dataset, but lacks a required one, or its cells do not \
                look like what its headings say. Correct the headings, or add a spelling to the schema.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |Version number|Service pack|\n|---|---|\n|13.0.5026.0|SP2|\n|13.0.4001.0|SP1|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|Date|\n|---|---|---|\n|the driver|the newest one|last week|\n\
             |the tool|any|last year|\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |Name|Description|\n|---|---|\n|Cache|Keeps what was read.|\n\n\
         |Feature|Windows 7|Windows 8|\n|---|---|---|\n|Cache|Yes|Yes|\n\n\
         |Type|Instructions|Duration|\n|---|---|---|\n|A|Wait.|1 hour|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for (at, table) in article.tables.iter().enumerate().filter(|(_, table)| table.claim.is_none()) {
        let message = match &table.doubt {
            // The draw, the headings and the rows are reported where they are the reason.
            Some(Doubt::Draw(_) | Doubt::Readings(_)) => continue,
            Some(Doubt::Unproven(_)) if !article.misfits()[at].columns.is_empty() => continue,
            Some(Doubt::Unproven(claim)) => {
                let dataset = &article.contract.datasets[claim.dataset];
                format!("the headings are those of `{}`, but too few of the cells look like it", dataset.name)
            }
            None => match nearest(article, table) {
                Some(near) => near,
                None => continue,
            },
        };
        let has_rows =
            article.records.unclaimed.iter().any(|line| table.span.start <= line.start && line.end <= table.span.end);
        if has_rows {
            continue;
        }
        let header = table.headings.iter().copied().reduce(Span::join).unwrap_or_default();
        let draft = drafts
            .add(header, message)
            .label("no dataset claims this table")
            .help("if its rows belong in the dataset, correct the headings, or add their spellings to its schema");
        article.mark(draft, at, None);
    }
}

/// What is said of the dataset that knows most of the headings: at least two and half of them, one of them of a type
/// that not every text has. Null where none does.
fn nearest(article: &Article<'_>, table: &Table) -> Option<String> {
    let (vocabulary, width) = (&article.contract.vocabulary, table.headings.len());
    let ids: Vec<HeadingId> =
        table.headings.iter().filter_map(|&heading| vocabulary.heading(&article.document.plain(heading))).collect();
    if ids.len() < 2 || ids.len() * 2 < width {
        return None;
    }
    let mut best: Option<(usize, String)> = None;
    for (at, dataset) in article.contract.datasets.iter().enumerate() {
        let fed = |id: &HeadingId| vocabulary.feeds(*id).iter().filter(|(owner, _)| *owner == at);
        let known = ids.iter().filter(|id| fed(id).next().is_some()).count();
        let columns: Vec<usize> = ids.iter().flat_map(fed).map(|&(_, column)| column).collect();
        let is_typed = columns.iter().any(|&column| dataset.columns[column].words() > 0);
        let is_near = known >= 2 && known * 2 >= width && is_typed;
        if is_near
            && best.as_ref().is_none_or(|(most, _)| known > *most)
            && let Some(lacking) = lacking(dataset, &columns)
        {
            best = Some((
                known,
                format!("`{}` knows {known} of these {width} headings, and needs one for {lacking}", dataset.name),
            ));
        }
    }
    best.map(|(_, message)| message)
}

/// The columns for which a dataset needs a heading, and has none here.
fn lacking(dataset: &Dataset, columns: &[usize]) -> Option<String> {
    let name = |at: usize| dataset.columns.get(at).map(|column| format!("`{}`", column.name));
    let needed =
        (0..dataset.columns.len()).filter(|at| dataset.columns[*at].must_be_printed() && !columns.contains(at));
    let needed: Vec<String> = needed.filter_map(name).collect();
    if !needed.is_empty() {
        return Some(needed.join(" and "));
    }
    let one_of = &dataset.needs_one_of;
    let has_one = one_of.is_empty() || one_of.iter().any(|at| columns.contains(at));
    (!has_one).then(|| one_of.iter().filter_map(|&at| name(at)).collect::<Vec<_>>().join(" or "))
}
