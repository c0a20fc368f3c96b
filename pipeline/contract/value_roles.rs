//! `ValueRole`: what a value of a closed list is to the code, whatever its schema calls it: `role = "applies-to"`.

use super::{Contract, Each, Enumeration, Fact};
use crate::toml_file::Reader;
use toml::de::DeTable;

/// What a schema author must know of the role of a value.
pub struct ValueRoleInfo {
    /// The role.
    pub role: ValueRole,
    /// Name in `role`.
    pub name: &'static str,
    /// What a row of the dataset stands for whose column `section.kind` feeds.
    pub each: Each,
    /// Its meaning.
    pub doc: &'static str,
}

macro_rules! value_roles {
    ($($role:ident $name:literal $each:ident, $doc:literal;)*) => {
        /// What a kind of section, or of reference, is to the code. Where no value of a contract has the role, what
        /// the code does for it is not done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ValueRole {
            $(#[doc = $doc] $role,)*
        }

        /// Every role of a value.
        pub const VALUE_ROLES: &[ValueRoleInfo] =
            &[$(ValueRoleInfo { role: ValueRole::$role, name: $name, each: Each::$each, doc: $doc },)*];
    };
}

value_roles! {
    AppliesTo "applies-to" Section, "sections that list the products of the article";
    Prerequisites "prerequisites" Section, "sections that name what must be installed before";
    Replacement "replacement" Section, "sections that name the updates that this one replaces";
    Included "included" Section, "sections that name other updates that this one contains";
    Fixes "fixes" Section, "sections that list what is fixed";
    Properties "properties" Section, "sections in which the article speaks of itself";
    MoreInformation "more-information" Section, "sections that go on with what the summary says";
    FileInformation "file-information" Section, "sections that list files";
    AdditionalFiles "additional-files" Section, "sections that list the files that come with those of an update";
    Resolution "resolution" Section, "sections that say how to mend what is wrong, often with a list of files";
    Hotfix "hotfix" Section, "sections on how to get an update, often with a list of files";
    Replaces "replaces" Link, "references to an update that this one replaces";
}

impl ValueRole {
    /// Its name, its place and its meaning.
    #[must_use]
    pub fn info(self) -> &'static ValueRoleInfo {
        &VALUE_ROLES[self as usize]
    }
}

impl Contract {
    /// Whether the kind of a section has a role; not where there is none.
    #[must_use]
    pub fn is_kind(&self, kind: Option<u16>, role: ValueRole) -> bool {
        kind.is_some_and(|kind| self.section_kinds.role(kind) == Some(role))
    }

    /// The role of the kind of a section.
    #[must_use]
    pub fn role_of_kind(&self, kind: Option<u16>) -> Option<ValueRole> {
        self.section_kinds.role(kind?)
    }
}

impl Reader<'_> {
    /// The role that a schema gives to a value of a closed list; a mistake where the list has no such values, or one of
    /// them has the role already.
    pub(super) fn value_role(
        &mut self,
        value: &DeTable<'_>,
        list: &Enumeration,
        each: Each,
        is_fed_by_kind: bool,
    ) -> Option<ValueRole> {
        let word = self.text(value, "role")?;
        let valid = VALUE_ROLES.iter().filter(|info| is_fed_by_kind && info.each == each);
        let names: Vec<&str> = valid.map(|info| info.name).collect();
        if names.is_empty() {
            let fact = Fact::SectionKind.info().map_or("", |info| info.name);
            let message = format!("`{}` is the role of a kind of section or reference", word.text);
            let help = format!("give it to a value of the column of sections or links that `{fact}` feeds");
            self.push(word.range, message, "no role for this column", help);
            return None;
        }
        if !self.one_of(&word, "role", &names) {
            return None;
        }
        let role = VALUE_ROLES.iter().find(|info| info.name == word.text)?.role;
        if let Some(other) = list.with_role(role) {
            let message = format!("`{}` has the role `{}` already", list.name(other), word.text);
            self.push(word.range, message, "given a second time", "a role belongs to one value");
            return None;
        }
        Some(role)
    }
}
