//! Names to positions: columns, facts, parts and other datasets that a schema refers to.

use super::draft::{Draft, DraftConstraint};
use super::{
    Column, ColumnType, Constraint, ConstraintKind, Dataset, Each, Enumeration, FACTS, Fact, FactInfo, Origin, Reach,
};
use crate::toml_file::{Mistake, Reader, Text, nearest};
use crate::values::Physical;

/// Resolves names within and between datasets.
pub(super) fn resolve(
    drafts: Vec<Draft>,
    lost: &[String],
    formats: &[&str],
    mistakes: &mut Vec<Mistake>,
) -> Vec<Dataset> {
    for (index, draft) in drafts.iter().enumerate() {
        if drafts[..index].iter().any(|other| other.dataset.name == draft.dataset.name) {
            Reader { path: draft.path.clone(), formats, mistakes }.push(
                draft.name_range.clone(),
                format!("two datasets are named `{}`", draft.dataset.name),
                "named a second time",
                "give it a name of its own",
            );
        }
    }
    let mut resolved = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        let mut reader = Reader { path: draft.path.clone(), formats, mistakes };
        let order: Vec<usize> =
            draft.order.iter().filter_map(|word| column_of(&mut reader, &draft.dataset, word)).collect();
        let mut identity: Vec<usize> =
            draft.identity.iter().filter_map(|word| column_of(&mut reader, &draft.dataset, word)).collect();
        if draft.identity.is_empty() {
            identity.clone_from(&order);
        }
        let origins: Vec<Vec<Origin>> = draft
            .from
            .iter()
            .enumerate()
            .map(|(column, from)| {
                from.iter().filter_map(|word| origin(&mut reader, &drafts, lost, draft, column, word)).collect()
            })
            .collect();
        let constraints = draft
            .constraints
            .iter()
            .filter_map(|constraint| resolve_constraint(&mut reader, &drafts, lost, draft, constraint))
            .collect();
        let needs = draft.needs_one_of.iter().filter_map(|word| column_of(&mut reader, &draft.dataset, word)).collect();
        let titles = draft.in_titles.iter().filter_map(|word| column_of(&mut reader, &draft.dataset, word)).collect();
        let shared =
            draft.shares_tables_with.iter().filter_map(|word| dataset_of(&mut reader, &drafts, lost, word)).collect();
        let per = draft.one_row_per.as_ref().and_then(|word| column_of(&mut reader, &draft.dataset, word));
        resolved.push((order, identity, needs, titles, shared, per, origins, constraints));
    }
    drafts
        .into_iter()
        .zip(resolved)
        .map(|(draft, (order, identity, needs, titles, shared, per, origins, constraints))| {
            let mut dataset = draft.dataset;
            dataset.order = order;
            dataset.identity = identity;
            dataset.needs_one_of = needs;
            dataset.in_titles = titles;
            dataset.shares_tables_with = shared;
            dataset.one_row_per = per;
            dataset.constraints = constraints;
            for (column, origins) in dataset.columns.iter_mut().zip(origins) {
                column.from = origins;
            }
            dataset
        })
        .collect()
}

fn column_of(reader: &mut Reader<'_>, dataset: &Dataset, word: &Text) -> Option<usize> {
    let names: Vec<&str> = dataset.columns.iter().map(|column| column.name.as_str()).collect();
    reader.one_of(word, "column", &names).then(|| dataset.position(&word.text)).flatten()
}

/// The position of a dataset that a word names; none, and no mistake, where its file could not be read.
fn dataset_of(reader: &mut Reader<'_>, drafts: &[Draft], lost: &[String], word: &Text) -> Option<usize> {
    let names: Vec<&str> = drafts.iter().map(|draft| draft.dataset.name.as_str()).collect();
    let is_known = !lost.contains(&word.text) && reader.one_of(word, "dataset", &names);
    is_known.then(|| names.iter().position(|name| *name == word.text)).flatten()
}

fn resolve_constraint(
    reader: &mut Reader<'_>,
    drafts: &[Draft],
    lost: &[String],
    draft: &Draft,
    constraint: &DraftConstraint,
) -> Option<Constraint> {
    let mut columns = |dataset: &Dataset, words: &[Text]| -> Vec<usize> {
        words.iter().filter_map(|word| column_of(reader, dataset, word)).collect()
    };
    let own = columns(&draft.dataset, &constraint.columns);
    let kind = match constraint.kind.text.as_str() {
        "unique" => ConstraintKind::Unique,
        "determines" => ConstraintKind::Determines(columns(&draft.dataset, &constraint.determines)),
        "pattern" => {
            let (text, regex) = constraint.pattern.clone()?;
            ConstraintKind::Pattern { text, regex }
        }
        _ => {
            let word = constraint.dataset.as_ref()?;
            let dataset = dataset_of(reader, drafts, lost, word)?;
            let columns = constraint
                .references
                .iter()
                .filter_map(|word| column_of(reader, &drafts[dataset].dataset, word))
                .collect();
            ConstraintKind::References { dataset, columns }
        }
    };
    let left_to = constraint.left_to.iter().map(|word| word.text.clone()).collect();
    let resolved = Constraint { kind, columns: own, level: constraint.level, reach: Reach::Corpus, left_to };
    comparable(reader, drafts, draft, constraint, &resolved).then_some(resolved)
}

/// Whether the columns of a constraint can be compared with what they are held against.
fn comparable(
    reader: &mut Reader<'_>,
    drafts: &[Draft],
    draft: &Draft,
    words: &DraftConstraint,
    constraint: &Constraint,
) -> bool {
    let own = &draft.dataset;
    let is_finding = |dataset: &Dataset| dataset.each == Each::Finding;
    let other = match &constraint.kind {
        ConstraintKind::References { dataset, columns } => Some((&drafts[*dataset].dataset, columns)),
        _ => None,
    };
    if is_finding(own) || other.is_some_and(|(other, _)| is_finding(other)) {
        let help = "kbc makes findings once all rows are known: remove the constraint";
        let range = words.kind.range.clone();
        reader.push(range, "findings cannot be held to a constraint", "not checked", help);
        return false;
    }
    let named = [(own, &words.columns), (own, &words.determines)].into_iter();
    let mut named = named.chain(other.map(|(other, _)| (other, &words.references)));
    let late = |(dataset, words): (&Dataset, &Vec<Text>)| words.iter().find(|word| is_late(dataset, word)).cloned();
    if let Some(word) = named.find_map(late) {
        let message = format!("the values of `{}` are known only after all articles are read", word.text);
        let help = "kbc checks constraints while it reads the articles: use another column";
        reader.push(word.range, message, "not yet known", help);
        return false;
    }
    if let ConstraintKind::Pattern { .. } = constraint.kind {
        return are_texts(reader, own, constraint, &words.columns);
    }
    let Some((other, columns)) = other else { return true };
    // Unknown names are reported already.
    if constraint.columns.len() < words.columns.len() || columns.len() < words.references.len() {
        return false;
    }
    if constraint.columns.len() != columns.len() {
        let message = format!("`columns` names {}, but `references` names {}", constraint.columns.len(), columns.len());
        let help = "name as many columns in `references` as in `columns`, in the same order";
        let range = |words: &[Text]| Some(words.first()?.range.start..words.last()?.range.end);
        let range = range(&words.references).unwrap_or_else(|| words.kind.range.clone());
        reader.push(range, message, "expected the same number of columns", help);
        return false;
    }
    let mut fits = true;
    for ((one, another), word) in constraint.columns.iter().zip(columns).zip(&words.references) {
        let (one, another) = (&own.columns[*one], &other.columns[*another]);
        if one.physical().likeness() != another.physical().likeness() {
            let message = format!("`{}` cannot be compared with `{}`", one.path, another.path);
            let label = format!("has type {}, not {}", another.type_name(), one.type_name());
            reader.push(word.range.clone(), message, label, "name a column of a comparable type");
            fits = false;
        }
    }
    fits
}

/// Whether the columns of a pattern are stored as texts.
fn are_texts(reader: &mut Reader<'_>, dataset: &Dataset, constraint: &Constraint, words: &[Text]) -> bool {
    let columns = constraint.columns.iter().map(|at| &dataset.columns[*at]);
    let mut others = columns.zip(words).filter(|(column, _)| column.physical().likeness() != Physical::Text);
    let Some((column, word)) = others.next() else { return true };
    let message = format!("`{}` is stored as another type than text", column.path);
    let label = format!("has type {}", column.type_name());
    reader.push(word.range.clone(), message, label, "a pattern is asked of texts: name a column that is stored as one");
    false
}

/// Whether a column waits for the whole corpus. Its origins are not resolved yet.
fn is_late(dataset: &Dataset, word: &Text) -> bool {
    let column = dataset.columns.iter().find(|column| column.name == word.text);
    let mut from = column.into_iter().flat_map(|column| &column.from_text);
    from.any(|from| FACTS.iter().any(|info| info.fact.is_late() && info.name == from))
}

/// What a `from` names: a fact, a count, a section's text, a part of a column, or a matched row of another dataset.
fn origin(
    reader: &mut Reader<'_>,
    drafts: &[Draft],
    lost: &[String],
    draft: &Draft,
    column: usize,
    word: &Text,
) -> Option<Origin> {
    let target = &draft.dataset.columns[column];
    let earlier = |name: &str| draft.dataset.position(name).filter(|&source| source < column);
    if let Some(column) = earlier(&word.text) {
        return Some(Origin::Column { column });
    }
    let Some((head, tail)) = word.text.split_once('.') else {
        reader.push(
            word.range.clone(),
            format!("unknown source `{}`", word.text),
            "expected `column.part` or `article.fact`",
            "write `column` (one above this), `column.part`, `article.fact`, `rows.dataset` or `text.kind`",
        );
        return None;
    };
    if let Some(info) = FACTS.iter().find(|info| info.name == word.text) {
        let is_known = is_known_for(reader, draft.dataset.each, word, info);
        return (is_known && fits(reader, target, word, info.physical)).then_some(Origin::Fact(info.fact));
    }
    if tail == "heading"
        && let Some(column) = earlier(head)
        && !draft.dataset.columns[column].headers.is_empty()
    {
        return Some(Origin::Heading { column });
    }
    if tail == "article"
        && let Some(column) = earlier(head)
        && !draft.dataset.columns[column].headers.is_empty()
    {
        return fits(reader, target, word, Physical::U32).then_some(Origin::Article { column });
    }
    if let Some(source) = draft.dataset.position(head)
        && let ColumnType::Semantic(ty) = &draft.dataset.columns[source].ty
        && let Some(part) = ty.parts().into_iter().find(|part| part.name() == tail)
    {
        // A part of a part must stand behind it.
        if source >= column && draft.dataset.columns[source].headers.is_empty() {
            reader.push(
                word.range.clone(),
                format!("`{head}` comes after `{}`", target.name),
                "not yet read",
                format!("move column `{head}` before it"),
            );
            return None;
        }
        return fits(reader, target, word, part.physical()).then_some(Origin::Part { column: source, part });
    }
    if head == "rows"
        && let Some(dataset) = drafts.iter().position(|other| other.dataset.name == tail)
        && draft.dataset.each == Each::Article
    {
        return Some(Origin::Count { dataset });
    }
    if head == "text"
        && let Some(kind) =
            drafts.iter().find_map(|other| section_kinds(&other.dataset)).and_then(|kinds| kinds.position(tail))
        && draft.dataset.each == Each::Article
    {
        return Some(Origin::SectionText { kind });
    }
    if let Some(matched) = matched(drafts, draft, head, tail) {
        return Some(matched);
    }
    if lost.iter().any(|name| name == head || head == "rows" && name == tail) {
        return None;
    }
    let known = valid_origins(drafts, draft);
    let help = nearest(&word.text, known.iter().map(String::as_str));
    reader.push(word.range.clone(), format!("unknown source `{}`", word.text), "no such fact or part", help);
    None
}

/// Whether a fact is known for what the rows of a dataset stand for.
fn is_known_for(reader: &mut Reader<'_>, each: Each, word: &Text, info: &FactInfo) -> bool {
    let is_known = info.is_known(each);
    if !is_known {
        let known = Each::NAMES.iter().filter(|(_, each)| info.is_known(*each));
        let scopes: Vec<&str> = known.map(|(name, _)| *name).collect();
        let message = format!("`{}` is not known for each {}", word.text, each.name());
        let help = format!("it is known for each {}", scopes.join(", "));
        reader.push(word.range.clone(), message, "not known here", help);
    }
    is_known
}

/// Whether a column can hold what a word names: a text is read by its type, anything else must be stored as it is.
fn fits(reader: &mut Reader<'_>, target: &Column, word: &Text, physical: Physical) -> bool {
    let fits = physical == Physical::Text || physical == target.physical();
    if !fits {
        let message = format!("`{}` does not fit type `{}`", word.text, target.type_name());
        reader.push(word.range.clone(), message, "stored as another type", "change `type`, or use another fact");
    }
    fits
}

fn matched(drafts: &[Draft], draft: &Draft, head: &str, tail: &str) -> Option<Origin> {
    let is_type = |column: &Column, name: &str| column.type_name() == name;
    let dataset = drafts.iter().position(|other| other.dataset.name == head)?;
    let other = &drafts[dataset].dataset;
    let pattern = other.columns.iter().position(|column| is_type(column, "version-pattern"))?;
    let version = draft.dataset.columns.iter().position(|column| is_type(column, "version"))?;
    Some(Origin::Matched { dataset, pattern, take: other.position(tail)?, version })
}

/// Every `from` that would be valid in a dataset, for suggestions.
fn valid_origins(drafts: &[Draft], draft: &Draft) -> Vec<String> {
    let each = draft.dataset.each;
    let facts = FACTS.iter().filter(|info| info.is_known(each)).map(|info| info.name.to_owned());
    let parts = draft.dataset.columns.iter().flat_map(|column| match &column.ty {
        ColumnType::Semantic(ty) => ty.parts().iter().map(|part| format!("{}.{}", column.name, part.name())).collect(),
        ColumnType::Enumeration(_) => Vec::new(),
    });
    let mut all: Vec<String> = facts.chain(parts).collect();
    if each == Each::Article {
        all.extend(drafts.iter().map(|other| format!("rows.{}", other.dataset.name)));
        let kinds = drafts.iter().find_map(|other| section_kinds(&other.dataset));
        all.extend(
            kinds.into_iter().flat_map(|kinds| kinds.names().map(|kind| format!("text.{kind}")).collect::<Vec<_>>()),
        );
    }
    all
}

/// The column of a section dataset that `section.kind` feeds.
pub(super) fn section_column(dataset: &Dataset) -> Option<usize> {
    let name = Fact::SectionKind.info()?.name;
    let is_fed = |column: &Column| column.from_text.iter().any(|from| from == name);
    let is_list = |column: &Column| matches!(column.ty, ColumnType::Enumeration(_));
    let mut columns = dataset.columns.iter().filter(|_| dataset.each == Each::Section);
    columns.position(|column| is_list(column) && is_fed(column))
}

/// Its closed list.
pub(super) fn section_kinds(dataset: &Dataset) -> Option<&Enumeration> {
    match &dataset.columns[section_column(dataset)?].ty {
        ColumnType::Enumeration(list) => Some(list),
        ColumnType::Semantic(_) => None,
    }
}

pub(super) fn take_section_kinds(datasets: &[Dataset]) -> Enumeration {
    datasets.iter().find_map(section_kinds).cloned().unwrap_or_default()
}
