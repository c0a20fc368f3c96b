//! K413.

use crate::checks::{Check, Conflict, Example, Judge, Rule};
use crate::contract::Role;
use crate::finding::Level;
use crate::values::{AssemblyName, is_cut_component};

pub(super) const RULE: Rule = Rule {
    code: "K413",
    name: "assembly-group",
    level: Level::Error,
    summary: "a cut manifest name whose checksum disagrees with its siblings",
    rationale: "A component of more than 40 characters is printed with its middle cut out, but the checksum covers all of it. \
                So all manifests of one component, whatever their version and processor, must tell the same of what is \
                hidden. Where one does not, a character of its name is wrong.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File size|\n|---|---|\n\
         |Amd64_microsoft-windows-a..-experience-apphelp_31bf3856ad364e35_6.1.7600.20667_none_de980c70937ff1a3.manifest|1,024|\n\
         |X86_microsoft-windows-a..-experience-apphelp_31bf3856ad364e35_6.1.7600.20667_none_827970ecdb22806d.manifest|1,024|\n\
         |X86_microsoft-windows-a..-experience-apphelp_31bf3856ad364e35_6.1.7600.20677_none_827970ecdb22806d.manifest|1,024|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File size|\n|---|---|\n\
         |Amd64_microsoft-windows-a..-experience-apphelp_31bf3856ad364e35_6.1.7600.20667_none_de980c70937ff1a3.manifest|1,024|\n\
         |X86_microsoft-windows-a..-experience-apphelp_31bf3856ad364e35_6.1.7600.20667_none_827970ecdb22806d.manifest|1,024|\n",
    )])],
    needs: &[],
    check: Check::Corpus { gather: |_, _| {}, judge },
};

fn judge(judge: &mut Judge<'_>) {
    let files = judge.dataset(Role::FileName);
    for found in judge.disagreements() {
        let (name, other) = (judge.text(found.name.place), judge.text(found.other.place));
        let (cut, sibling) = (cut_part(&name), cut_part(&other));
        let (message, label) = match found.conflict {
            Conflict::HidesAnother => (
                format!("`{cut}` stands for another name here than in its sibling"),
                "by its checksum, this one stands for another name",
            ),
            Conflict::CutDiffers => (
                format!("`{cut}` stands for the name that its sibling prints as `{sibling}`"),
                "by its checksum, this one stands for the same name",
            ),
        };
        judge
            .add(found.name.place, message)
            .label("one character of this name is wrong, or more")
            .other_place(found.other.place, label)
            .row(files, found.name.table, Some(found.name.row))
            .help("compare it with the manifest itself, or with its siblings");
    }
}

/// The part of a manifest name that is cut.
fn cut_part(name: &str) -> &str {
    let Some(parts) = AssemblyName::of(name) else { return name };
    if is_cut_component(parts.component) { parts.component } else { parts.culture }
}
