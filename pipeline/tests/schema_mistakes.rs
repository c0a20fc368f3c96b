//! Mistakes in schemas: each is shown with file, line, carets and the nearest valid word, before anything is written.

use crate::support::{Project, repository};
use std::fmt::Write as _;

/// One thing that is broken in a copy of `schemas/`.
struct Mistake {
    /// A sentence: the name of the expected rendering in `fixtures/schema-mistakes/`.
    name: &'static str,
    file: &'static str,
    good: &'static str,
    bad: &'static str,
    /// The part of `bad` that the message points at; the first one behind the place that was changed.
    at: &'static str,
    /// What the message must say beside file and line.
    says: &'static [&'static str],
}

const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "a-family-that-has-the-name-of-another-one-is-refused",
        file: "families/windows.toml",
        good: "names = [\"Windows NT * Server\"]",
        bad: "names = [\"Windows NT\"]",
        at: "\"Windows NT\"",
        says: &["`Windows NT` names two families", "leave the name to one family"],
    },
    Mistake {
        name: "an-edition-that-is-a-spelling-of-another-one-is-refused",
        file: "families/cloud.toml",
        good: "\"Premium\", \"Basic\"]",
        bad: "[\"Premium\", \"standard\"], \"Basic\"]",
        at: "\"standard\"",
        says: &["`standard` stands for two editions", "it is a spelling of `Standard` already"],
    },
    Mistake {
        name: "a-version-without-a-word-is-refused",
        file: "families/servers.toml",
        good: "\"2006 R2\", \"2009 R2\"",
        bad: "\"2006 R2\", \"(*)\"",
        at: "\"(*)\"",
        says: &["`(*)` has no word that could be found"],
    },
    Mistake {
        name: "an-unknown-type-names-the-nearest-one",
        file: "files.toml",
        good: "\"byte-size\"",
        bad: "\"byte-sise\"",
        at: "\"byte-sise\"",
        says: &["unknown type `byte-sise`", "did you mean `byte-size`?"],
    },
    Mistake {
        name: "a-dataset-of-the-name-of-the-descriptor-is-refused",
        file: "ports.toml",
        good: "name = \"ports\"",
        bad: "name = \"datapackage\"",
        at: "\"datapackage\"",
        says: &["a dataset cannot be named `datapackage`", "the descriptor"],
    },
    Mistake {
        name: "a-dataset-of-the-name-of-a-device-is-refused",
        file: "ports.toml",
        good: "name = \"ports\"",
        bad: "name = \"com1\"",
        at: "\"com1\"",
        says: &["a dataset cannot be named `com1`", "Windows"],
    },
    Mistake {
        name: "two-columns-of-one-name-are-refused",
        file: "files.toml",
        good: "\"version_minor\"",
        bad: "\"version_major\"",
        at: "\"version_major\"",
        says: &["two columns are named `version_major`"],
    },
    Mistake {
        name: "an-earlier-name-that-another-column-has-is-refused",
        file: "tables.toml",
        good: "was = [\"rows\"]",
        bad: "was = [\"layout\"]",
        at: "\"layout\"",
        says: &["two columns claim the name `layout`"],
    },
    Mistake {
        name: "a-from-with-an-unknown-source-names-the-nearest-part",
        file: "files.toml",
        good: "\"file_version.major\"",
        bad: "\"file_version.mayor\"",
        at: "\"file_version.mayor\"",
        says: &["unknown source `file_version.mayor`", "did you mean `file_version.major`?"],
    },
    Mistake {
        name: "a-mistake-in-toml-itself-is-shown",
        file: "files.toml",
        good: "doc = \"Size of the file;",
        bad: "doc = Size of the file;",
        at: "Size of the file;",
        says: &["TOML"],
    },
    Mistake {
        name: "an-unknown-key-names-the-nearest-one",
        file: "products.toml",
        good: "required = true",
        bad: "requiered = true",
        at: "requiered",
        says: &["unknown key `requiered`", "did you mean `required`?"],
    },
    Mistake {
        name: "an-unknown-kind-of-row-names-the-nearest-one",
        file: "files.toml",
        good: "each = \"row\"",
        bad: "each = \"rows\"",
        at: "\"rows\"",
        says: &["`rows`", "did you mean `row`?"],
    },
    Mistake {
        name: "an-order-by-an-unknown-column-names-the-nearest-one",
        file: "products.toml",
        good: "order = [\"source\", \"ordinal\"]",
        bad: "order = [\"source\", \"ordinall\"]",
        at: "\"ordinall\"",
        says: &["unknown column `ordinall`", "did you mean `ordinal`?"],
    },
    Mistake {
        name: "an-unknown-role-names-the-nearest-one",
        file: "files.toml",
        good: "role = \"file-size\"",
        bad: "role = \"file-sise\"",
        at: "\"file-sise\"",
        says: &["unknown role `file-sise`", "did you mean `file-size`?"],
    },
    Mistake {
        name: "a-role-given-twice-is-refused",
        file: "files.toml",
        good: "role = \"file-folder\"",
        bad: "role = \"file-name\"",
        at: "\"file-name\"",
        says: &["`files.file_name` has the role `file-name` already"],
    },
    Mistake {
        name: "a-role-that-does-not-fit-the-type-is-refused",
        file: "files.toml",
        good: "role = \"file-folder\"",
        bad: "role = \"file-size\"",
        at: "\"file-size\"",
        says: &["the role `file-size` does not fit type `text`"],
    },
    Mistake {
        name: "an-unknown-role-of-a-kind-of-section-names-the-nearest-one",
        file: "sections.toml",
        good: "role = \"applies-to\"",
        bad: "role = \"aplies-to\"",
        at: "\"aplies-to\"",
        says: &["unknown role `aplies-to`", "did you mean `applies-to`?"],
    },
    Mistake {
        name: "a-statement-of-an-unknown-value-names-the-nearest-one",
        file: "files.toml",
        good: "value = \"utc\"",
        bad: "value = \"utd\"",
        at: "\"utd\"",
        says: &["unknown value `utd`", "did you mean `utc`?"],
    },
    Mistake {
        name: "a-constraint-on-an-unknown-column-names-the-nearest-one",
        file: "files.toml",
        good: "determines = [\"file_size\"]",
        bad: "determines = [\"file_sise\"]",
        at: "\"file_sise\"",
        says: &["unknown column `file_sise`", "did you mean `file_size`?"],
    },
    Mistake {
        name: "a-reference-to-an-unknown-dataset-names-the-nearest-one",
        file: "products.toml",
        good: "dataset = \"articles\"",
        bad: "dataset = \"article\"",
        at: "\"article\"",
        says: &["unknown dataset `article`", "did you mean `articles`?"],
    },
    Mistake {
        name: "a-reference-needs-as-many-columns-there-as-here",
        file: "sections.toml",
        good: "references = [\"source\"]",
        bad: "references = [\"source\", \"kb\"]",
        at: "\"source\"",
        says: &["`columns` names 1, but `references` names 2"],
    },
    Mistake {
        name: "a-reference-to-a-column-of-another-kind-is-refused",
        file: "releases.toml",
        good: "references = [\"source\"]",
        bad: "references = [\"kb\"]",
        at: "\"kb\"",
        says: &["`releases.source` cannot be compared with `articles.kb`", ", not "],
    },
    Mistake {
        name: "a-constraint-without-columns-is-refused",
        file: "sections.toml",
        good: "columns = [\"source\", \"ordinal\"]",
        bad: "columns = []",
        at: "[]",
        says: &["`columns` of the constraint is missing"],
    },
    Mistake {
        name: "a-constraint-on-what-is-known-late-is-refused",
        file: "assemblies.toml",
        good: "determines = [\"name_hash\"]",
        bad: "determines = [\"name_hash\", \"hash_check\"]",
        at: "\"hash_check\"",
        says: &["the values of `hash_check` are known only after all articles are read"],
    },
    Mistake {
        name: "a-constraint-on-findings-is-refused",
        file: "diagnostics.toml",
        good: "doc = \"The reason that the waiver gives.\"\n",
        bad: "doc = \"The reason that the waiver gives.\"\n\n[[constraint]]\nkind = \"unique\"\ncolumns = [\"line\"]\n",
        at: "\"unique\"",
        says: &["findings cannot be held to a constraint"],
    },
    Mistake {
        name: "an-unknown-level-names-the-nearest-one",
        file: "products.toml",
        good: "level = \"error\"",
        bad: "level = \"eror\"",
        at: "\"eror\"",
        says: &["unknown level `eror`", "did you mean `error`?"],
    },
    Mistake {
        name: "an-enum-without-values-is-refused",
        file: "tables.toml",
        good: "\"f32\"",
        bad: "\"enum\"",
        at: "\"enum\"",
        says: &["`enum`", "[[column.value]]"],
    },
    Mistake {
        name: "a-default-that-is-no-value-names-the-nearest-one",
        file: "kb_references.toml",
        good: "default = \"see_also\"",
        bad: "default = \"see_too\"",
        at: "\"see_too\"",
        says: &["unknown value `see_too`"],
    },
    Mistake {
        name: "a-value-of-the-wrong-type-says-what-is-expected",
        file: "products.toml",
        good: "required = true",
        bad: "required = \"yes\"",
        at: "\"yes\"",
        says: &["`required`", "expected true or false"],
    },
    Mistake {
        name: "a-format-that-does-not-exist-names-the-nearest-one",
        file: "cells.toml",
        good: "formats = [\"parquet\"]",
        bad: "formats = [\"parket\"]",
        at: "\"parket\"",
        says: &["unknown format `parket`", "did you mean `parquet`?"],
    },
    Mistake {
        name: "a-column-that-nothing-feeds-is-refused",
        file: "products.toml",
        good: "from = \"product.split\"\n",
        bad: "",
        at: "name = \"split\"",
        says: &["nothing feeds column `split`"],
    },
    Mistake {
        name: "labels-of-a-dataset-of-rows-are-refused",
        file: "ports.toml",
        good: "headers = [",
        bad: "labels = [",
        at: "\"",
        says: &["has labels, but `each` is `row`"],
    },
    Mistake {
        name: "a-language-with-a-heading-of-an-unknown-column-names-the-nearest-one",
        file: "languages/de.toml",
        good: "\"files.file_name\" = [\"Dateiname\"",
        bad: "\"files.file_nam\" = [\"Dateiname\"",
        at: "\"files.file_nam\"",
        says: &["unknown column `files.file_nam`", "did you mean `files.file_name`?"],
    },
    Mistake {
        name: "a-name-of-two-months-is-refused",
        file: "languages/de.toml",
        good: "[\"Februar\", \"Feb\"]",
        bad: "[\"Februar\", \"Jan\"]",
        at: "\"Jan\"",
        says: &["`Jan` names two months"],
    },
    Mistake {
        name: "a-word-of-a-language-that-can-never-match-is-refused",
        file: "languages/de.toml",
        good: "\"Montag\"",
        bad: "\"Mon-tag\"",
        at: "\"Mon-tag\"",
        says: &["expected a word, found `-` in `Mon-tag`", "texts are divided there"],
    },
    Mistake {
        name: "a-language-with-an-unknown-kind-of-section-names-the-nearest-one",
        file: "languages/de.toml",
        good: "symptoms = [\"Symptome\"",
        bad: "symptom = [\"Symptome\"",
        at: "symptom",
        says: &["unknown value `symptom` of `sections.canonical`", "did you mean `symptoms`?"],
    },
    Mistake {
        name: "a-sign-between-digits-is-one-sign",
        file: "languages/de.toml",
        good: "grouping = [\".\"",
        bad: "grouping = [\"..\"",
        at: "\"..\"",
        says: &["expected one sign in `grouping`"],
    },
    Mistake {
        name: "an-unknown-order-of-dates-names-those-there-are",
        file: "languages/de.toml",
        good: "order = \"dmy\"",
        bad: "order = \"dayfirst\"",
        at: "\"dayfirst\"",
        says: &["unknown order of a date `dayfirst`"],
    },
    Mistake {
        name: "a-heading-that-shows-nothing-is-refused",
        file: "languages/de.toml",
        good: "[\"Dateiname\", \"Dateinamen\"",
        bad: "[\"Dateiname\", \"\\u00ad\"",
        at: "\"\\u00ad\"",
        says: &["is no heading that could be found", "matches nothing"],
    },
    Mistake {
        name: "a-pattern-that-is-not-one-is-shown-at-its-place",
        file: "types.toml",
        good: "(?:https?://|ftp",
        bad: "(?:https?://|[ftp",
        at: "[ftp",
        says: &["unclosed character class", "the syntax is that of the Rust crate `regex`"],
    },
    Mistake {
        name: "a-pattern-that-fits-the-empty-text-is-refused",
        file: "types.toml",
        good: "pattern = '[0-9]{4,12}'",
        bad: "pattern = '[0-9]{0,12}'",
        at: "'[0-9]{0,12}'",
        says: &["the pattern fits the empty text"],
    },
    Mistake {
        name: "a-canonical-form-names-a-group-of-the-pattern",
        file: "types.toml",
        good: "\"CVE-${year}",
        bad: "\"CVE-${yaer}",
        at: "\"CVE-${yaer}",
        says: &["the pattern has no group `yaer`"],
    },
    Mistake {
        name: "a-type-of-the-name-of-another-one-is-refused",
        file: "types.toml",
        good: "name = \"url\"",
        bad: "name = \"version\"",
        at: "\"version\"",
        says: &["two types are named `version`", "a type of kbc"],
    },
    Mistake {
        name: "words-between-values-that-nothing-divides-are-refused",
        file: "types.toml",
        good: "divided_by = '[,;/ \\n#:]'\n",
        bad: "unit = \"bugs\"\n",
        at: "\"and\"",
        says: &["`between` says nothing here", "add `divided_by"],
    },
    Mistake {
        name: "a-pattern-too-large-is-refused",
        file: "types.toml",
        good: "pattern = '[0-9]{4,12}'",
        bad: "pattern = '(?:\\w{900}){900}'",
        at: "'(?:",
        says: &["the pattern takes more than 1024 KB when it is compiled", "write shorter repetitions"],
    },
    Mistake {
        name: "an-unknown-storage-of-a-type-names-those-there-are",
        file: "types.toml",
        good: "\"integer\"",
        bad: "\"number\"",
        at: "\"number\"",
        says: &["unknown storage `number`", "integer"],
    },
    Mistake {
        name: "a-constraint-of-a-pattern-on-numbers-is-refused",
        file: "products.toml",
        good: "kind = \"unique\"\ncolumns = [\"source\", \"ordinal\"]\n",
        bad: "kind = \"pattern\"\npattern = '[0-9]+'\ncolumns = [\"ordinal\"]\n",
        at: "\"ordinal\"",
        says: &["`products.ordinal` is stored as another type than text", "has type u32"],
    },
    Mistake {
        name: "a-constraint-of-a-pattern-needs-its-pattern",
        file: "ports.toml",
        good: "kind = \"unique\"",
        bad: "kind = \"pattern\"",
        at: "\"pattern\"",
        says: &["`pattern` of the constraint is missing"],
    },
];

/// Mistakes that change what is checked or stored; the wording is free, but they must not pass in silence.
const SILENT: &[Mistake] = &[
    Mistake {
        name: "a-reference-must-name-its-dataset",
        file: "products.toml",
        good: "dataset = \"articles\"\n",
        bad: "",
        at: "",
        says: &["dataset"],
    },
    Mistake {
        name: "a-constraint-must-name-its-columns",
        file: "products.toml",
        good: "kind = \"unique\"\ncolumns = [\"source\", \"ordinal\"]\n",
        bad: "kind = \"unique\"\n",
        at: "",
        says: &["columns"],
    },
    Mistake {
        name: "the-contract-must-have-a-version-and-no-other-key",
        file: "contract.toml",
        good: "version = ",
        bad: "versoin = ",
        at: "",
        says: &["version"],
    },
    Mistake {
        name: "the-version-of-the-contract-is-three-numbers",
        file: "contract.toml",
        good: "version = \"",
        bad: "version = \"x",
        at: "\"x",
        says: &["expected a version", "three numbers"],
    },
    Mistake {
        name: "an-empty-heading-matches-nothing",
        file: "files.toml",
        good: "headers = [",
        bad: "headers = [\"\", ",
        at: "\"\"",
        says: &["`headers` holds an empty text"],
    },
];

impl Mistake {
    /// The schema with the mistake, and the line that the message must name.
    fn make(&self, text: &str) -> (String, usize) {
        let start =
            text.find(self.good).unwrap_or_else(|| panic!("{}: no `{}` in {}", self.name, self.good, self.file));
        let broken = [&text[..start], self.bad, &text[start + self.good.len()..]].concat();
        // What was left out is reported where its table begins, above the place.
        let at = match broken[start..].find(self.at) {
            Some(at) if !self.bad.is_empty() => start + at,
            _ => broken[..start].rfind(self.at).unwrap(),
        };
        let line = broken[..at].lines().count() + usize::from(broken[..at].ends_with('\n'));
        (broken, line)
    }
}

/// A project with an output and its own schemas.
fn project() -> Project {
    let project = Project::built();
    project.copy_schemas("schemas");
    project
}

#[test]
fn each_mistake_is_shown_as_expected_and_the_old_output_stays() {
    let project = project();
    let before = project.files("output");
    let mut wrong = String::new();
    for mistake in MISTAKES {
        let path = format!("schemas/{}", mistake.file);
        let good = project.read(&path);
        let (broken, line) = mistake.make(&good);
        project.write(&path, broken);
        let ran = project.kbc(&["build"]).exits(2).says(&format!("{path}:{line}:")).says("^");
        assert_eq!(ran.out, "", "{}", mistake.name);
        let ran = mistake.says.iter().fold(ran, |ran, text| ran.says(text));
        let expected = expected(mistake.name, &ran.err);
        if ran.err != expected {
            let _ = writeln!(wrong, "== {}\nexpected:\n{expected}\nfound:\n{}", mistake.name, ran.err);
        }
        project.write(&path, good);
    }
    assert!(project.files("output") == before, "the old output was touched");
    assert!(wrong.is_empty(), "not as in pipeline/tests/fixtures/schema-mistakes/ (see `just bless`):\n{wrong}");
}

/// The expected rendering; `KBC_BLESS=1` rewrites it.
fn expected(name: &str, found: &str) -> String {
    let path = repository("pipeline/tests/fixtures/schema-mistakes").join(format!("{name}.txt"));
    if std::env::var_os("KBC_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, found).unwrap();
    }
    std::fs::read_to_string(&path).unwrap_or_default()
}

#[test]
fn no_mistake_passes_in_silence() {
    let project = project();
    let mut silent = Vec::new();
    for mistake in SILENT {
        let path = format!("schemas/{}", mistake.file);
        let good = project.read(&path);
        project.write(&path, mistake.make(&good).0);
        let ran = project.kbc(&["schema"]);
        let said = ran.err.contains(&format!("{path}:")) && mistake.says.iter().all(|text| ran.err.contains(text));
        if ran.code != Some(2) || !said {
            silent.push(mistake.name);
        }
        project.write(&path, good);
    }
    assert_eq!(silent, [""; 0]);
}

#[test]
fn several_mistakes_in_several_files_are_all_shown_at_once() {
    let project = project();
    let before = project.files("output");
    let mistakes: Vec<&Mistake> = MISTAKES
        .iter()
        .filter(|mistake| ["products.toml", "tables.toml", "cells.toml"].contains(&mistake.file))
        .collect();
    // The two that rewrite `required = true` exclude each other.
    let mistakes = mistakes.into_iter().filter(|mistake| !mistake.bad.starts_with("requiered"));
    let mut expected = Vec::new();
    for mistake in mistakes {
        let path = format!("schemas/{}", mistake.file);
        let (broken, _) = mistake.make(&project.read(&path));
        project.write(&path, broken);
        expected.extend(mistake.says);
    }
    assert!(expected.len() > 6);
    let ran = project.kbc(&["build"]).exits(2);
    expected.into_iter().fold(ran, |ran, text| ran.says(text));
    assert!(project.files("output") == before);
}

#[test]
fn what_refers_to_a_dataset_that_is_not_understood_is_not_one_more_mistake() {
    let project = project();
    let files = project.read("schemas/files.toml");
    for broken in [files.replacen("doc = ", "dok = ", 1), files.replacen("name = ", "name: ", 1)] {
        project.write("schemas/files.toml", broken);
        let ran = project.kbc(&["schema"]).exits(2).says("schemas/files.toml:");
        let of_others = ran.err.matches("--> schemas/").count() - ran.err.matches("--> schemas/files.toml").count();
        assert_eq!(of_others, 0, "{}", ran.err);
    }
}

#[test]
fn a_dataset_whose_file_name_ends_like_that_of_the_version_is_a_dataset() {
    let project = project();
    let fixes = project.read("schemas/fixes.toml");
    project.remove("schemas/fixes.toml");
    project.write("schemas/fixes_contract.toml", fixes);
    project.kbc(&["schema", "fixes"]).exits(0).prints("## fixes");
    // Only the file of that very name says which version it is.
    project.remove("schemas/contract.toml");
    // Without it the schemas add to those of kbc, and have their version.
    let ran = project.kbc(&["schema", "fixes"]).exits(0);
    assert_eq!(ran.err, "");
}

#[test]
fn a_directory_that_holds_no_schemas_is_named() {
    let project = Project::built();
    project.write("empty/notes.txt", "");
    project.write("binary/files.toml", b"\xff\xfe\x00");
    project.kbc(&["schema", "--schemas", "nowhere"]).exits(2).says("`nowhere`");
    project.kbc(&["schema", "--schemas", "empty"]).exits(2).says("no schema found");
    project.kbc(&["schema", "--schemas", "binary"]).exits(2).says("`binary/files.toml`");
}
