//! Checksums of manifest names: those of real names fit; a character that is changed shows; cut names are held against
//! each other over the corpus.

use super::compiled::contract;
use super::shared::{SEEDS, directory, own, seed};
use super::support::Project;
use kbc::build::check;
use kbc::checks::Article;
use kbc::source::Source;
use kbc::values::{AssemblyName, Verdict, text_hash};
use std::collections::{BTreeMap, BTreeSet};

/// The different manifest names of an article, with the table and row of the first of each.
fn manifests(source: &Source) -> BTreeSet<String> {
    let document = kbc::blocks::read(source);
    let lines = kbc::lines::read(&document, contract());
    let tables = kbc::tables::find(&lines);
    let records = kbc::records::read(&lines, &tables, kbc::outline::read(&lines, &tables), contract());
    let article = Article::new(0, &document, &tables, &records, contract());
    article.files().iter().filter(|row| row.kind == "manifest").map(|row| row.name.to_ascii_lowercase()).collect()
}

fn verdict(name: &str) -> Option<Verdict> {
    AssemblyName::of(name).map(|name| name.verdict())
}

#[test]
fn every_manifest_name_of_the_seeds_and_of_our_own_articles_fits_its_checksum() {
    let of = |sources: &[Source]| -> BTreeSet<String> { sources.iter().flat_map(manifests).collect() };
    let names = of(&own());
    assert_eq!(names.len(), 57);
    for name in &names {
        assert_eq!(verdict(name), Some(Verdict::Fits), "{name}");
    }
    let Some(shared) = directory() else {
        println!("skipped: the seeds are not here");
        return;
    };
    assert_eq!(of(&SEEDS.map(|name| seed(&shared, name))), names);
}

/// Another character of the same kind; null for characters that divide parts.
fn other(c: char) -> Option<char> {
    match c {
        '0'..='8' | 'a'..='e' | 'g'..='y' => char::from_u32(u32::from(c) + 1),
        '9' => Some('0'),
        'f' => Some('a'),
        'z' => Some('b'),
        _ => None,
    }
}

/// A name with another character at a place.
fn flipped(name: &str, at: usize) -> Option<String> {
    let c = other(name.as_bytes().get(at).copied().map(char::from)?)?;
    Some(format!("{}{c}{}", &name[..at], &name[at + 1..]))
}

#[test]
fn any_character_of_a_manifest_name_that_is_changed_shows() {
    let names: BTreeSet<String> = own().iter().flat_map(manifests).collect();
    let mut changed = 0;
    for name in &names {
        let stem = name.len() - ".manifest".len();
        for at in 0..stem {
            let Some(other) = flipped(name, at) else { continue };
            // A culture `none` that is changed is another culture.
            assert!(matches!(verdict(&other), Some(Verdict::Differs(_))), "{other}");
            changed += 1;
        }
    }
    assert!(changed > 57 * 60, "{changed} characters were changed");
}

#[test]
fn a_changed_character_in_any_part_of_a_manifest_name_of_an_article_is_reported_at_its_row() {
    let mut reported = 0;
    for source in own() {
        for name in manifests(&source) {
            let Some(start) = source.text.to_ascii_lowercase().find(&name) else { continue };
            let parts: Vec<&str> = name.trim_end_matches(".manifest").split('_').collect();
            let mut at = 0;
            for part in parts {
                let place = (at..at + part.len()).rev().find_map(|at| Some((at, flipped(&name, at)?)));
                at += part.len() + 1;
                let Some((_, other)) = place else { continue };
                let text = format!("{}{other}{}", &source.text[..start], &source.text[start + name.len()..]);
                let (_, findings) = check(&[(&source.path, &text)], contract(), jiff::civil::date(2026, 1, 1)).unwrap();
                let found: Vec<_> = findings.iter().filter(|finding| finding.code == "K316").collect();
                assert_eq!(found.len(), 1, "{other} in {}", source.path);
                assert_eq!(found[0].text, other, "{}", source.path);
                assert_eq!(found[0].place.span.start as usize, start, "{other} in {}", source.path);
                reported += 1;
            }
        }
    }
    assert!(reported > 57 * 4, "{reported} changes were reported");
}

/// The checksum of a whole name, by the way that the rules describe it.
fn checksum(component: &str, version: &str, platform: &str) -> String {
    let name = format!("{platform}_{component}_31bf3856ad364e35_{version}_none_0000000000000000.manifest");
    match verdict(&name) {
        Some(Verdict::Differs(checksum)) => format!("{checksum:016x}"),
        other => panic!("{name}: {other:?}"),
    }
}

const FULL: &str = "microsoft-windows-application-experience-apphelp";
const CUT: &str = "microsoft-windows-a..-experience-apphelp";

/// The name of a manifest as it is printed: the component cut.
fn printed(full: &str, cut: &str, version: &str, platform: &str) -> String {
    // The component that is too long to be printed is whole in the checksum.
    format!("{platform}_{cut}_31bf3856ad364e35_{version}_none_{}.manifest", checksum(full, version, platform))
}

fn article(names: &[String], prose: &str) -> String {
    let rows = names.iter().fold(String::new(), |rows, name| rows + "|" + name + "|1,024|\n");
    format!("_Original KB number:_ &nbsp; 981506\n\n{prose}\n\n|File name|File size|\n|---|---|\n{rows}")
}

/// Builds articles and gives `hash_check` and `component_full` by name.
fn settled(articles: &[(&str, String)]) -> BTreeMap<String, (String, String)> {
    let project = Project::with(articles.iter().map(|(name, text)| (*name, text)));
    project.kbc(&["build", "--formats", "csv", "--max-findings", "1"]);
    let text = project.read("output/assemblies.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (name, check, full) = (at("file_name"), at("hash_check"), at("component_full"));
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| (row[name].to_owned(), (row[check].to_owned(), row[full].to_owned()))).collect()
}

fn codes(articles: &[(&str, String)]) -> Vec<(String, String)> {
    let files: Vec<(&str, &str)> = articles.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let (_, findings) = check(&files, contract(), jiff::civil::date(2026, 1, 1)).unwrap();
    let found = findings.into_iter().filter(|finding| finding.code == "K413");
    found.map(|finding| (finding.place.source.to_string(), finding.text)).collect()
}

#[test]
fn cut_names_that_agree_are_consistent_and_one_alone_is_unchecked() {
    let (x86, x64) = (printed(FULL, CUT, "6.1.7600.20667", "x86"), printed(FULL, CUT, "6.1.7600.20667", "amd64"));
    let together =
        [("a.md", article(std::slice::from_ref(&x86), "")), ("b.md", article(std::slice::from_ref(&x64), ""))];
    let found = settled(&together);
    assert_eq!(found[&x86], ("consistent".to_owned(), String::new()));
    assert_eq!(found[&x64], ("consistent".to_owned(), String::new()));
    assert_eq!(codes(&together), []);
    // The same name twice proves nothing.
    let alone = [("a.md", article(&[x86.clone(), x86.clone()], ""))];
    assert_eq!(settled(&alone)[&x86], ("unchecked".to_owned(), String::new()));
    assert_eq!(codes(&alone), []);
}

#[test]
fn a_cut_name_is_recovered_from_a_word_anywhere_in_the_corpus_and_proved() {
    let name = printed(FULL, CUT, "6.1.7600.20667", "x86");
    let words = "The component Microsoft-Windows-Application-Experience-AppHelp is serviced.";
    let found = settled(&[("a.md", article(std::slice::from_ref(&name), "")), ("z.md", words.to_owned())]);
    assert_eq!(found[&name], ("verified".to_owned(), "Microsoft-Windows-Application-Experience-AppHelp".to_owned()));
    // Another word that is cut to the same text is none.
    let words = words.replace("Application-Experience", "Applicatiom-Experience");
    let found = settled(&[("a.md", article(std::slice::from_ref(&name), "")), ("z.md", words)]);
    assert_eq!(found[&name].0, "unchecked");
}

#[test]
fn a_cut_name_that_disagrees_with_its_siblings_is_reported_wherever_its_slip_is() {
    let good = [printed(FULL, CUT, "6.1.7600.20667", "x86"), printed(FULL, CUT, "6.1.7600.20667", "amd64")];
    let third = printed(FULL, CUT, "6.1.7600.20861", "x86");
    let mut reported = 0;
    for at in 0..third.len() - ".manifest".len() {
        let Some(slip) = flipped(&third, at) else { continue };
        let articles = [("a.md", article(&good, "")), ("b.md", article(std::slice::from_ref(&slip), ""))];
        assert_eq!(codes(&articles), [("b.md".to_owned(), slip)]);
        reported += 1;
    }
    assert!(reported > 60, "{reported}");
    let slip = flipped(&third, 0).unwrap();
    let found = settled(&[("a.md", article(&good, "")), ("b.md", article(std::slice::from_ref(&slip), ""))]);
    assert_eq!(found[&slip].0, "mismatch");
    assert_eq!(found[&good[0]].0, "consistent");
}

#[test]
fn the_hash_of_a_text_does_not_depend_on_case() {
    assert_eq!(text_hash("Microsoft-Windows-LSA"), text_hash("microsoft-windows-lsa"));
}
