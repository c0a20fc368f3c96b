//! Rows of an article that name the same build of the same file.
//!
//! A build is known by name, version and processor, and by whatever else the table prints to tell files apart: folder,
//! language, service pack, service branch, component. A side-by-side manifest is known by its name, which holds all of
//! that. A row without version or processor is known too little: old articles list the files of two processors in one
//! table without saying which is which.

use super::{Article, FileRow, hash, is_foreign};

/// Positions of rows in [`Article::files`], in groups of two or more, in the order of their first rows.
pub(super) fn builds(article: &Article<'_>) -> Vec<Vec<usize>> {
    let files = article.files();
    // A processor that its section cannot have is a slip.
    let is_known = |row: &FileRow<'_>| row.version.is_some() && row.platform.is_some() && !is_foreign(row);
    let known = files.iter().enumerate().filter(|(_, row)| is_known(row));
    let all = known.map(|(at, _)| at).chain(article.assemblies().iter().map(|row| row.file));
    let mut keys: Vec<(u64, usize)> = all.map(|at| (key(&files[at]), at)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut groups = Vec::new();
    for chunk in keys.chunk_by(|left, right| left.0 == right.0) {
        // Keys may be equal by chance.
        let first = &files[chunk[0].1];
        let group = chunk.iter().map(|&(_, at)| at).filter(|&at| is_same_build(first, &files[at]));
        let group: Vec<usize> = group.collect();
        if group.len() > 1 {
            groups.push(group);
        }
    }
    groups.sort_unstable();
    groups
}

/// What tells a file from others of its name.
fn apart<'r>(row: &'r FileRow<'_>) -> [Option<&'r str>; 7] {
    [row.version, row.platform, row.folder, row.language, row.component, row.sp_requirement, row.service_branch]
}

fn key(row: &FileRow<'_>) -> u64 {
    hash((name_hash(row.name), apart(row)))
}

fn is_same_build(left: &FileRow<'_>, right: &FileRow<'_>) -> bool {
    left.name.eq_ignore_ascii_case(right.name) && apart(left) == apart(right)
}

/// A hash of a name without case.
fn name_hash(name: &str) -> u64 {
    let bytes = name.bytes().map(|byte| u64::from(byte.to_ascii_lowercase()));
    bytes.fold(0, |hash: u64, byte| hash.wrapping_mul(0x0100_0000_01B3).wrapping_add(byte))
}

/// Endings of files that hold the texts of one language: one name and version, as many files as languages.
const OF_LANGUAGES: [&str; 3] = [".mui", ".rll", ".resources.dll"];

/// Whether a file exists once for each language, and its row does not say for which.
#[must_use]
pub fn is_one_of_many_languages(row: &FileRow<'_>) -> bool {
    let ends_with = |ending: &&str| {
        let start = row.name.len().checked_sub(ending.len());
        start.and_then(|start| row.name.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    row.language.is_none() && OF_LANGUAGES.iter().any(ends_with)
}

/// Builds with different rows in one section that are too many to be slips.
const MANY: usize = 3;

/// Whether name, version and processor tell the files of the article apart. Those of some products do not: their tables
/// list a library once for 32-bit and once for 64-bit programs, both built for x86, or once for each language.
#[must_use]
pub fn tells_files_apart(article: &Article<'_>) -> bool {
    let values = |row: &FileRow<'_>| (row.size, row.date, row.time);
    let differ = |rows: &[&FileRow<'_>]| rows.iter().any(|row| values(row) != values(rows[0]));
    let is_mixed =
        |build: &Vec<&FileRow<'_>>| build.chunk_by(|left, right| are_in_one_section(left, right)).any(differ);
    article.builds().filter(is_mixed).take(MANY).count() < MANY
}

/// Whether rows stand in one table, or in two under one label that names the system of both.
#[must_use]
pub fn are_in_one_section(left: &FileRow<'_>, right: &FileRow<'_>) -> bool {
    let names_system = || left.target_platform.is_some() && !left.target_products.is_empty();
    left.table == right.table || names_system() && (left.section, left.component) == (right.section, right.component)
}
