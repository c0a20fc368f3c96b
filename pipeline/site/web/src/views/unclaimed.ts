// Why no dataset knows a table, and what to write so that one does.

import { copier, h, type Child } from "../dom.ts";
import { to } from "../route.ts";

export interface ColumnDoc {
  name: string;
  type: string;
  null: boolean;
  doc: string | null;
  unit: string | null;
  headers: string[] | null;
  from: string[] | null;
  symbols: [string, string][];
  filled: number;
  distinct: number;
  rough: boolean;
  commonest: [unknown, number][];
}

export interface Dataset {
  name: string;
  doc: string | null;
  each: string | null;
  order: string[] | null;
  flattened: boolean | null;
  rows: number;
  columns: ColumnDoc[];
  examples: unknown[][];
}

const normal = (words: string) => words.toLowerCase().replaceAll(/\s+/g, " ").trim();

export function headings(header: string): string[] {
  try {
    const list: unknown = JSON.parse(header);
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}

/** Datasets that know a heading. */
function knownBy(heading: string, dictionary: Dataset[]): string[] {
  const wanted = normal(heading);
  return dictionary.flatMap((dataset) => dataset.columns.filter((column) => (column.headers ?? []).some((one) => normal(one) === wanted)).map((column) => `${dataset.name}.${column.name}`));
}

const columnName = (heading: string, at: number) => normal(heading).replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_+|_+$/g, "").replace(/^(\d)/, "_$1") || `column_${at + 1}`;
const quoted = (words: string) => JSON.stringify(words);

/** A schema for tables with these headings, to be filled in. */
export function stub(header: string): string {
  const keys = [["source", "text", "article.source", "Path of the article."], ["table", "u32", "table.ordinal", "Ordinal of the table in the article, from 1."], ["row", "u32", "row.ordinal", "Ordinal of the row in the table, from 1."]];
  const own = headings(header).filter((heading) => heading.trim() !== "");
  return [
    'name = "NAME"', 'doc = "One row per ..."', 'each = "row"', 'order = ["source", "table", "row"]', "",
    ...keys.flatMap(([name, type, from, doc]) => ["[[column]]", `name = "${name}"`, `type = "${type}"`, `from = "${from}"`, "required = true", `doc = "${doc}"`, ""]),
    ...own.flatMap((heading, at) => ["[[column]]", `name = "${columnName(heading, at)}"`, 'type = "text"', `headers = [${quoted(heading)}]`, ...(at === 0 ? ["required = true"] : []), 'doc = "..."', ""]),
  ].join("\n");
}

/** Why no dataset claims a table, in words, heading by heading. */
export function explain(header: string, dictionary: Dataset[]): Child {
  const own = headings(header);
  const known = own.map((heading) => knownBy(heading, dictionary));
  const datasets = [...new Set(known.flat().map((path) => path.split(".")[0] ?? ""))];
  const missing = datasets.map((name) => {
    const dataset = dictionary.find((one) => one.name === name);
    const demanded = (dataset?.columns ?? []).filter((column) => !column.null && (column.headers ?? []).length > 0 && !known.flat().includes(`${name}.${column.name}`));
    return { name, demanded };
  });
  return h("div.why", {},
    h("ul.plain", {}, own.map((heading, at) => h("li", {}, h("code", {}, heading || "(no heading)"), " ",
      (known[at] ?? []).length > 0 ? ["known: ", (known[at] ?? []).map((path, number) => [number > 0 ? ", " : "", h("a", { href: to.schema(path.split(".")[0]) }, path)])] : h("b", {}, "no dataset knows this heading")))),
    missing.map(({ name, demanded }) => h("p", {}, demanded.length > 0
      ? [h("code", {}, name), " does not claim it: it has no heading for ", demanded.map((column, at) => [at > 0 ? ", " : "", h("code", {}, column.name)]), "."]
      : [h("code", {}, name), " knows headings of it and does not claim it: too few of its cells look like values of the columns, or headings that say more are missing."])),
    own.length > 0 ? h("p", {}, "Its cells are kept in ", h("code", {}, "cells"), ". To read them as rows, add the headings to the ", h("code", {}, "headers"), " of a column, or begin a dataset of its own. ",
      copier("Copy a schema to begin with", () => stub(header))) : null);
}
