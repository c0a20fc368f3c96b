//! K401.

use crate::checks::{Article, Check, Drafts, Example, FileRow, Rule};
use crate::contract::Role;
use crate::finding::Level;
use rustc_hash::FxHashMap;

pub(super) const RULE: Rule = Rule {
    code: "K401",
    name: "duplicate-row",
    level: Level::Note,
    summary: "the same file row twice in one section",
    rationale: "Articles print some rows twice, most often where a block was pasted. The rows are data and are kept; \
                who counts files must know of them.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.100|10,568|14-Jul-2009|01:17|x86|\n\
         |Cache.sys|6.1.7600.100|10,568|14-Jul-2009|01:17|x86|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.100|10,568|14-Jul-2009|01:17|x86|\n\
         |Cache.sys|6.1.7600.200|10,568|14-Jul-2009|01:17|x86|\n\n\
         |File name|File version|File size|Folder|\n\
         |---|---|---|---|\n\
         |Birch.dll|6.1.7600.100|10,569|Bin|\n\
         |Birch.dll|6.1.7600.100|10,569|Bin\\Backup|\n",
    )])],
    needs: &[Role::FileName],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let mut first: FxHashMap<_, &FileRow<'_>> = FxHashMap::default();
    for row in article.files() {
        let name = row.name.to_ascii_lowercase();
        let values = (row.version, row.size, row.date, row.time, row.platform);
        // One file may go to several folders, or be meant for several service packs.
        let place = (row.folder, row.language, row.sp_requirement, row.service_branch, row.section, row.component);
        // What is printed and could not be read is compared as printed.
        let printed = row.unread().map(|cell| article.document.plain(cell).to_ascii_lowercase());
        let unread: Vec<String> = printed.filter(|text| !article.contract.words.is_null(text)).collect();
        let key = (name, values, unread, place);
        if let Some(first) = first.get(&key) {
            let mut message = format!("`{}` is listed twice with the same values", row.name);
            if let Some(section) = row.section {
                message = format!("{message} under `{section}`");
            }
            let draft = drafts
                .add(row.name_span(), message)
                .label("the second time")
                .other(first.name_span(), "the first time");
            row.mark(draft);
        } else {
            first.insert(key, row);
        }
    }
}
