//! Types that a contract states as a pattern: `[[type]] name = "bulletin", pattern = 'MS\d{2}-\d{3}'`.

use super::{List, Locale, Physical, Reading, Unreadable, Value, Words};
use crate::fold::folded;
use regex::{Regex, RegexBuilder};
use regex_syntax::ast;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Range;

/// What a contract says of a type.
#[derive(Clone, Debug, Default)]
pub struct PatternText {
    /// Name used in `type = "..."` of columns.
    pub name: String,
    /// One sentence: accepted spellings and what they become.
    pub doc: String,
    /// Unit of the value, empty where there is none.
    pub unit: String,
    /// Regular expression that a value fits as a whole. Its named groups are parts that other columns can take.
    pub pattern: String,
    /// Regular expression that a text fits as a whole where it looks like this type and hardly like another one, even when it
    /// is damaged; the pattern itself where there is none.
    pub shape: Option<String>,
    /// How a value is stored, in the words of [`Regex::replace`]: `MS${year}-${number}`; as printed where there is none.
    pub canonical: Option<String>,
    /// Spellings of "there is no value" besides those of the languages.
    pub null: Vec<String>,
    /// Whether it is stored as a number of 64 bits instead of a text.
    pub is_number: bool,
    /// Whether the column is a list of all values that a text holds.
    pub is_list: bool,
    /// Regular expression of what divides the values of a list, which then holds nothing else; values are looked for among
    /// other words where there is none.
    pub divided_by: Option<String>,
    /// Lists of the languages whose words may stand between the values of a divided list.
    pub between: Vec<Between>,
    /// The largest number of blank-separated words that one value is printed with; 0 = any number.
    pub words: usize,
    /// Whether one value may run over a line end.
    pub wraps: bool,
}

/// Words of languages that may stand between the values of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// What joins two things: `and`.
    And,
    /// Words before the number of a bug.
    Bugs,
}

impl Between {
    /// The words for `between` in a schema.
    pub const NAMES: &'static [(&'static str, Self)] = &[("and", Self::And), ("bugs", Self::Bugs)];

    fn has(self, word: &str, words: &Words) -> bool {
        match self {
            Self::And => words.is_and(word),
            Self::Bugs => words.list(List::Bugs).has(word),
        }
    }
}

/// A type whose values fit a pattern.
#[derive(Debug)]
pub struct PatternType {
    /// What the contract says of it.
    pub text: PatternText,
    /// Fits values as a whole.
    whole: Regex,
    /// Finds values in a text.
    inside: Regex,
    /// Fits what looks like a value.
    shape: Option<Regex>,
    /// Finds what divides values.
    divided_by: Option<Regex>,
}

/// Why a text cannot be the pattern of a type.
#[derive(Debug, PartialEq, Eq)]
pub struct PatternMistake {
    /// The key that holds the text.
    pub key: &'static str,
    /// The bytes of the text that are wrong, where it is known which.
    pub range: Option<Range<usize>>,
    /// What is wrong with it.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

/// The size that a compiled pattern may have, in bytes: a larger one takes long to be made, and memory.
const LARGEST: usize = 1 << 20;

/// Compiles a pattern. The time to look for it is linear in the text.
fn compile(key: &'static str, pattern: &str) -> Result<Regex, PatternMistake> {
    let mistake = |range, message, help| PatternMistake { key, range, message, help };
    // The syntax tree knows where a mistake is; `regex` has its message only.
    if let Err(error) = ast::parse::Parser::new().parse(pattern) {
        let span = error.span();
        let range = span.start.offset..span.end.offset;
        return Err(mistake(Some(range), error.kind().to_string(), SYNTAX));
    }
    RegexBuilder::new(pattern).size_limit(LARGEST).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => mistake(
            None,
            format!("the pattern takes more than {} KB when it is compiled", LARGEST / 1024),
            "write shorter repetitions, such as `\\d+` for `\\d{1,5000}`",
        ),
        // The last line says what is wrong.
        error => {
            let text = error.to_string();
            let message = text.lines().next_back().unwrap_or_default().trim_start_matches("error: ");
            mistake(None, message.to_owned(), SYNTAX)
        }
    })
}

const SYNTAX: &str = "the syntax is that of the Rust crate `regex`: no back-references, no look-around";

/// Makes a pattern of one that fits texts as a whole.
///
/// # Errors
/// When the text is not a pattern, or too large a one.
pub fn whole_pattern(key: &'static str, pattern: &str) -> Result<Regex, PatternMistake> {
    // It must be a pattern by itself: `a)(b` is not.
    compile(key, pattern)?;
    compile(key, &format!(r"\A(?:{pattern})\z"))
}

impl PatternType {
    /// Makes the type of what a contract says.
    ///
    /// # Errors
    /// When a pattern is not one, is too large, or fits the empty text; when the canonical form names a group that the pattern
    /// does not have.
    pub fn new(text: PatternText) -> Result<Self, PatternMistake> {
        let inside = compile("pattern", &text.pattern)?;
        if inside.find("").is_some() {
            return Err(PatternMistake {
                key: "pattern",
                range: None,
                message: "the pattern fits the empty text".to_owned(),
                help: "a value has at least one character: write `+` for `*`, or leave out `?`",
            });
        }
        let whole = whole_pattern("pattern", &text.pattern)?;
        let shape = text.shape.as_deref().map(|shape| whole_pattern("shape", shape)).transpose()?;
        let divided_by = text.divided_by.as_deref().map(|sign| compile("divided_by", sign)).transpose()?;
        if let Some(unknown) = text.canonical.as_deref().and_then(|canonical| unknown_group(canonical, &whole)) {
            return Err(PatternMistake {
                key: "canonical",
                range: None,
                message: format!("the pattern has no group `{unknown}`"),
                help: "name a group of the pattern, `(?<year>\\d{2})`, as `${year}`; a dollar sign is `$$`",
            });
        }
        Ok(Self { text, whole, inside, shape, divided_by })
    }

    /// The names of the groups, which are its parts.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.whole.capture_names().flatten()
    }

    /// How it is stored.
    #[must_use]
    pub fn physical(&self) -> Physical {
        match (self.text.is_list, self.text.is_number) {
            (false, false) => Physical::Text,
            (false, true) => Physical::I64,
            (true, false) => Physical::Texts,
            (true, true) => Physical::Ints,
        }
    }

    /// Whether a text looks like this type.
    #[must_use]
    pub fn is_shape(&self, text: &str, locale: Locale<'_>) -> bool {
        match &self.shape {
            Some(shape) => shape.is_match(text),
            None if !self.text.is_list => self.whole.is_match(text),
            None if self.divided_by.is_none() => self.inside.is_match(text),
            None => self.divided(text, locale).is_some(),
        }
    }

    /// Reads a text without surrounding blanks that is not one of the null spellings of the languages.
    ///
    /// # Errors
    /// When it does not fit the pattern.
    pub fn parse<'s>(&self, text: &'s str, locale: Locale<'_>) -> Reading<'s> {
        const UNFIT: Unreadable = Unreadable("it does not fit the pattern of its type");
        if self.text.null.iter().any(|null| folded(null).eq(folded(text))) {
            return Ok(Value::Null);
        }
        if !self.text.is_list {
            if !self.whole.is_match(text) {
                return Err(UNFIT);
            }
            let value = self.canonical(text);
            if !self.text.is_number {
                return Ok(Value::Text(value));
            }
            return value.parse().map(Value::I64).map_err(|_| Unreadable("it is not a whole number of 64 bits"));
        }
        let values = match self.divided_by {
            Some(_) => self.divided(text, locale).ok_or(UNFIT)?,
            None => self.inside.find_iter(text).map(|value| value.as_str()).collect(),
        };
        self.list(values)
    }

    /// The text of a group; null where the value has no such part, and of lists.
    #[must_use]
    pub fn group<'s>(&self, name: &str, text: &'s str) -> Value<'s> {
        if self.text.is_list {
            return Value::Null;
        }
        let group = self.whole.captures(text).and_then(|groups| groups.name(name));
        group.map_or(Value::Null, |group| Value::text(group.as_str()))
    }

    /// The values of a text that holds nothing else; null where it holds something else, or no value.
    fn divided<'s>(&self, text: &'s str, locale: Locale<'_>) -> Option<Vec<&'s str>> {
        let mut values = Vec::new();
        for word in self.divided_by.as_ref()?.split(text).filter(|word| !word.is_empty()) {
            if self.whole.is_match(word) {
                values.push(word);
            } else if !self.text.between.iter().any(|list| list.has(word, locale.words)) {
                return None;
            }
        }
        (!values.is_empty()).then_some(values)
    }

    /// Values as they are stored, in the order of print: texts once each, numbers each time.
    fn list<'s>(&self, values: Vec<&'s str>) -> Reading<'s> {
        let stored = values.into_iter().map(|value| self.canonical(value));
        if self.text.is_number {
            let numbers: Result<Vec<i64>, _> = stored.map(|value| value.parse()).collect();
            return numbers.map(Value::Ints).map_err(|_| Unreadable("a number of it does not fit into 64 bits"));
        }
        let mut seen = FxHashSet::default();
        Ok(Value::Texts(stored.filter(|value| seen.insert(value.clone())).collect()))
    }

    /// A value as it is stored. What stood around it in a text may have been part of the pattern, `\b`: it is looked at alone.
    fn canonical<'s>(&self, value: &'s str) -> Cow<'s, str> {
        match &self.text.canonical {
            Some(canonical) => {
                let stored = self.whole.replace(value, canonical.as_str());
                if stored == value { Cow::Borrowed(value) } else { Cow::Owned(stored.into_owned()) }
            }
            None => Cow::Borrowed(value),
        }
    }
}

/// A pattern whose groups have no names: engines of SQL and descriptors each spell these in another way.
#[must_use]
pub fn without_group_names(pattern: &str) -> String {
    let mut names = GroupNames::default();
    if let Ok(tree) = ast::parse::Parser::new().parse(pattern) {
        // The visitor below has no errors.
        let Ok(()) = ast::visit(&tree, &mut names);
    }
    let mut out = pattern.to_owned();
    names.spans.sort_by_key(|span| std::cmp::Reverse(span.start));
    for span in names.spans {
        out.replace_range(span, "");
    }
    out
}

/// The places of `?<name>` and `?P<name>` in a pattern.
#[derive(Default)]
struct GroupNames {
    spans: Vec<Range<usize>>,
}

impl ast::Visitor for &mut GroupNames {
    type Output = ();
    type Err = std::convert::Infallible;

    fn finish(self) -> Result<(), Self::Err> {
        Ok(())
    }

    fn visit_pre(&mut self, tree: &ast::Ast) -> Result<(), Self::Err> {
        if let ast::Ast::Group(group) = tree
            && let ast::GroupKind::CaptureName { name, .. } = &group.kind
        {
            let bracket = group.span.start.offset + 1;
            self.spans.push(bracket..name.span.end.offset + 1);
        }
        Ok(())
    }
}

/// The first group of a canonical form, `${year}`, that a pattern does not have.
fn unknown_group<'c>(canonical: &'c str, pattern: &Regex) -> Option<&'c str> {
    let is_known = |name: &str| {
        let is_number = name.parse().is_ok_and(|number: usize| number < pattern.captures_len());
        is_number || pattern.capture_names().flatten().any(|group| group == name)
    };
    let mut rest = canonical;
    while let Some(at) = rest.find('$') {
        let behind = &rest[at + 1..];
        if let Some(behind) = behind.strip_prefix('$') {
            rest = behind;
            continue;
        }
        let name = if let Some(behind) = behind.strip_prefix('{') {
            behind.split_once('}').map_or(behind, |(name, _)| name)
        } else {
            let end = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(behind.len());
            &behind[..end]
        };
        if !is_known(name) {
            return Some(name);
        }
        rest = &behind[name.len()..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    fn bulletin(is_list: bool) -> PatternType {
        PatternType::new(PatternText {
            name: "bulletin".to_owned(),
            pattern: r"(?i)MS(?<year>\d{2})-(?<number>\d{3})\b".to_owned(),
            canonical: Some("MS${year}-${number}".to_owned()),
            null: vec!["No bulletin".to_owned()],
            is_list,
            words: 1,
            ..PatternText::default()
        })
        .unwrap()
    }

    fn texts<const N: usize>(values: [&str; N]) -> Value<'_> {
        Value::Texts(values.map(Cow::Borrowed).to_vec())
    }

    #[test]
    fn a_value_fits_as_a_whole_and_is_stored_in_one_form() {
        let (ty, words) = (bulletin(false), english());
        assert_eq!(ty.parse("ms09-012", words.any()), Ok(Value::text("MS09-012")));
        assert_eq!(ty.group("number", "ms09-012"), Value::text("012"));
        assert_eq!(ty.parse("no bulletin", words.any()), Ok(Value::Null));
        for text in ["MS09-0123", "see MS09-012", ""] {
            assert!(ty.parse(text, words.any()).is_err() && !ty.is_shape(text, words.any()), "{text}");
        }
    }

    #[test]
    fn a_list_holds_each_value_of_a_text_once() {
        let (ty, words) = (bulletin(true), english());
        let text = "MS09-012, ms09-012, MS09-0123 and MS10-001 of 2010";
        assert_eq!(ty.parse(text, words.any()), Ok(texts(["MS09-012", "MS10-001"])));
        assert_eq!(ty.parse("none of them", words.any()), Ok(texts([])));
    }

    #[test]
    fn a_divided_list_holds_values_and_words_between_them_and_nothing_else() {
        let words = english();
        let ty = PatternType::new(PatternText {
            pattern: r"\d{4,12}".to_owned(),
            is_list: true,
            is_number: true,
            divided_by: Some("[,# ]+".to_owned()),
            between: vec![Between::And, Between::Bugs],
            ..PatternText::default()
        })
        .unwrap();
        assert_eq!(ty.parse("bug #1234, 1234 and 56789", words.any()), Ok(Value::Ints(vec![1234, 1234, 56789])));
        for text in ["", "and", "123", "1234 was fixed", "1234;5678"] {
            assert!(ty.parse(text, words.any()).is_err() && !ty.is_shape(text, words.any()), "{text}");
        }
    }

    #[test]
    fn a_number_must_fit_where_it_is_stored() {
        let (words, pattern) = (english(), r"\d+".to_owned());
        let ty = PatternType::new(PatternText { pattern, is_number: true, ..PatternText::default() }).unwrap();
        assert_eq!(ty.parse("0042", words.any()), Ok(Value::I64(42)));
        assert!(ty.parse("99999999999999999999", words.any()).is_err());
    }

    #[test]
    fn a_text_that_is_not_a_pattern_is_refused_at_its_place() {
        let mistake =
            |pattern: &str| PatternType::new(PatternText { pattern: pattern.to_owned(), ..PatternText::default() });
        let message = |pattern: &str| mistake(pattern).unwrap_err().message;
        assert_eq!(message("(a"), "unclosed group");
        assert_eq!(mistake("x(a").unwrap_err().range, Some(1..2));
        assert_eq!(message("a)(b"), "unopened group");
        assert_eq!(message("a*"), "the pattern fits the empty text");
        assert!(message(r"(?:\w{1000}){1000}").contains("more than 1024 KB"), "{}", message(r"(?:\w{1000}){1000}"));
    }

    #[test]
    fn names_of_groups_are_taken_out_of_a_pattern() {
        for (pattern, plain) in
            [(r"(?<a>\d(?P<b>x))-\(?<c>", r"(\d(x))-\(?<c>"), ("(?i)(a|b)[(?<d>]", "(?i)(a|b)[(?<d>]")]
        {
            assert_eq!(without_group_names(pattern), plain);
        }
    }

    #[test]
    fn a_canonical_form_names_groups_of_the_pattern() {
        let made = |canonical: &str| {
            let (pattern, canonical) = ("(?<year>[0-9]{2})".to_owned(), Some(canonical.to_owned()));
            PatternType::new(PatternText { pattern, canonical, ..PatternText::default() })
                .map_err(|error| error.message)
        };
        for canonical in ["${year}", "$year.", "$1", "$$5", "${0}"] {
            assert!(made(canonical).is_ok(), "{canonical}");
        }
        for (canonical, name) in [("${yaer}", "yaer"), ("$2", "2"), ("20$years", "years")] {
            assert_eq!(made(canonical).unwrap_err(), format!("the pattern has no group `{name}`"));
        }
    }
}
