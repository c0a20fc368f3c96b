//! `Release`: a row of `releases` as rules compare it.

use super::Article;
use crate::contract::Role;
use crate::span::Span;

/// A release that a list of builds names.
pub(super) struct Release {
    pub(super) table: u32,
    pub(super) row: u32,
    /// In lower case; null where only the section names it.
    pub(super) product: Option<String>,
    /// As printed.
    pub(super) name: Option<String>,
    /// The numbers of the build: leading zeros do not count.
    pub(super) build: Vec<u64>,
    pub(super) build_place: Span,
    pub(super) kb: Option<u32>,
    pub(super) kb_place: Option<Span>,
    /// Days since 1970-01-01; the first day of a month that is printed alone.
    pub(super) released: Option<i32>,
    pub(super) released_place: Option<Span>,
    pub(super) is_month: bool,
}

impl Release {
    /// Whether the build is of one product only: a name says so, or a number that no other product has by chance, as
    /// many have `4.5.0`.
    pub(super) fn is_telling(&self) -> bool {
        const TELLING: u64 = 100;
        self.product.is_some() || self.build.iter().any(|number| *number >= TELLING)
    }
}

/// The releases of an article whose builds are numbers; none where the contract has no such dataset.
pub(super) fn releases(article: &Article<'_>) -> impl Iterator<Item = Release> {
    let source = article.text();
    // A number is told without the link around it.
    let narrow = |span: Span, text: &str| span.slice(source).find(text).map_or(span, |at| span.inner(at, text.len()));
    article.rows_with(Role::ReleaseBuild).filter_map(move |row| {
        let build = row.text(Role::ReleaseBuild)?;
        let end = build.find([' ', '(']).unwrap_or(build.len());
        Some(Release {
            table: row.table()?,
            row: row.row()?,
            product: row.text(Role::ReleaseProduct).map(str::to_ascii_lowercase),
            name: row.text(Role::ReleaseName).map(str::to_owned),
            build: build[..end].split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?,
            build_place: narrow(row.span(Role::ReleaseBuild)?, build),
            kb: row.number(Role::ReleaseKb),
            kb_place: row
                .number(Role::ReleaseKb)
                .zip(row.span(Role::ReleaseKb))
                .map(|(kb, span)| narrow(span, &kb.to_string())),
            released: row.date(Role::ReleaseDate),
            released_place: row.span(Role::ReleaseDate),
            is_month: row.part(Role::ReleaseDate, "precision") == Some("month"),
        })
    })
}
