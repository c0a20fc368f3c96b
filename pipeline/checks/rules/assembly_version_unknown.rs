//! K406.

use crate::checks::{Article, AssemblyRow, Check, Drafts, Example, FileCell, FileRow, Rule, System, pasted};
use crate::contract::Role;
use crate::finding::Level;
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) const RULE: Rule = Rule {
    code: "K406",
    name: "assembly-version-unknown",
    level: Level::Warning,
    summary: "a manifest of a version that no file listed for its system has",
    rationale: "A component has the version of the files that were built with it, and comes with a deployment of the \
                same version: a version that stands in one manifest alone and in no row of the file table is a slip, \
                or the table lacks a row. Deployments may have versions of their own: for them it is a note. Where no \
                manifest of a system has the version of a file, they are reported once, if the builds are those of the \
                files: other products count their assemblies and their files apart.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Lsasrv.dll|6.1.7600.20667|1,037,312|13-Mar-2010|07:13|x86|\n\n\
             ## Additional files for all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\
             |X86_1421ac8a9f6ef3ce8b937b0ae56209ae_31bf3856ad364e35_6.1.7600.20667_none_23708961b103e635.manifest|Not applicable|691|13-Mar-2010|10:55|Not applicable|\n\
             |X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20662_none_a6bd2076d72ee3d8.manifest|Not applicable|103,660|13-Mar-2010|11:02|Not applicable|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Lsasrv.dll|6.1.7600.20667|1,037,312|13-Mar-2010|07:13|x86|\n\n\
             ## Additional files for all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\
             |X86_1421ac8a9f6ef3ce8b937b0ae56209ae_31bf3856ad364e35_6.1.7600.20662_none_236b87efb1086782.manifest|Not applicable|691|13-Mar-2010|10:55|Not applicable|\n\
             |X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20662_none_a6bd2076d72ee3d8.manifest|Not applicable|103,660|13-Mar-2010|10:55|Not applicable|\n",
        )]),
    ],
    good: &[
        // Unchanged files keep their older versions; a deployment has the version of its component.
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
             |Lsasrv.dll|6.1.7600.20667|1,037,312|13-Mar-2010|07:13|x86|\n\n\
             ## Additional files for all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\
             |X86_1421ac8a9f6ef3ce8b937b0ae56209ae_31bf3856ad364e35_6.1.7600.20667_none_23708961b103e635.manifest|Not applicable|691|13-Mar-2010|10:55|Not applicable|\n\
             |X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_a6c221e8d72a628b.manifest|Not applicable|103,660|13-Mar-2010|11:02|Not applicable|\n",
        )]),
        // A component that has settings and no files.
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Lsasrv.dll|6.1.7600.20667|1,037,312|13-Mar-2010|07:13|x86|\n\n\
             ## Additional files for all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\
             |X86_1421ac8a9f6ef3ce8b937b0ae56209ae_31bf3856ad364e35_6.1.7600.20667_none_23708961b103e635.manifest|Not applicable|691|13-Mar-2010|10:55|Not applicable|\n\
             |X86_efb13a188cefafdfd852e77573ce5875_31bf3856ad364e35_6.1.7600.20655_none_0a39a762c6375223.manifest|Not applicable|695|13-Mar-2010|10:55|Not applicable|\n\
             |X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_a6c221e8d72a628b.manifest|Not applicable|103,660|13-Mar-2010|10:55|Not applicable|\n\
             |X86_microsoft-windows-lsa-policy_31bf3856ad364e35_6.1.7600.20655_none_b662efa3f214c16f.manifest|Not applicable|3,660|13-Mar-2010|10:55|Not applicable|\n",
        )]),
        // Managed code counts its assemblies and its files apart.
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |System.servicemodel.dll|3.0.4506.5851|5,992,448|13-Mar-2010|07:13|x86|\n\n\
             ## Additional files for all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\
             |Msil_system.servicemodel_b77a5c561934e089_6.1.7601.21666_none_b3dbd7df3fcaad73.manifest|Not applicable|691|13-Mar-2010|10:55|Not applicable|\n\
             |X86_wcf-system.servicemodel_b03f5f7f11d50a3a_6.1.7601.21666_none_84f8413bd88370fb.manifest|Not applicable|3,660|13-Mar-2010|10:55|Not applicable|\n",
        )]),
    ],
    needs: &[Role::FileName, Role::FileVersion, Role::FilePlatform],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    if article.assemblies().is_empty() {
        return;
    }
    let mut foreign = None;
    for system in article.systems() {
        let payload: Vec<&FileRow<'_>> = system.payload(article).filter(|row| row.numbers.is_some()).collect();
        let unknown = unknown(article, system, &payload);
        if unknown.is_empty() {
            continue;
        }
        // Manifests of another article have its versions, too, and are reported as what they are.
        let foreign = foreign.get_or_insert_with(|| pasted(article));
        if foreign.iter().any(|pasted| std::ptr::eq(pasted.system, system)) {
            continue;
        }
        for (assembly, row) in unknown {
            let message = format!(
                "`{}` of `{}` is the version of no file listed for this system",
                assembly.version, assembly.component
            );
            let draft = drafts.add(row.name_span(), message).label("no file of this version is listed");
            if assembly.is_deployment {
                draft.level(Level::Note);
            }
            let alike = |row: &&&FileRow<'_>| alike(assembly.numbers, row.numbers.unwrap_or_default());
            if let Some(place) = payload.iter().rev().max_by_key(alike).and_then(|row| row.span(FileCell::Version)) {
                draft.other(place, "the nearest version of a file");
            }
            row.mark(
                draft.help("compare it with the files; correct the name, or add the row that the file table lacks"),
            );
        }
    }
}

type Manifest<'r, 'a> = (&'r AssemblyRow<'a>, &'r FileRow<'a>);

/// The manifests of a system whose versions cannot be explained.
fn unknown<'r, 'a>(article: &'r Article<'a>, system: &System<'a>, payload: &[&FileRow<'a>]) -> Vec<Manifest<'r, 'a>> {
    let versions: FxHashSet<[u32; 4]> = payload.iter().filter_map(|row| row.numbers).collect();
    let manifests: Vec<Manifest<'r, 'a>> =
        system.assemblies(article).filter(|(assembly, _)| is_bound(assembly)).collect();
    let is_known = |assembly: &AssemblyRow<'_>| versions.contains(&assembly.numbers);
    let known: Vec<&AssemblyRow<'_>> = manifests.iter().map(|(row, _)| *row).filter(|row| is_known(row)).collect();
    if versions.is_empty() || known.len() == manifests.len() {
        return Vec::new();
    }
    if known.is_empty() {
        // A file without version may be what the component was built for.
        let is_whole = system.payload(article).all(|row| row.numbers.is_some());
        return if is_whole { foreign(&manifests, &versions) } else { Vec::new() };
    }
    let mut times: FxHashMap<[u32; 4], u32> = FxHashMap::default();
    for (assembly, _) in &manifests {
        *times.entry(assembly.numbers).or_default() += 1;
    }
    // A version that is right comes with the component and with its deployment. Where the article lists no
    // deployments, it comes with each part of the component: `Amd64_` and `Wow64_`.
    let has_deployments = manifests.iter().any(|(assembly, _)| assembly.is_deployment);
    let components: FxHashSet<&str> = known.iter().map(|assembly| assembly.component).collect();
    let is_slip = |assembly: &AssemblyRow<'_>| {
        times.get(&assembly.numbers) == Some(&1) && (has_deployments || components.contains(assembly.component))
    };
    manifests.into_iter().filter(|(assembly, _)| !is_known(assembly) && is_slip(assembly)).collect()
}

/// Whether its version is that of files: policies redirect to versions of their own, and managed code counts apart.
fn is_bound(assembly: &AssemblyRow<'_>) -> bool {
    assembly.platform != "msil" && !assembly.component.starts_with("policy.")
}

/// The first manifest with a name, where all are of builds that the files have, and of no revision.
fn foreign<'r, 'a>(manifests: &[Manifest<'r, 'a>], versions: &FxHashSet<[u32; 4]>) -> Vec<Manifest<'r, 'a>> {
    let builds: FxHashSet<&[u32]> = versions.iter().map(|numbers| &numbers[..3]).collect();
    let revisions: FxHashSet<&[u32]> = versions.iter().map(|numbers| &numbers[2..]).collect();
    let is_foreign = |numbers: &[u32; 4]| builds.contains(&numbers[..3]) && !revisions.contains(&numbers[2..]);
    let are_foreign = manifests.iter().all(|(assembly, _)| is_foreign(&assembly.numbers));
    let named = manifests.iter().find(|(assembly, _)| !assembly.is_deployment);
    named.filter(|_| are_foreign).copied().into_iter().collect()
}

/// How many numbers two versions begin with alike.
fn alike(left: [u32; 4], right: [u32; 4]) -> usize {
    left.iter().zip(&right).take_while(|(left, right)| left == right).count()
}
