// What `kbc diff` says, to filter and sort.

import { directory, load, meta, type Row } from "../data.ts";
import { count, counted, h } from "../dom.ts";
import { facet, title } from "../parts.ts";
import { to } from "../route.ts";
import { table, type Column } from "../table.ts";
import type { View } from "../main.ts";

interface Report {
  datasets: Record<string, { rows_old: number | null; rows_new: number | null; added: number; removed: number; changed: number; moved: number; columns: Record<string, { changed: number }>; schema: { column: string; kind: string; breaking: boolean }[] }>;
  articles: { added: string[]; removed: string[]; edited: string[]; renamed: { old: string; new: string }[] };
}

const shown = (value: unknown): string => (value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));

const values: Column<Row>[] = [
  { title: "Column", value: (row) => shown(row[5]), width: 18, kind: "code" },
  { title: "From", value: (row) => shown(row[6]), show: (row) => (row[1] === "changed" ? h("del", { dir: "auto" }, shown(row[6])) : ""), width: 24 },
  { title: "To", value: (row) => shown(row[7]), show: (row) => (row[1] === "changed" ? h("ins", { dir: "auto" }, shown(row[7])) : ""), width: 24 },
];

export async function changes(): Promise<View> {
  const against = meta.against;
  if (!against)
    return { title: "Changes", content: [title("Changes", "this site was not compared with anything"), h("p.empty", {}, "Make it with ", h("code", {}, "kbc site --against main"), " to see here what changed since the branch main.")] };
  const report = await load<Report>("changes");
  const rows = (await Promise.all(Array.from({ length: against.shards }, (_, at) => load<Row[]>(`change-${at}`)))).flat();
  const sources = new Set((await directory()).map((one) => one.source));
  const chosen: Record<string, string> = { dataset: "*", change: "*", cause: "*", column: "*" };
  const places = { dataset: 0, change: 1, cause: 2, column: 5 } as const;
  const result = h("div");
  let words = "";
  const draw = () => result.replaceChildren(table({
    caption: "Rows that changed",
    columns: [
      { title: "Dataset", value: (row) => shown(row[0]), width: 16 },
      { title: "Change", value: (row) => shown(row[1]), show: (row) => h(`span.state.${shown(row[1])}`, {}, shown(row[1])), width: 12 },
      { title: "Article", value: (row) => shown(row[3]), show: (row) => (sources.has(shown(row[3])) ? h("a", { href: to.article(shown(row[3])), width: 26 }, shown(row[3])) : shown(row[3])), width: 26 },
      { title: "Row", value: (row) => shown(row[4]), show: (row) => h("span", { dir: "auto" }, shown(row[4])), width: 44 },
      ...(rows.some((row) => row[1] === "changed") ? values : []),
      { title: "Cause", value: (row) => shown(row[2]).replaceAll("_", " "), width: 14 },
    ],
    rows: rows.filter((row) => Object.entries(places).every(([key, at]) => chosen[key] === "*" || shown(row[at]) === chosen[key]) && (words === "" || row.some((value) => shown(value).toLowerCase().includes(words)))),
    empty: rows.length === 0 ? "Nothing changed." : "No change fits this choice.",
  }));
  draw();
  const choice = (label: string, key: keyof typeof places) => facet(label, rows.map((row) => shown(row[places[key]])), (value) => {
    chosen[key] = value;
    draw();
  });
  const list = (heading: string, own: string[]) => own.length === 0 ? null : h("details", {}, h("summary", {}, `${counted(own.length, "article")} ${heading}`), h("ul.plain", {}, own.map((one) => h("li", {}, sources.has(one) ? h("a", { href: to.article(one) }, one) : one))));
  const differing = Object.entries(report.datasets).filter(([, own]) => own.added + own.removed + own.changed + own.moved + own.schema.length > 0);
  return {
    title: "Changes",
    wide: true,
    content: [
      title("Changes", `from ${against.old} to ${against.new}: ${counted(against.added, "row")} added, ${count(against.removed)} removed, ${count(against.changed)} changed, ${count(against.moved)} moved`),
      list("new", report.articles.added), list("edited", report.articles.edited), list("renamed", report.articles.renamed.map((one) => one.new)), list("gone", report.articles.removed),
      h("section", {}, table({
        caption: "Changes by dataset",
        columns: [
          { title: "Dataset", value: (one) => one[0], show: (one) => h("a", { href: to.schema(one[0]) }, one[0]) },
          { title: "Before", value: (one) => one[1].rows_old, width: 11, kind: "number" },
          { title: "After", value: (one) => one[1].rows_new, width: 11, kind: "number" },
          { title: "Added", value: (one) => one[1].added, width: 11, kind: "number" },
          { title: "Removed", value: (one) => one[1].removed, width: 11, kind: "number" },
          { title: "Changed", value: (one) => one[1].changed, width: 11, kind: "number" },
          { title: "Moved", value: (one) => one[1].moved, width: 11, kind: "number" },
          { title: "Columns", value: (one) => [...one[1].schema.map((change) => `${change.column} ${change.kind}${change.breaking ? " (breaking)" : ""}`), ...Object.entries(one[1].columns).map(([column, own]) => `${column} ${own.changed}`)].join(", "), width: 40 },
        ],
        rows: differing,
        empty: "No dataset changed.",
      })),
      h("section", {}, h("h2", {}, "Rows"),
        h("div.facets", {}, choice("Dataset", "dataset"), choice("Change", "change"), choice("Column", "column"), choice("Cause", "cause"),
          h("label.facet", {}, h("span", {}, "With the words"), h("input", { type: "search", oninput: (event: Event) => {
            words = (event.target as HTMLInputElement).value.trim().toLowerCase();
            draw();
          } }))),
        result),
    ],
  };
}
