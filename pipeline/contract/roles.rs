//! `Role`: what a column is to the rules, whatever its schema calls it: `role = "file-size"`.

use super::draft::Draft;
use super::{Dataset, Each, Fact, Origin};
use crate::toml_file::Mistake;
use crate::toml_file::Reader;
use crate::values::Physical;

/// What a row is about. All roles of one subject stand in one dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An article.
    Article,
    /// A file of an update.
    File,
    /// A file with its digests.
    Package,
    /// A release in a list of builds.
    Release,
    /// A version pattern and the branch it stands for.
    Branch,
    /// A fix of an update.
    Fix,
}

impl Subject {
    /// What one row of its dataset stands for.
    fn each(self) -> Each {
        if self == Self::Article { Each::Article } else { Each::Row }
    }
}

/// What a schema author must know of a role.
pub struct RoleInfo {
    /// The role.
    pub role: Role,
    /// Name in `role`.
    pub name: &'static str,
    /// What its row is about.
    pub subject: Subject,
    /// How its column is stored.
    pub physical: Physical,
    /// Its meaning.
    pub doc: &'static str,
}

macro_rules! roles {
    ($($role:ident $name:literal $subject:ident $physical:ident, $doc:literal;)*) => {
        /// What a column is to the rules. A rule names the roles it needs; where a contract lacks one, it is off.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Role {
            $(#[doc = $doc] $role,)*
        }

        /// Every role, in the order of [`Role`].
        pub const ROLES: &[RoleInfo] = &[
            $(RoleInfo {
                role: Role::$role,
                name: $name,
                subject: Subject::$subject,
                physical: Physical::$physical,
                doc: $doc,
            },)*
        ];
    };
}

roles! {
    ArticleLanguage "article-language" Article Text, "language that the article states for itself";
    ArticleVersion "article-version" Article Text, "version of the product that the article delivers";
    FileName "file-name" File Text, "name of a file";
    FileVersion "file-version" File Text, "version of a file";
    FileSize "file-size" File I64, "size of a file, in bytes";
    FileDate "file-date" File Date, "date of a file";
    FileTime "file-time" File Time, "time of day of a file";
    FilePlatform "file-platform" File Enum, "processor that a file is built for";
    FileServicePack "file-service-pack" File Text, "service pack that a file requires";
    FileBranch "file-branch" File Text, "servicing branch of a file, as printed";
    FileLanguage "file-language" File Text, "language of a file";
    FileFolder "file-folder" File Text, "folder of a file";
    PackageName "package-name" Package Text, "name of a file that digests are listed for";
    ReleaseBuild "release-build" Release Text, "build of a release";
    ReleaseProduct "release-product" Release Text, "product of a release";
    ReleaseName "release-name" Release Text, "name of a release";
    ReleaseKb "release-kb" Release U32, "article on a release";
    ReleaseDate "release-date" Release Date, "day of a release";
    BranchPattern "branch-pattern" Branch Text, "version pattern that stands for a servicing branch";
    FixBugs "fix-bugs" Fix Ints, "bugs that a fix of an update mends";
}

impl Role {
    /// Its name, subject, storage and meaning.
    #[must_use]
    pub fn info(self) -> &'static RoleInfo {
        &ROLES[self as usize]
    }
}

/// The column of each role: positions of its dataset and of the column; null where no schema gives the role.
#[derive(Debug, Default)]
pub struct Roles(Vec<Option<(usize, usize)>>);

impl Roles {
    /// The dataset and column of a role.
    #[must_use]
    pub fn column(&self, role: Role) -> Option<(usize, usize)> {
        self.0.get(role as usize).copied().flatten()
    }
}

/// Resolves the roles that schemas give; a mistake where a role is given twice, does not fit its column, or stands in
/// another dataset than the other roles of its subject.
pub(super) fn resolve(drafts: &[Draft], formats: &[&str], mistakes: &mut Vec<Mistake>) -> Roles {
    let mut found: Vec<Option<(usize, usize)>> = vec![None; ROLES.len()];
    let names: Vec<&str> = ROLES.iter().map(|info| info.name).collect();
    for (at, draft) in drafts.iter().enumerate() {
        let mut reader = Reader { path: draft.path.clone(), formats, mistakes };
        for (column, word) in draft.roles.iter().enumerate().filter_map(|(column, word)| Some((column, word.as_ref()?)))
        {
            if !reader.one_of(word, "role", &names) {
                continue;
            }
            let Some(info) = ROLES.iter().find(|info| info.name == word.text) else { continue };
            let physical = draft.dataset.columns[column].physical();
            if physical.likeness() != info.physical.likeness() {
                let type_name = draft.dataset.columns[column].type_name();
                let message = format!("the role `{}` does not fit type `{type_name}`", info.name);
                reader.push(word.range.clone(), message, "stored otherwise", format!("it is the {}", info.doc));
            } else if draft.dataset.each != info.subject.each() {
                let message =
                    format!("the role `{}` does not fit a dataset of each {}", info.name, draft.dataset.each.name());
                let help = format!("give it to a column of a dataset with `each = \"{}\"`", info.subject.each().name());
                reader.push(word.range.clone(), message, "another kind of row", help);
            } else if let Some((dataset, other)) = found[info.role as usize] {
                let path = &drafts[dataset].dataset.columns[other].path;
                let message = format!("`{path}` has the role `{}` already", info.name);
                reader.push(word.range.clone(), message, "given a second time", "a role belongs to one column");
            } else if let Some((dataset, other)) =
                of_subject(&found, info.subject).filter(|(dataset, _)| *dataset != at)
            {
                let path = &drafts[dataset].dataset.columns[other].path;
                let message = format!("`{path}` says that another dataset is about this subject");
                let help = format!("give `{}` to a column of `{}`", info.name, drafts[dataset].dataset.name);
                reader.push(word.range.clone(), message, "a second dataset", help);
            } else {
                found[info.role as usize] = Some((at, column));
            }
        }
    }
    Roles(found)
}

/// The column of any role of a subject.
fn of_subject(found: &[Option<(usize, usize)>], subject: Subject) -> Option<(usize, usize)> {
    ROLES.iter().filter(|info| info.subject == subject).find_map(|info| found[info.role as usize])
}

/// What names a column of a dataset to a rule.
#[derive(Clone, Copy, Debug)]
pub enum Meaning {
    /// The role that its schema gives it.
    Role(Role),
    /// The fact that feeds it first.
    Fact(Fact),
}

impl From<Role> for Meaning {
    fn from(role: Role) -> Self {
        Self::Role(role)
    }
}

impl From<Fact> for Meaning {
    fn from(fact: Fact) -> Self {
        Self::Fact(fact)
    }
}

impl Dataset {
    /// The position of the column that holds a part of another column's value: the `major` of a version.
    #[must_use]
    pub fn part_of(&self, column: usize, part: &str) -> Option<usize> {
        let is_part = |origin: &Origin| matches!(origin, Origin::Part { column: of, part: own } if *of == column && own.name() == part);
        self.columns.iter().position(|column| column.from.iter().any(is_part))
    }
}
