//! `kbc pipe`: rows of a stream are those of a build, a cut stream is told from a whole one, and no article ends it.

use crate::compiled::contract;
use crate::support::{CORPUS, Project, article, corpus};
use arrow::array::{AsArray, BinaryArray, Int64Array, RecordBatch, StringArray, StructArray, UInt64Array};
use arrow::compute::{cast, concat_batches, take_record_batch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use kbc::checks::{Check, RULES};
use kbc::contract::Each;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::io::{Cursor, Read, Write};
use std::process::{Child, Stdio};
use std::sync::Arc;

/// Articles as a batch: path, and bytes or a null.
fn batch<B: AsRef<[u8]>>(articles: &[(&str, Option<B>)]) -> RecordBatch {
    let paths: StringArray = articles.iter().map(|(path, _)| Some(*path)).collect();
    let contents: BinaryArray = articles.iter().map(|(_, bytes)| bytes.as_ref()).collect();
    RecordBatch::try_new(input_schema(), vec![Arc::new(paths), Arc::new(contents)]).unwrap()
}

fn input_schema() -> SchemaRef {
    let fields = [Field::new("source", DataType::Utf8, false), Field::new("content", DataType::Binary, true)];
    Arc::new(Schema::new(fields.to_vec()))
}

fn stream(schema: &Schema, batches: &[RecordBatch]) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), schema).unwrap();
    for batch in batches {
        writer.write(batch).unwrap();
    }
    writer.into_inner().unwrap()
}

/// What a run of `kbc pipe` gave.
struct Piped {
    code: Option<i32>,
    bytes: Vec<u8>,
    err: String,
}

impl Piped {
    /// The schema, the rows as one batch, and what stands behind the end of the stream.
    fn rows(&self) -> (SchemaRef, RecordBatch, String) {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""));
        let mut bytes = Cursor::new(self.bytes.as_slice());
        let mut reader = StreamReader::try_new(&mut bytes, None).unwrap();
        let schema = reader.schema();
        let batches: Vec<RecordBatch> = reader.by_ref().map(Result::unwrap).collect();
        let mut behind = String::new();
        bytes.read_to_string(&mut behind).unwrap();
        (schema.clone(), concat_batches(&schema, &batches).unwrap(), behind)
    }
}

fn start(arguments: &[&str]) -> (Project, Child) {
    let project = Project::empty();
    let mut command = project.command(&["pipe"]);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    (project, child)
}

fn piped(arguments: &[&str], input: Vec<u8>) -> Piped {
    let (_project, mut child) = start(arguments);
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        // It may stop to read before the end.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    Piped { code: output.status.code(), bytes: output.stdout, err: String::from_utf8(output.stderr).unwrap() }
}

/// The articles of `input/`, in one batch and in several.
fn corpus_stream() -> Vec<u8> {
    let texts: Vec<(&str, Option<String>)> = CORPUS.iter().map(|name| (*name, Some(corpus(name)))).collect();
    stream(&input_schema(), &[batch(&texts[..1]), batch(&texts[1..])])
}

#[test]
fn the_schema_comes_before_anything_is_read() {
    let (_project, mut child) = start(&["--dataset", "files"]);
    let mut reader = StreamReader::try_new(child.stdout.take().unwrap(), None).unwrap();
    assert_eq!(reader.schema().field(0).name(), "source");
    let mut stdin = child.stdin.take().unwrap();
    let whole = stream(&input_schema(), &[batch(&[("a.md", Some(article(1)))])]);
    let (some, end) = whole.split_at(whole.len() - 8);
    stdin.write_all(some).unwrap();
    // Its rows come before the end of the stream is known.
    assert_eq!(reader.next().unwrap().unwrap().num_rows(), 4);
    stdin.write_all(end).unwrap();
    drop(stdin);
    assert!(reader.next().is_none());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_whole_stream_ends_with_its_numbers() {
    let (_, rows, behind) = piped(&["--dataset", "files"], corpus_stream()).rows();
    assert_eq!(rows.num_rows(), 168);
    assert_eq!(behind, "{\"kbc_pipe\":1,\"articles\":3,\"rows\":{\"files\":168}}\n");
    let (_, rows, behind) = piped(&["--only", "files,articles"], corpus_stream()).rows();
    assert_eq!(rows.num_rows(), 3);
    assert_eq!(behind, "{\"kbc_pipe\":1,\"articles\":3,\"rows\":{\"articles\":3,\"files\":168}}\n");
}

#[test]
fn a_cut_stream_is_an_error_and_its_output_has_no_end() {
    let whole = stream(&input_schema(), &[batch(&[("a.md", Some(article(1)))]), batch(&[("b.md", Some(article(2)))])]);
    let first = stream(&input_schema(), &[batch(&[("a.md", Some(article(1)))])]).len() - 8;
    for (length, said) in [
        (whole.len() - 8, "ends behind row 2 without its end-of-stream marker"),
        (whole.len() - 4, "breaks off behind row 2"),
        (first, "ends behind row 1 without its end-of-stream marker"),
        (first + 100, "behind row 1"),
        (0, "is not an Arrow stream"),
    ] {
        let piped = piped(&["--dataset", "files"], whole[..length].to_vec());
        assert_eq!(piped.code, Some(2), "{length}: {}", piped.err);
        assert!(piped.err.contains(said) && piped.err.contains("\n  help: "), "{length}: {}", piped.err);
        assert!(!piped.bytes.ends_with(b"}\n"), "{length}");
    }
}

#[test]
fn damaged_bytes_of_a_stream_are_an_error_and_no_panic() {
    let whole = stream(&input_schema(), &[batch(&[("a.md", Some("# KB1 - Cache\n"))])]);
    // A length of many bytes is asked of the system, which ends a process: each has its own.
    for at in (0..whole.len()).step_by(37) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        let piped = piped(&["--only", "ports"], damaged);
        assert!(matches!(piped.code, Some(0 | 2)), "byte {at}: {:?} {}", piped.code, piped.err);
        assert!(!piped.err.contains("panicked"), "byte {at}: {}", piped.err);
    }
}

#[test]
fn no_article_ends_the_stream() {
    let articles: [(&str, Option<&[u8]>); 5] = [
        ("empty.md", Some(b"")),
        ("null.md", None),
        ("bytes.md", Some(b"# KB1 - Caf\x81\xfe\xff \0 cache\n")),
        ("", Some(b"<table><tr><td>|a.dll|\n|---")),
        ("good.md", Some(b"# KB981506 - Cache\n\n|File name|File size|\n|---|---|\n|a.dll|1,024|\n")),
    ];
    let input = stream(&input_schema(), &[batch(&articles)]);
    let (_, rows, _) = piped(&["--only", "diagnostics,files"], input).rows();
    let sources: Vec<&str> = rows.column(0).as_string::<i32>().iter().flatten().collect();
    assert_eq!(sources, ["empty.md", "null.md", "bytes.md", "", "good.md"]);
    let count = |column: usize, row: usize| rows.column(column).as_list::<i32>().value_length(row);
    assert_eq!((count(2, 4), count(2, 0), count(2, 1)), (1, 0, 0), "rows of `files`");
    let findings = rows.column(1).as_list::<i32>();
    let codes = |row: usize| -> Vec<String> {
        let own = findings.value(row);
        own.as_struct().column(0).as_string::<i32>().iter().flatten().map(str::to_owned).collect()
    };
    assert!(codes(0).contains(&"K114".to_owned()) && codes(1).contains(&"K114".to_owned()));
    assert!(!codes(2).is_empty() && !codes(4).contains(&"K114".to_owned()), "{:?}", codes(2));
}

#[test]
fn an_empty_stream_gives_an_empty_one() {
    let (schema, rows, behind) = piped(&["--dataset", "ports"], stream(&input_schema(), &[])).rows();
    assert!(schema.field_with_name("source").is_ok());
    assert_eq!((rows.num_rows(), behind.as_str()), (0, "{\"kbc_pipe\":1,\"articles\":0,\"rows\":{\"ports\":0}}\n"));
    let (_, rows, _) = piped(&["--dataset", "ports"], stream(&input_schema(), &[batch::<&str>(&[])])).rows();
    assert_eq!(rows.num_rows(), 0);
}

#[test]
fn wrong_columns_are_named_with_what_is_expected() {
    let text = |value: Option<&str>| -> Arc<StringArray> { Arc::new(StringArray::from(vec![value])) };
    let of = |columns: Vec<(&str, Arc<dyn arrow::array::Array>)>| {
        let batch =
            RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)));
        let batch = batch.unwrap();
        stream(&batch.schema(), &[batch])
    };
    let number = || Arc::new(Int64Array::from(vec![1]));
    for (input, said) in [
        (
            of(vec![("path", text(Some("a.md"))), ("content", text(Some("x")))]),
            "no column `source`; its columns: `path`, `content`",
        ),
        (of(vec![("source", text(Some("a.md")))]), "no column `content`; its columns: `source`"),
        (
            of(vec![("source", number()), ("content", text(Some("x")))]),
            "column `source` of the input is Int64, expected text",
        ),
        (
            of(vec![("source", text(Some("a.md"))), ("content", number())]),
            "`content` of the input is Int64, expected text or binary",
        ),
        (of(vec![("source", text(None)), ("content", text(Some("x")))]), "row 1 of the input has no `source`"),
    ] {
        let piped = piped(&[], input);
        assert!(piped.code == Some(2) && piped.err.contains(said), "expected `{said}`: {}", piped.err);
        assert!(piped.err.contains("help: send an Arrow IPC stream"), "{}", piped.err);
    }
    let unknown = piped(&["--dataset", "filez"], Vec::new());
    assert!(
        unknown.code == Some(2) && unknown.err.contains("`filez`") && unknown.err.contains("files"),
        "{}",
        unknown.err
    );
}

#[test]
fn every_type_of_text_and_bytes_and_other_columns_are_taken() {
    let (_, expected, _) =
        piped(&["--dataset", "files"], stream(&input_schema(), &[batch(&[("a.md", Some(article(1)))])])).rows();
    for ty in [
        DataType::Utf8,
        DataType::LargeUtf8,
        DataType::Utf8View,
        DataType::LargeBinary,
        DataType::BinaryView,
        DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
    ] {
        let path = if matches!(ty, DataType::LargeBinary | DataType::BinaryView) { DataType::Utf8 } else { ty.clone() };
        let [path, content] = [(vec!["a.md".to_owned()], path), (vec![article(1)], ty.clone())]
            .map(|(texts, ty)| cast(&StringArray::from(texts), &ty).unwrap());
        let columns = [("more", Arc::new(Int64Array::from(vec![7])) as _), ("content", content), ("source", path)];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let (_, rows, _) = piped(&["--dataset", "files"], stream(&batch.schema(), &[batch])).rows();
        assert_eq!(rows, expected, "{ty}");
    }
}

#[test]
fn types_are_those_that_spark_knows() {
    fn is_plain(ty: &DataType) -> bool {
        match ty {
            DataType::List(item) => is_plain(item.data_type()),
            DataType::Struct(fields) => fields.iter().all(|field| is_plain(field.data_type())),
            DataType::Timestamp(unit, zone) => *unit == TimeUnit::Microsecond && zone.as_deref() == Some("UTC"),
            DataType::Utf8
            | DataType::Int16
            | DataType::Int64
            | DataType::Float32
            | DataType::Boolean
            | DataType::Date32 => true,
            _ => false,
        }
    }
    let (schema, ..) = piped(&[], stream(&input_schema(), &[])).rows();
    assert_eq!(schema.fields().len(), 1 + contract().datasets.len());
    for field in schema.fields() {
        assert!(is_plain(field.data_type()), "{field:?}");
    }
}

/// The rows of a dataset as a build wrote them.
fn of_build(project: &Project, name: &str) -> RecordBatch {
    let file = std::fs::File::open(project.path(&format!("output/{name}.parquet"))).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let schema = builder.schema().clone();
    let batches: Vec<RecordBatch> = builder.build().unwrap().map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

/// The rows in the types of a stream, without what only all articles can say.
fn comparable(rows: &RecordBatch, types: &Schema, dataset: &kbc::contract::Dataset) -> RecordBatch {
    let keep: UInt64Array = if dataset.each == Each::Finding {
        let is_of_article =
            |code: &str| RULES.iter().any(|rule| rule.code == code && matches!(rule.check, Check::Article(_)));
        let codes = rows.column_by_name("code").unwrap().as_string::<i32>();
        (0..).zip(codes).filter(|(_, code)| code.is_some_and(is_of_article)).map(|(at, _)| at).collect()
    } else {
        (0..rows.num_rows() as u64).collect()
    };
    let rows = take_record_batch(rows, &keep).unwrap();
    let columns =
        rows.columns().iter().zip(types.fields()).zip(&dataset.columns).filter(|(_, column)| !column.is_settled_late());
    let columns =
        columns.map(|((array, field), _)| (field.name().clone(), cast(array, field.data_type()).unwrap(), true));
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

#[test]
fn rows_are_those_of_a_build_by_dataset_and_by_article() {
    let project = Project::of_corpus();
    project.kbc(&["build", "--formats", "parquet"]).exits(0);
    let (by_article, nested, _) = piped(&[], corpus_stream()).rows();
    let mut late = 0;
    for (at, dataset) in contract().datasets.iter().enumerate() {
        let (schema, rows, _) = piped(&["--dataset", &dataset.name], corpus_stream()).rows();
        let expected = comparable(&of_build(&project, &dataset.name), &schema, dataset);
        assert_eq!(comparable(&rows, &schema, dataset), expected, "{}", dataset.name);
        assert_eq!(by_article.field(at + 1).name(), &dataset.name);
        let lists = nested.column(at + 1).as_list::<i32>();
        let all: &StructArray = lists.values().as_struct();
        assert_eq!(comparable(&RecordBatch::from(all), &schema, dataset), expected, "{}", dataset.name);
        late += dataset.columns.iter().filter(|column| column.is_settled_late()).count();
    }
    assert_eq!(late, 2, "`kbc pipe --help` and docs/scaling.md name the columns that wait for all articles");
}

#[test]
fn the_output_depends_on_neither_threads_nor_batches() {
    let texts: Vec<(String, String)> = (0..100).map(|number| (format!("{number}.md"), article(number))).collect();
    let articles: Vec<(&str, Option<&str>)> =
        texts.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))).collect();
    let one = stream(&input_schema(), &[batch(&articles)]);
    let first = piped(&["--jobs", "1"], one.clone());
    let second = piped(&["--jobs", "2"], one);
    assert!(first.bytes == second.bytes && first.code == Some(0), "{}", second.err);
    let several: Vec<RecordBatch> = articles.chunks(7).map(batch).collect();
    let (_, rows, behind) = piped(&[], stream(&input_schema(), &several)).rows();
    let (_, expected, end) = first.rows();
    assert!(rows == expected && behind == end);
}

#[test]
fn a_reader_that_goes_away_ends_the_command_with_a_message() {
    let (_project, mut child) = start(&["--only", "cells"]);
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    let articles: Vec<RecordBatch> = (0..50).map(|number| batch(&[("a.md", Some(article(number)))])).collect();
    let input = stream(&input_schema(), &articles);
    let feeder = std::thread::spawn(move || stdin.write_all(&input).is_err());
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "error: the reader of the output went away before its end\n");
}

/// The most memory, in KiB, while so many batches went through.
#[cfg(target_os = "linux")]
fn peak(batches: u32) -> u64 {
    use wait4::Wait4 as _;
    let (_project, mut child) = start(&["--jobs", "1"]);
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        let mut writer = StreamWriter::try_new(&mut stdin, &input_schema()).unwrap();
        for number in 0..batches {
            let texts: Vec<(String, String)> =
                (0..8).map(|at| (format!("{number}-{at}.md"), article(number * 8 + at))).collect();
            let articles: Vec<_> = texts.iter().map(|(path, text)| (path.as_str(), Some(text))).collect();
            writer.write(&batch(&articles)).unwrap();
        }
        writer.finish().unwrap();
    });
    let mut bytes = 0;
    let mut stdout = child.stdout.take().unwrap();
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = stdout.read(&mut buffer) {
        bytes += read;
    }
    feeder.join().unwrap();
    let used = child.wait4().unwrap();
    assert!(used.status.success() && bytes > 0);
    used.rusage.maxrss / 1024
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_stream() {
    let (few, many) = (peak(4), peak(40));
    assert!(many < few + few / 4, "{few} KiB for 4 batches, {many} KiB for 40");
}
