//! K404.

use crate::checks::{Article, Check, Drafts, Example, FileCell, Rule, is_foreign};
use crate::contract::Role;
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K404",
    name: "platform-not-of-section",
    level: Level::Warning,
    summary: "a file for another processor than the section's, such as an x64 file under an x86 label",
    rationale: "A label that names a processor says which systems get the files below it. A 64-bit system has 32-bit \
                files, too; no system has files of a processor that it cannot run. Either the platform of the row or \
                the label of the section is a slip.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.20667|10,568|13-Mar-2010|07:16|x86|\n\
         |Cache.dll|6.1.7600.20667|67,472|13-Mar-2010|07:16|x64|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported IA-64-based versions of Windows Server 2008 R2\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.20667|10,568|13-Mar-2010|07:16|x64|\n\
             |Cache.dll|6.1.7600.20667|67,472|13-Mar-2010|07:16|x64|\n\
             |Cache.exe|6.1.7600.20667|67,480|13-Mar-2010|07:16|x86|\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.20667|10,568|13-Mar-2010|07:16|x64|\n\
             |Cache.dll|6.1.7600.20667|67,472|13-Mar-2010|07:16|x86|\n\
             |Cache.mof|Not applicable|13,784|10-Jun-2009|21:33|Not applicable|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 814078\n\n\
             ## 64-Bit versions of Windows XP\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.dll|5.1.2600.1100|1,467,904|13-Mar-2003|07:16|IA64|\n",
        )]),
    ],
    needs: &[Role::FileName, Role::FilePlatform],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for table in article.files().chunk_by(|left, right| left.table == right.table) {
        let mut foreign = table.iter().filter(|row| is_foreign(row));
        let Some(first) = foreign.next() else { continue };
        let (Some(system), Some(platform)) = (first.target_platform, first.platform) else { continue };
        let mut message = format!("`{}` is a file for {platform} in a section for {system}", first.name);
        let more = foreign.count();
        if more > 0 {
            message = format!("{message}, with {more} more in the same table");
        }
        let draft = drafts
            .add(first.span(FileCell::Platform).unwrap_or_else(|| first.name_span()), message)
            .label(format!("no {system} system runs it"))
            .help("correct the platform, or the label of the section, or move the row to the section of its systems");
        first.mark(draft);
    }
}
