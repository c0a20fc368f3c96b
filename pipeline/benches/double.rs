//! Hostile articles of one size and of twice that size: a compiler that is linear takes twice the time.

use crate::floor::Work;
use crate::process::{Run, build, floor};
use std::path::Path;
use std::time::Duration;

/// A way to write an article that is hard to read.
struct Shape {
    /// What there are `size` of.
    name: &'static str,
    /// The smaller of the two sizes.
    size: usize,
    /// Extension of the article.
    extension: &'static str,
    /// Writes an article of a size.
    write: fn(usize) -> String,
}

const HEADER: &str = "| File name | File version | File size | Date | Time | Platform |\n|---|---|---|---|---|---|\n";
const ROW: &str = "| Mscorlib.dll | 10.0.14393.206 | 4,096 | 21-Mar-2018 | 16:39 | x64 |\n";

const SHAPES: &[Shape] = &[
    md("rows of a table", 50_000, |n| HEADER.to_owned() + &ROW.repeat(n)),
    md("tables", 10_000, |n| format!("## Files\n\n{HEADER}{ROW}\n").repeat(n)),
    md("headings", 20_000, |n| "## Heading\n\nText\n\n".repeat(n)),
    txt("rows on lines", 50_000, |n| {
        "File name File version File size Date\n".to_owned() + &"A.dll 10.0.14393.206 4,096 21-Mar-2018\n".repeat(n)
    }),
    txt("rows of cells on lines", 50_000, |n| {
        "File name\nFile version\nDate\n".to_owned() + &"A.dll\n10.0.14393.206\n21-Mar-2018\n".repeat(n)
    }),
    txt("records on lines", 50_000, |n| "File name\nA.dll\nFile version\n10.0.14393.206\n".repeat(n)),
    txt("records of one key", 2_000, |n| "File name\nA.manifest\n".repeat(n)),
    txt("headers without rows", 1_000, |n| "File name File version File size\n".repeat(n)),
    txt("headings of columns", 4_000, |n| "File name\n".repeat(n)),
    md("unclosed brackets", 200_000, |n| "[".repeat(n)),
    md("unclosed fences", 20_000, |n| "```text\n".repeat(n) + "text\n"),
    md("unclosed comments", 20_000, |n| "a <!-- ".repeat(n)),
    md("bytes of backticks", 250_000, backticks),
    md("nested quotes", 1_000_000, |n| "> ".repeat(n) + "text\n"),
    md("nested items", 500_000, |n| "- ".repeat(n) + "text\n"),
    md("bytes in one line", 10_000_000, |n| "word ".repeat(n / 5)),
    md("cells in one line", 20_000, |n| format!("{HEADER}{}|\n", "| ä.dll ".repeat(n))),
    md("links in one line", 50_000, |n| "[a](/help/4012212) ".repeat(n)),
];

const fn md(name: &'static str, size: usize, write: fn(usize) -> String) -> Shape {
    Shape { name, size, extension: "md", write }
}

const fn txt(name: &'static str, size: usize, write: fn(usize) -> String) -> Shape {
    Shape { name, size, extension: "txt", write }
}

/// Runs of backticks, each of another length: none closes another.
fn backticks(bytes: usize) -> String {
    let mut text = String::new();
    for length in 1.. {
        if text.len() >= bytes {
            break;
        }
        text.push('a');
        text.push_str(&"`".repeat(length));
    }
    text
}

/// What takes longer is not measured again: its noise is small beside it.
const LONG: Duration = Duration::from_secs(2);

/// Prints a line for each shape: the build's times and the bare parser's, without what the smallest article takes.
pub(crate) fn report(rounds: u16, jobs: usize) -> Result<(), String> {
    let [base, parse_base] = times("md", "text\n", rounds, jobs)?;
    println!(
        "time of processors, best of {rounds}; a short article takes {base:.1} ms, bare parsing {parse_base:.1} ms"
    );
    println!("ratio: time at 2N to time at N, both less the above; about 2 is linear, about 4 quadratic");
    println!("parse: the same of bare parsing; -: too short to tell\n");
    println!("{:<24}{:>10}{:>12}{:>12}{:>8}{:>12}", "", "N", "ms at N", "ms at 2N", "ratio", "parse");
    for Shape { name, size, extension, write } in SHAPES {
        let one = times(extension, &write(*size), rounds, jobs)?;
        let two = times(extension, &write(2 * size), rounds, jobs)?;
        let ratio = ratio(one[0] - base, two[0] - base);
        let parse = self::ratio(one[1] - parse_base, two[1] - parse_base);
        println!("{name:<24}{size:>10}{:>12.1}{:>12.1}{ratio:>8}{parse:>12}", one[0], two[0]);
    }
    Ok(())
}

/// Least times, in ms, of a build and of bare parsing.
fn times(extension: &str, text: &str, rounds: u16, jobs: usize) -> Result<[f64; 2], String> {
    let directory = tempfile::tempdir().map_err(|error| format!("cannot make a temporary directory: {error}"))?;
    write(&directory.path().join("article").with_extension(extension), text)?;
    Ok([
        best(rounds, || build(directory.path(), jobs, &[], 1))?,
        best(rounds, || floor(Work::Parse, directory.path(), jobs, 1))?,
    ])
}

fn best(rounds: u16, run: impl Fn() -> Result<Run, String>) -> Result<f64, String> {
    let mut best = Duration::MAX;
    for _ in 0..rounds {
        best = best.min(run()?.cpu);
        if best > LONG {
            break;
        }
    }
    Ok(best.as_secs_f64() * 1e3)
}

/// A ratio; none where the times are too short to tell, in ms.
fn ratio(one: f64, two: f64) -> String {
    if one < 2.0 { "-".to_owned() } else { format!("{:.1}", two / one) }
}

#[expect(clippy::disallowed_methods, reason = "the article is input of the process that is measured")]
fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("cannot write `{}`: {error}", path.display()))
}
