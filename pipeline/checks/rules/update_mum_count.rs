//! K412.

use crate::checks::{Article, Check, Drafts, Example, FileRow, FileSection, Rule, file_sections};
use crate::contract::Role;
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K412",
    name: "update-mum-count",
    level: Level::Note,
    summary: "a section of additional files without `Update.mum`, or with two, while its siblings have one",
    rationale: "An update has one `Update.mum` for each system and processor, so each section of additional files lists \
                it once. Where one section of an article does not, a block of the table was lost or taken over twice. \
                Articles whose sections list other .mum files only are left alone.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB976398 - The cache forgets\n\n\
             ## Additional files for all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\n\
             ## Additional files for all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,906|13-Mar-2010|10:55|Not applicable|\n\n\
             ## Additional files for all supported IA-64-based versions of Windows Server 2008 R2\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Package_for_kb976398_rtm~31bf3856ad364e35~ia64~~6.1.1.0.mum|Not applicable|1,683|13-Mar-2010|10:55|Not applicable|\n",
        )]),
        Example {
            files: &[(
                "a.md",
                "# KB976398 - The cache forgets\n\n\
                 ## Additional files for all supported x86-based versions of Windows 7\n\n\
                 |File name|File version|File size|Date|Time|Platform|\n\
                 |---|---|---|---|---|---|\n\
                 |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\
                 |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n",
            )],
            also: &["K401"],
        },
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB976398 - The cache forgets\n\n\
             ## Additional files for all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\n\
             ## For all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.20667|10,568|13-Mar-2010|10:55|x64|\n",
        )]),
        // Sections of this article list other files of the servicing stack only.
        Example::article(&[(
            "a.md",
            "# KB976398 - The cache forgets\n\n\
             ## Additional files for all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Package_for_kb976398_rtm~31bf3856ad364e35~x86~~6.1.1.0.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\n\
             ## Additional files for all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Package_for_kb976398_rtm~31bf3856ad364e35~amd64~~6.1.1.0.mum|Not applicable|1,683|13-Mar-2010|10:55|Not applicable|\n",
        )]),
        // The same label twice, for two services: two sections.
        Example::article(&[(
            "a.md",
            "# KB976398 - The cache forgets\n\n\
             ## Additional files for all supported x86-based versions\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\n\
             ## Additional files for all supported x86-based versions\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,906|13-Mar-2010|10:55|Not applicable|\n",
        )]),
    ],
    needs: &[Role::FileName],
    check: Check::Article(check),
};

fn is_update(row: &FileRow<'_>) -> bool {
    row.name.eq_ignore_ascii_case("update.mum")
}

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    if !article.files().iter().any(is_update) {
        return;
    }
    let sections = file_sections(article).into_iter();
    let additional: Vec<FileSection<'_, '_>> =
        sections.filter(|section| section.rows.iter().any(|row| matches!(row.kind, "mum" | "manifest"))).collect();
    let with = additional.iter().filter(|section| section.rows.iter().any(is_update)).count();
    for section in &additional {
        let mut updates = section.rows.iter().filter(|row| is_update(row));
        match (updates.next(), updates.next()) {
            // Siblings are the evidence that one was to be expected.
            (None, _) if with > additional.len() - with => {
                let (count, siblings) = (section.rows.len(), if with == 1 { "section has" } else { "sections have" });
                let files = if count == 1 { "file" } else { "files" };
                drafts
                    .add(
                        section.label.unwrap_or_else(|| section.rows[0].name_span()),
                        format!("{count} {files}, no `Update.mum` among them; {with} other {siblings} one"),
                    )
                    .label("additional files of this section")
                    .help("look for the lost block of the table in the published article");
            }
            (Some(first), Some(second)) => {
                let draft = drafts
                    .add(second.name_span(), format!("`{}` twice in one section", second.name))
                    .label("the second")
                    .other(first.name_span(), "the first")
                    .help("a section has one; look for a label that was lost between the two");
                second.mark(draft);
            }
            _ => {}
        }
    }
}
