// The dictionary: what the datasets and their columns mean, how full they are, what they hold.

import { load, meta } from "../data.ts";
import { copier, count, counted, h, percent, type Child } from "../dom.ts";
import { bar, title, words } from "../parts.ts";
import { to } from "../route.ts";
import type { View } from "../main.ts";
import type { ColumnDoc, Dataset } from "./unclaimed.ts";

const shown = (value: unknown): string => (value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));

const LOADERS: [string, (name: string) => string][] = [
  ["DuckDB", (name) => `SELECT * FROM 'output/${name}.parquet';`],
  ["pandas", (name) => `import pandas as pd\n\n${name} = pd.read_parquet("output/${name}.parquet", dtype_backend="pyarrow")`],
  ["Polars", (name) => `import polars as pl\n\n${name} = pl.read_parquet("output/${name}.parquet")`],
  ["Spark", (name) => `CREATE TEMPORARY VIEW ${name} USING parquet OPTIONS (path 'output/${name}.parquet');`],
];

/** Datasets by what their rows hang on: an article, a table of it, a row of that. */
function map(dictionary: Dataset[]): HTMLElement {
  const level = (dataset: Dataset) => {
    const order = dataset.order ?? [];
    return order.length <= 1 ? 0 : order.length === 2 ? 1 : 2;
  };
  const heads = ["One row per article", "Several rows per article", "Rows of its tables"];
  return h("div.map", {}, heads.map((head, at) => h("section", {}, h("h2", {}, head),
    h("ul.plain", {}, dictionary.filter((dataset) => level(dataset) === at).toSorted((a, b) => b.rows - a.rows).map((dataset) => h("li.dataset", {},
      h("a", { href: to.schema(dataset.name) }, dataset.name), h("span.number", {}, count(dataset.rows)),
      h("p", {}, words(dataset.doc)), h("p.keys", {}, (dataset.order ?? []).map((column, number) => [number > 0 ? " · " : "", h("code", {}, column)]))))))));
}

function one(column: ColumnDoc, rows: number): HTMLElement {
  const most = column.commonest[0]?.[1] ?? 1;
  const detail: Child = [
    column.symbols.length > 0 ? h("dl.symbols", {}, column.symbols.map(([name, doc]) => [h("dt", {}, h("code", {}, name)), h("dd", {}, words(doc))])) : null,
    (column.headers ?? []).length > 0 ? h("p", {}, h("b", {}, "Headings that feed it: "), (column.headers ?? []).map((header, at) => [at > 0 ? ", " : "", h("code", {}, header)])) : null,
    (column.from ?? []).length > 0 ? h("p", {}, h("b", {}, "Derived from: "), (column.from ?? []).map((from, at) => [at > 0 ? ", " : "", h("code", {}, from)])) : null,
    column.commonest.length > 0 ? [h("p", {}, h("b", {}, column.rough ? "Commonest values, at least so often" : `Commonest of ${counted(column.distinct, "value")}`)),
      h("ul.bars", {}, column.commonest.map(([value, number]) => h("li", {}, h("code", { dir: "auto" }, shown(value)), bar(number, most, count(number)))))] : null,
  ];
  return h("tr", {}, h("th", { scope: "row" }, h("code", {}, column.name)), h("td", {}, h("code", {}, column.type.replace(/^Dictionary\(Int32, Utf8\)$/, "Dictionary"))), h("td", {}, column.null ? "yes" : "no"),
    h("td", {}, bar(column.filled, rows, percent(column.filled, rows) || "0 %")),
    h("td", {}, words(column.doc), column.unit ? ` Unit: ${column.unit}.` : "", h("details", {}, h("summary", {}, "Values"), detail)));
}

export async function schema(parts: string[]): Promise<View> {
  const dictionary = await load<Dataset[]>("schema");
  const name = parts[0];
  if (!name) return { title: "Schema", content: [title("Schema", `${counted(dictionary.length, "dataset")}, contract ${meta.contract}`), map(dictionary)] };
  const dataset = dictionary.find((own) => own.name === name);
  if (!dataset) return { title: name, content: [title(name, "there is no such dataset"), h("p", {}, h("a", { href: to.schema() }, "All datasets"))] };
  const at = dataset.columns.findIndex((column) => column.name === "source");
  return {
    title: dataset.name,
    content: [
      title(h("code", {}, dataset.name), words(dataset.doc)),
      h("p.note", {}, `${counted(dataset.rows, "row")}${dataset.each ? `, one per ${dataset.each}` : ""}. `, (dataset.order ?? []).length > 0 ? ["Key and order: ", (dataset.order ?? []).map((column, number) => [number > 0 ? ", " : "", h("code", {}, column)])] : ""),
      h("div.tools", {}, h("span.note", {}, "Copy for"), LOADERS.map(([label, text]) => copier(label, () => text(dataset.name)))),
      h("div.scroller", { tabindex: 0, role: "region", "aria-label": "Columns" }, h("table.schema", {},
        h("thead", {}, h("tr", {}, ["Column", "Type", "Null", "Filled", "Meaning"].map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, dataset.columns.map((column) => one(column, dataset.rows))))),
      h("h2", {}, "Rows as examples"),
      dataset.examples.length === 0 ? h("p.empty", {}, "The dataset is empty.") : h("div.examples", {}, dataset.examples.map((row) => h("dl.pairs", {}, dataset.columns.map((column, number) => row[number] === null || row[number] === undefined ? null : [
        h("dt", {}, column.name), h("dd", { dir: "auto" }, number === at ? h("a", { href: to.article(shown(row[number])) }, shown(row[number])) : shown(row[number]))])))),
      h("nav.steps", { "aria-label": "Datasets" }, dictionary.map((own) => h("a", { href: to.schema(own.name), "aria-current": own.name === name ? "page" : null }, own.name))),
    ],
  };
}
