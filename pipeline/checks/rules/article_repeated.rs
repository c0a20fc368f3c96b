//! K502.

use crate::checks::body::{body, fingerprint, whole};
use crate::checks::{Article, Check, Entry, Example, Judge, Keys, Rule};
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K502",
    name: "article-repeated",
    level: Level::Note,
    summary: "two sources with the same text",
    rationale: "Every row of a repeated article is in the datasets twice, and every count of files or articles counts it twice. \
                Texts are the same where all their characters are but blanks and line ends; front matter does not count.",
    bad: &[Example {
        files: &[
            (
                "a.md",
                "# KB900502 - Update for the cache driver\n\nThe cache driver loses a page when the system is busy.\n",
            ),
            (
                "copy/a.md",
                "---\nms.date: 12/31/2020\n---\n# KB900502 - Update for the cache driver\r\n\r\nThe cache driver loses a page\r\nwhen the system is busy.\r\n",
            ),
        ],
        also: &[],
    }],
    good: &[Example {
        files: &[
            (
                "a.md",
                "# KB900502 - Update for the cache driver\n\nThe cache driver loses a page when the system is busy.\n",
            ),
            (
                "b.md",
                "# KB900503 - Update for the cache driver\n\nThe cache driver loses a page when the system is busy.\n",
            ),
        ],
        also: &[],
    }],
    needs: &[],
    check: Check::Corpus { gather, judge },
};

fn gather(article: &Article<'_>, keys: &mut Keys) {
    let (text, body) = (article.text(), body(article));
    // Most texts differ at one of their ends: only where both agree the articles are read again.
    let Some(key) = fingerprint(body.slice(text)) else { return };
    let line = body.slice(text).lines().next().unwrap_or_default().trim_end().len();
    keys.add(Entry {
        class: 0,
        key,
        value: 0,
        source: article.number,
        table: 0,
        row: 0,
        place: body.inner(0, line),
        name: body,
    });
}

fn judge(judge: &mut Judge<'_>) {
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        if group.len() < 2 {
            continue;
        }
        let mut texts: Vec<(u64, &Entry)> =
            group.iter().map(|entry| (whole(&judge.text(entry.name())), entry)).collect();
        texts.sort_unstable();
        for same in texts.chunk_by(|left, right| left.0 == right.0) {
            let Some(((_, first), others)) = same.split_first() else { continue };
            let path = judge.path(first.source);
            for (_, other) in others {
                judge
                    .add(other.place(), format!("this article has the same text as `{path}`"))
                    .label("this text")
                    .other_place(first.place(), "the same text")
                    .help("remove one of them: its rows are in the datasets twice");
            }
        }
    }
}
