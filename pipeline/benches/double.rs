//! Hostile articles of one size and of twice that size: a compiler that is linear takes twice the time.

use crate::floor::Work;
use crate::process::{Run, build, floor};
use hostile_shapes::{SHAPES, Shape};
use std::path::Path;
use std::time::Duration;

/// The shapes that tests know, and more.
#[path = "../tests/hostile_shapes.rs"]
mod hostile_shapes;

/// What takes longer is not measured again: its noise is small beside it.
const LONG: Duration = Duration::from_millis(400);
/// Articles are made longer until they take so long, in ms, ...
const ENOUGH: f64 = 500.0;
/// ... or have so many bytes, ...
const LONGEST: usize = 16 << 20;
/// ... by so much each time.
const STEP: usize = 4;
/// Shorter times say nothing, in ms.
const SHORT: f64 = 20.0;
/// A higher ratio is named at the end.
const LINEAR: f64 = 2.3;

/// Prints a line for each shape: the build's times and the bare parser's, without what the smallest article takes; then the
/// shapes that more than double.
pub(crate) fn report(rounds: u16, jobs: usize) -> Result<(), String> {
    let [base, parse_base] = times("md", "text\n", rounds, jobs)?;
    println!(
        "time of processors, best of {rounds}; a short article takes {base:.1} ms, bare parsing {parse_base:.1} ms"
    );
    println!("ratio: time at 2N to time at N, both less the above; about 2 is linear, about 4 quadratic");
    println!("parse: the same of bare parsing; -: too short to tell\n");
    println!("{:<60}{:>10}{:>12}{:>12}{:>8}{:>8}", "", "N", "ms at N", "ms at 2N", "ratio", "parse");
    let mut steep = Vec::new();
    for Shape { name, format, size, path, write } in SHAPES {
        let name = format!("{name} ({format})");
        let (_, extension) = path.rsplit_once('.').unwrap_or_default();
        let mut size = *size;
        let mut one = times(extension, &write(size), 1, jobs)?;
        while one[0] - base < ENOUGH {
            let longer = write(size * STEP);
            if longer.len() > LONGEST {
                break;
            }
            size *= STEP;
            one = times(extension, &longer, 1, jobs)?;
        }
        if rounds > 1 && one[0] < ENOUGH {
            one = times(extension, &write(size), rounds, jobs)?;
        }
        let two = times(extension, &write(2 * size), rounds, jobs)?;
        let ratio = ratio(one[0] - base, two[0] - base);
        let parse = self::ratio(one[1] - parse_base, two[1] - parse_base);
        let shown = [ratio, parse].map(|ratio| ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.1}")));
        println!("{name:<60}{size:>10}{:>12.1}{:>12.1}{:>8}{:>8}", one[0], two[0], shown[0], shown[1]);
        if ratio.is_some_and(|ratio| ratio > LINEAR) {
            steep.push(name);
        }
    }
    println!("\n{} of {} shapes take more than {LINEAR} times as long at twice the length", steep.len(), SHAPES.len());
    for name in steep {
        println!("  {name}");
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

/// A ratio of times in ms; null where they are too short to tell.
fn ratio(one: f64, two: f64) -> Option<f64> {
    (one >= SHORT).then(|| two / one)
}

#[expect(clippy::disallowed_methods, reason = "the article is input of the process that is measured")]
fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("cannot write `{}`: {error}", path.display()))
}
