//! The site: the same bytes for the same data, nothing of an article as it is in a script, replaced as a whole.

use crate::support::{Project, article};
use flate2::read::ZlibDecoder;
use serde_json::Value;
use std::io::Read as _;

const HOSTILE: &str = "# </script><script>alert(1)</script>\n\n_Original KB number:_ &nbsp; 981508\n\n\"); alert(1); kbc(\"\n\n|File name|File version|File size|\n|---|---|---|\n|`\"><img src=x onerror=alert(1)>.dll`|6.1.7600.1|1,024|\n|Cache.sys|6.1.7600.1|1,024|\n";

/// Enough articles for several shards.
const ARTICLES: u32 = 400;

fn project() -> Project {
    let articles = (1..=ARTICLES).map(|number| (format!("{}/{number}.md", number % 3), article(number)));
    let project = Project::with(articles.chain([("hostile.md".to_owned(), HOSTILE.to_owned())]));
    project.kbc(&["build"]).exits(0);
    project
}

/// The value of a character of a shard: printable ASCII that ends neither a text nor a script.
fn digit(character: u8) -> u32 {
    let digits = (b'!'..=b'~').filter(|own| !b"\"\\<".contains(own)).collect::<Vec<u8>>();
    let place = digits.iter().position(|own| *own == character);
    u32::try_from(place.unwrap_or_else(|| panic!("{character} is no digit"))).unwrap()
}

/// What a shard holds.
fn shard(project: &Project, name: &str) -> Value {
    let script = project.read(&format!("site/data/{name}.js"));
    let packed = script.strip_prefix(&format!("kbc(\"{name}\",\"")).unwrap().strip_suffix("\")\n").unwrap();
    let digits: Vec<u32> = packed.bytes().map(digit).collect();
    let mut bits = digits
        .chunks(2)
        .flat_map(|pair| (0..13).map(move |bit| (pair[0] + 91 * pair.get(1).copied().unwrap_or(0)) >> bit & 1));
    let packed: Vec<u8> = std::iter::from_fn(|| {
        let byte: Vec<u32> = bits.by_ref().take(8).collect();
        (byte.len() == 8).then(|| byte.iter().rev().fold(0, |sum, bit| sum << 1 | u8::try_from(*bit).unwrap()))
    })
    .collect();
    let mut json = String::new();
    ZlibDecoder::new(packed.as_slice()).read_to_string(&mut json).unwrap();
    serde_json::from_str(&json).unwrap()
}

#[test]
fn the_same_data_gives_the_same_site_with_any_number_of_threads() {
    let project = project();
    project.kbc(&["site", "--jobs", "1"]).exits(0).says("made a site of 401 articles");
    project.kbc(&["site", "--jobs", "16", "--output", "other"]).exits(0);
    assert!(project.files("site/data").len() > 8);
    for directory in ["", "/data", "/assets"] {
        assert_eq!(project.files(&format!("site{directory}")), project.files(&format!("other{directory}")));
    }
    project.kbc(&["site"]).exits(0).says("(unchanged)");
}

#[test]
fn whatever_an_article_holds_a_script_holds_one_text_that_is_no_code() {
    let project = project();
    project.kbc(&["site"]).exits(0);
    let mut texts = 0;
    for name in project.names("site/data") {
        let held = shard(&project, name.strip_suffix(".js").unwrap());
        let articles = held.as_array().into_iter().flatten().filter_map(|article| article["text"].as_str());
        texts += articles.filter(|text| *text == HOSTILE).count();
    }
    assert_eq!(texts, 1, "the text of the article is there once, as it is");
    let page = project.read("site/index.html");
    assert!(page.contains("default-src 'none'"), "{page}");
}

#[test]
fn a_site_says_of_each_file_where_it_is_printed() {
    let project = project();
    project.kbc(&["site"]).exits(0);
    let meta = shard(&project, "meta");
    // `source`, the first column, stands in no row.
    let name = meta["roles"]["file.name"][1].as_u64().unwrap() - 1;
    let files = shard(&project, "file-0");
    let rows = files.as_array().unwrap();
    let of = |row: &Value| row[usize::try_from(name).unwrap() + 3].as_str().unwrap().to_lowercase();
    assert!(rows.iter().map(of).is_sorted(), "rows are sorted by name");
    let number = u64::from(ARTICLES);
    let hostile = rows.iter().find(|row| row[0] == number && of(row) == "cache.sys").unwrap();
    assert_eq!(hostile[1], 10, "{hostile}");
}

#[test]
fn a_site_without_text_holds_rows_and_no_text() {
    let project = project();
    project.kbc(&["site", "--without-text"]).exits(0);
    let article = &shard(&project, "article-0")[0];
    assert!(article.get("text").is_none());
    assert!(article["rows"]["files"].is_array());
}

#[test]
fn an_article_that_is_not_the_one_that_was_compiled_is_told_apart() {
    let project = project();
    project.write("input/hostile.md", format!("{HOSTILE}\nedited\n"));
    project.kbc(&["site"]).exits(0);
    let firsts = shard(&project, "meta")["articles"]["firsts"].as_array().unwrap().len();
    let articles = shard(&project, &format!("article-{}", firsts - 1));
    let changed: Vec<&Value> =
        articles.as_array().unwrap().iter().filter(|article| article["changed"] == true).collect();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0]["source"], "hostile.md");
}

#[test]
fn a_directory_with_a_file_that_kbc_did_not_write_is_refused_and_left_alone() {
    let project = project();
    project.write("site/notes.txt", "mine");
    project.kbc(&["site"]).exits(2).says("`site` holds `notes.txt`, which kbc did not write");
    assert_eq!(project.names("site"), ["notes.txt"]);
    project.remove("site/notes.txt");
    project.kbc(&["site"]).exits(0);
    project.write("site/data/CNAME", "kbc.example");
    project.kbc(&["site"]).exits(2).says("`site` holds `data/CNAME`, which kbc did not write");
    assert_eq!(project.read("site/data/CNAME"), "kbc.example");
}

#[test]
fn shards_that_a_smaller_site_does_not_need_are_removed() {
    let project = project();
    project.kbc(&["site"]).exits(0);
    let shards = project.names("site/data").len();
    for number in 2..=ARTICLES {
        project.remove(&format!("input/{}/{number}.md", number % 3));
    }
    project.kbc(&["build"]).exits(0);
    project.kbc(&["site"]).exits(0);
    assert!(project.names("site/data").len() < shards);
}

#[test]
fn a_site_shows_what_changed_since_another_output() {
    let project = project();
    project.kbc(&["build", "--output", "old"]).exits(0);
    project.write("input/hostile.md", HOSTILE.replace("|Cache.sys|6.1.7600.1|1,024|", "|Cache.sys|6.1.7600.1|2,048|"));
    project.kbc(&["build"]).exits(0);
    project.kbc(&["site", "--against", "old"]).exits(0);
    let against = &shard(&project, "meta")["against"];
    assert_eq!(against["articles"]["edited"], 1, "{against}");
    let changes = shard(&project, "change-0");
    let sizes = changes.as_array().unwrap().iter().filter(|row| row[5] == "file_size");
    assert_eq!(sizes.map(|row| (&row[6], &row[7])).collect::<Vec<_>>(), [(&1024.into(), &2048.into())]);
}

#[test]
fn an_output_without_parquet_is_told_what_it_lacks() {
    let project = Project::built();
    project.kbc(&["build", "--formats", "csv"]).exits(0);
    project.kbc(&["site"]).exits(2).says("help: run `kbc build` first");
}
