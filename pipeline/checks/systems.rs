//! `System`: the file rows of an article for one processor and its products, whatever number of tables they stand in.
//!
//! An update article lists the files of each system under a label ("For all supported x64-based versions of Windows
//! 7"), and far below, under another label of the same scope, the manifests that come with them.

use super::{Article, AssemblyRow, FileRow};

/// What an article lists for one system.
pub struct System<'a> {
    /// Processor that the labels name.
    pub platform: &'a str,
    /// Products that the labels name.
    products: Vec<&'a str>,
    payload: Vec<usize>,
    assemblies: Vec<usize>,
}

impl<'a> System<'a> {
    /// The files that the update installs, in order.
    pub fn payload<'r>(&self, article: &'r Article<'a>) -> impl Iterator<Item = &'r FileRow<'a>> {
        self.payload.iter().filter_map(|&at| article.files().get(at))
    }

    /// The side-by-side manifests, in order, each with its row of `files`.
    pub fn assemblies<'r>(
        &self,
        article: &'r Article<'a>,
    ) -> impl Iterator<Item = (&'r AssemblyRow<'a>, &'r FileRow<'a>)> {
        let rows = self.assemblies.iter().filter_map(|&at| article.assemblies().get(at));
        rows.filter_map(|row| Some((row, article.files().get(row.file)?)))
    }

    /// Whether both name a product alike, or both name none. Labels drift: a product is lost or changes its place.
    #[must_use]
    pub fn shares_products(&self, other: &Self) -> bool {
        share(&self.products, other.products.iter().copied())
    }
}

fn share<'p>(known: &[&str], mut products: impl Iterator<Item = &'p str>) -> bool {
    let Some(first) = products.next() else { return known.is_empty() };
    known.contains(&first) || products.any(|product| known.contains(&product))
}

/// More are no systems: the work that rules do for each pair of them has an end.
const MOST: usize = 64;

/// The systems in the order of their first rows; none where no label names a processor.
pub(super) fn systems<'a>(article: &Article<'a>) -> Vec<System<'a>> {
    let files = article.files();
    let mut systems: Vec<System<'a>> = Vec::new();
    let mut start = 0;
    for table in files.chunk_by(|left, right| left.table == right.table) {
        let (first, end) = (&table[0], start + table.len());
        // Rows of one table stand under one label.
        if let Some(platform) = first.target_platform {
            let products = || first.target_products.iter().map(AsRef::as_ref);
            let is_same = |system: &System<'_>| system.platform == platform && share(&system.products, products());
            let at = systems.iter().position(is_same).unwrap_or(systems.len());
            if at == MOST {
                break;
            }
            if at == systems.len() {
                let (products, payload, assemblies) = (Vec::new(), Vec::new(), Vec::new());
                systems.push(System { platform, products, payload, assemblies });
            }
            let system = &mut systems[at];
            let new: Vec<&str> = products().filter(|product| !system.products.contains(product)).collect();
            system.products.extend(new);
            system.payload.extend((start..end).filter(|&at| files[at].kind == "payload"));
            let rows = article.assemblies();
            let position = |end: usize| rows.partition_point(|row| row.file < end);
            system.assemblies.extend(position(start)..position(end));
        }
        start = end;
    }
    systems
}

/// Whether a system of one processor runs files of another: 64-bit systems have the files of 32-bit programs, too.
fn runs(system: &str, file: &str) -> bool {
    system == file
        || match system {
            "x64" | "ia64" | "alpha" => file == "x86",
            "arm64" => matches!(file, "arm" | "x86" | "x64"),
            _ => false,
        }
}

/// Whether a system of a processor takes manifests whose names begin with a processor.
#[must_use]
pub fn takes(system: &str, manifest: &str) -> bool {
    match manifest {
        "amd64" => matches!(system, "x64" | "arm64"),
        "wow64" => matches!(system, "x64" | "ia64" | "arm64"),
        "x86" | "ia64" | "arm" | "arm64" => runs(system, manifest),
        _ => true,
    }
}

/// Whether the label of a row means another processor than the one that was read from it: Itanium was the first to be
/// called "64-bit".
#[must_use]
pub fn may_be_itanium(row: &FileRow<'_>) -> bool {
    let is_bits = |word: &[u8]| word.eq_ignore_ascii_case(b"64-bit");
    row.target_platform == Some("x64") && row.section.is_some_and(|label| label.as_bytes().windows(6).any(is_bits))
}

/// Whether a file is for a processor that the systems of its section do not run.
#[must_use]
pub fn is_foreign(row: &FileRow<'_>) -> bool {
    let Some((system, platform)) = row.target_platform.zip(row.platform) else { return false };
    let is_itanium = platform == "ia64" && may_be_itanium(row);
    !runs(system, platform) && !is_itanium
}
