//! K410.

use crate::checks::{Article, Check, DataRow, Drafts, Example, FileCell, FileRow, Rule};
use crate::contract::Role;
use crate::finding::Level;
use crate::records::MOST_PATTERNS;
use crate::span::Span;
use crate::values::pattern_matches;
use rustc_hash::FxHashMap;

pub(super) const RULE: Rule = Rule {
    code: "K410",
    name: "version-of-no-branch",
    level: Level::Note,
    summary: "a file version that fits none of the version patterns that the article gives for its product",
    rationale: "An article that tells its branches apart by version patterns means all files of these products. A \
                version outside of them is a slip, a file that the update takes along unchanged, or a branch that the \
                table of patterns forgets: its branch stays unknown. Products are told apart by the first two numbers; \
                files of a product for which the article has no pattern are left alone.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB976398 - The cache forgets\n\n\
         |Version|Product|Milestone|Service branch|\n\
         |---|---|---|---|\n\
         |6.1.7600.20xxx|Windows 7|RTM|LDR|\n\
         |6.1.7601.21xxx|Windows 7|SP1|LDR|\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.20667|10,568|13-Mar-2010|07:13|x86|\n\
         |Cache.dll|6.1.7600.26067|10,568|13-Mar-2010|07:13|x86|\n",
    )])],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB976398 - The cache forgets\n\n\
             |Version|Product|Milestone|Service branch|\n\
             |---|---|---|---|\n\
             |6.1.7600.20xxx|Windows 7|RTM|LDR|\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.20667|10,568|13-Mar-2010|07:13|x86|\n\
             |Cache.mof|Not applicable|13,780|10-Jun-2009|21:33|Not applicable|\n\n\
             ## For all supported x86-based versions of Windows Vista\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.0.6002.22568|10,568|13-Mar-2010|07:13|x86|\n",
        )]),
        // No table of patterns, no branches.
        Example::article(&[(
            "a.md",
            "# KB976398 - The cache forgets\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.16385|10,568|14-Jul-2009|01:17|x86|\n",
        )]),
    ],
    needs: &[Role::FileName, Role::FileVersion, Role::BranchPattern],
    check: Check::Article(check),
};

/// Places of one version to show at most.
const SHOWN: usize = 4;

/// A version pattern of the article.
struct Pattern<'a> {
    /// Without blanks, the open end as one `*`.
    text: &'a str,
    /// Number of open digits where each is printed as an `x`; 0 where that is not known.
    open: usize,
    place: Option<Span>,
}

impl Pattern<'_> {
    fn fits(&self, version: &str) -> bool {
        let digits = version.len().saturating_sub(self.text.trim_end_matches('*').len());
        pattern_matches(self.text, version) && (self.open == 0 || self.open == digits)
    }

    /// As it is printed, blanks removed.
    fn shown(&self) -> String {
        let open = if self.open == 0 { "*".to_owned() } else { "x".repeat(self.open) };
        format!("`{}{open}`", self.text.trim_end_matches('*'))
    }
}

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let rows: Vec<DataRow<'_>> = article.rows_with(Role::BranchPattern).take(MOST_PATTERNS + 1).collect();
    if rows.is_empty() || rows.len() > MOST_PATTERNS {
        return;
    }
    let mut patterns: Vec<Pattern<'_>> = Vec::new();
    for row in rows {
        if let Some(text) = row.text(Role::BranchPattern)
            && !patterns.iter().any(|known| known.text == text)
        {
            let place = row.span(Role::BranchPattern);
            let raw = place.map_or("", |span| span.slice(article.text()));
            let open = raw.bytes().filter(|b| b.eq_ignore_ascii_case(&b'x')).count();
            // A single one stands for any number of digits.
            patterns.push(Pattern { text, open: if open > 1 { open } else { 0 }, place });
        }
    }
    let of_product =
        |version| patterns.iter().filter(move |pattern| product_line(pattern.text) == product_line(version));
    // One finding for each version: it often is that of many files.
    let mut odd: Vec<(&str, Vec<&FileRow<'_>>)> = Vec::new();
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    for row in article.files().iter().filter(|row| row.kind == "payload" && row.numbers.is_some()) {
        let Some(version) = row.version else { continue };
        if let Some(&at) = known.get(version) {
            odd[at].1.push(row);
        } else if of_product(version).next().is_some() && !of_product(version).any(|pattern| pattern.fits(version)) {
            known.insert(version, odd.len());
            odd.push((version, vec![row]));
        }
    }
    for (version, rows) in odd {
        let first = rows[0];
        let known: Vec<String> = of_product(version).map(Pattern::shown).collect();
        let files = if rows.len() == 1 { String::new() } else { format!(" and {} more", rows.len() - 1) };
        let place = |row: &FileRow<'_>| row.span(FileCell::Version).unwrap_or_else(|| row.whole());
        let message = format!("`{version}` of `{}`{files} fits no version pattern of the article", first.name);
        let draft = drafts
            .add(place(first), message)
            .label("its branch is unknown")
            .help(format!("expected {}; correct the version, or the table of patterns", known.join(" or ")));
        if let Some(span) = of_product(version).find_map(|pattern| pattern.place) {
            draft.other(span, "the patterns begin here");
        }
        for row in rows.iter().skip(1).take(SHOWN - 1) {
            draft.other(place(row), "again");
        }
        first.mark(draft);
    }
}

/// The first two numbers of a version or pattern: all releases of one product share them.
fn product_line(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.').map_while(|part| part.parse().ok());
    Some((parts.next()?, parts.next()?))
}
