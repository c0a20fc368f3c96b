// What was understood and what was not: rules by folder, fill rates, the worst tables, headings that nobody knows.

import { directory, findings, load, meta, type Entry, type Finding } from "../data.ts";
import { copier, count, counted, h, percent, type Child } from "../dom.ts";
import { articleLink, bar, facet, level, title, words } from "../parts.ts";
import { to } from "../route.ts";
import { table } from "../table.ts";
import type { View } from "../main.ts";
import { explain, headings, stub, type Dataset } from "./unclaimed.ts";

type Folder = [string, number, number, number, number, number, Record<string, number>];

interface Quality {
  folders: Folder[];
  layouts: Record<string, number[]>;
  worst: [number, number, number, string, string, number, string, number][];
  headers: [string, number, number, number, number, number][];
}

/** Folders that the matrix shows as rows of their own. */
const FOLDERS = 40;

/** Folders below one, put together at the next depth. */
function below(folders: Folder[], within: string): Folder[] {
  const own = folders.filter(([path]) => within === "" || path === within || path.startsWith(`${within}/`));
  let depth = within === "" ? 1 : within.split("/").length + 1;
  let groups = new Map<string, Folder>();
  for (; depth < 24; depth += 1) {
    groups = new Map();
    for (const [path, articles, typed, raw, unread, unclaimed, codes] of own) {
      const name = path.split("/").slice(0, depth).join("/");
      const group = groups.get(name) ?? [name, 0, 0, 0, 0, 0, {}];
      groups.set(name, [name, group[1] + articles, group[2] + typed, group[3] + raw, group[4] + unread, group[5] + unclaimed,
        [...new Set([...Object.keys(group[6]), ...Object.keys(codes)])].reduce<Record<string, number>>((sum, code) => ({ ...sum, [code]: (group[6][code] ?? 0) + (codes[code] ?? 0) }), {})]);
    }
    if (groups.size !== 1 || own.every(([path]) => path.split("/").length <= depth)) break;
  }
  return [...groups.values()];
}

function matrix(quality: Quality): HTMLElement {
  const result = h("div");
  const draw = (within: string) => {
    const all = below(quality.folders, within);
    const sum = (folder: Folder) => Object.values(folder[6]).reduce((total, one) => total + one, 0);
    const shown = all.filter((folder) => sum(folder) > 0).toSorted((a, b) => sum(b) - sum(a) || a[0].localeCompare(b[0])).slice(0, FOLDERS);
    const codes = meta.rules.map(([code]) => code).filter((code) => shown.some((folder) => folder[6][code]));
    const most = Math.max(1, ...shown.flatMap((folder) => Object.values(folder[6])));
    const name = new Map(meta.rules.map(([code, words, summary]) => [code, `${words}: ${summary}`]));
    const step = (value: number) => Math.max(1, Math.ceil((5 * Math.log1p(value)) / Math.log1p(most)));
    result.replaceChildren(
      h("p.note", {}, within ? [h("button.quiet", { type: "button", onclick: () => draw(within.split("/").slice(0, -1).join("/")) }, "↑ One folder up"), ` ${within} · `] : null,
        `${counted(all.length, "folder")}, ${all.length === shown.length ? "all shown" : shown.length === FOLDERS ? `the ${count(FOLDERS)} with most findings shown` : shown.length ? `the ${count(shown.length)} with findings shown` : "none with findings"}`),
      codes.length === 0 ? h("p.empty", {}, "No rule found anything that no waiver accepts.") :
        h("div.scroller", { tabindex: 0, role: "region", "aria-label": "Findings by folder and rule" }, h("table.matrix", {},
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Folder"), h("th.number", { scope: "col" }, "Articles"), h("th.number", { scope: "col" }, "Typed"),
            codes.map((code) => h("th", { scope: "col", title: name.get(code) }, h("a", { href: to.quality(code) }, code))))),
          h("tbody", {}, shown.map((folder) => h("tr", {},
            h("th", { scope: "row" }, quality.folders.some(([path]) => path.startsWith(`${folder[0]}/`)) ? h("button.quiet", { type: "button", onclick: () => draw(folder[0]) }, folder[0]) : folder[0] || "top"),
            h("td.number", {}, count(folder[1])), h("td.number", {}, percent(folder[2], folder[2] + folder[3] + folder[4])),
            codes.map((code) => {
              const value = folder[6][code] ?? 0;
              return h("td", { class: value ? `heat heat${step(value)}` : null }, value ? h("a", { href: to.quality(code, folder[0]), title: `${code} ${name.get(code) ?? ""}` }, count(value)) : "");
            })))))));
  };
  draw("");
  return result;
}

function layouts(quality: Quality): HTMLElement {
  const rows = Object.entries(quality.layouts).toSorted((a, b) => sumOf(b[1]) - sumOf(a[1]));
  const most = Math.max(1, ...rows.flatMap(([, steps]) => steps.slice(0, 11)));
  const steps = Array.from({ length: 11 }, (_, at) => at);
  return h("div.scroller", { tabindex: 0, role: "region", "aria-label": "Tables by layout and confidence" }, h("table.matrix", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Layout"), h("th.number", { scope: "col" }, "Tables"), h("th.number", { scope: "col" }, "Not understood"), steps.map((step) => h("th", { scope: "col" }, step === 10 ? "1" : `${(step / 10).toFixed(1)}`)))),
    h("tbody", {}, rows.map(([layout, own]) => h("tr", {}, h("th", { scope: "row" }, layout.replaceAll("_", " ")), h("td.number", {}, count(sumOf(own))), h("td.number", {}, own[11] ? count(own[11]) : ""),
      steps.map((step) => h("td", { class: own[step] ? `heat good${Math.max(1, Math.ceil((5 * Math.log1p(own[step] ?? 0)) / Math.log1p(most)))}` : null }, own[step] ? count(own[step]) : "")))))));
}

const sumOf = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0);

function fill(dictionary: Dataset[]): HTMLElement {
  return h("div.fills", {}, dictionary.filter((dataset) => dataset.rows > 0).map((dataset) => h("details", {},
    h("summary", {}, dataset.name, h("small", {}, ` ${counted(dataset.rows, "row")}, ${count(dataset.columns.filter((column) => column.filled === 0).length)} of ${dataset.columns.length} columns empty`)),
    h("ul.bars", {}, dataset.columns.filter((column) => column.null).map((column) => h("li", {}, h("a", { href: to.schema(dataset.name) }, column.name), bar(column.filled, dataset.rows, percent(column.filled, dataset.rows) || "0 %"))),
      dataset.columns.every((column) => !column.null) ? h("li", {}, "No column can be null.") : null))));
}

function unknown(quality: Quality, dictionary: Dataset[], all: Entry[]): Child {
  if (quality.headers.length === 0) return h("p.empty", {}, "Every table with headings belongs to a dataset.");
  return h("ul.plain.headers", {}, quality.headers.slice(0, 60).map(([header, tables, rows, article, , line]) => {
    const own = headings(header).filter((heading) => heading.trim());
    const entry = all[article]!;
    return h("li", {}, h("details", {}, h("summary", {}, own.length > 0 ? own.map((heading, at) => [at > 0 ? h("span.divider", {}, " | ") : "", h("code", {}, heading.length > 60 ? `${heading.slice(0, 60)}…` : heading)]) : "(no headings)",
      h("small", {}, ` ${counted(tables, "table")}, ${counted(rows, "row")}`)),
      h("p", {}, "First in ", articleLink(entry, line), " ", h("span", { dir: "auto" }, entry.title), " ", copier("Copy a schema to begin with", () => stub(header))), explain(header, dictionary)));
  }));
}

export async function quality(parts: string[]): Promise<View> {
  const code = parts[0];
  if (code) return rule(code, parts[1] ?? "");
  const [data, dictionary, all] = await Promise.all([load<Quality>("quality"), load<Dataset[]>("schema"), directory()]);
  const [unclaimed, claimed] = meta.tables;
  return {
    title: "Quality",
    content: [
      title("Quality", [`${counted(claimed + unclaimed, "table")}, ${percent(claimed, claimed + unclaimed) || "none"} known to a dataset`]),
      h("nav.steps", { "aria-label": "On this page" }, [["rules", "Rules by folder"], ["fill", "Fill rates"], ["tables", "Tables"], ["unknown", "Unknown headings"]].map(([id, words]) =>
        h("button.quiet", { type: "button", onclick: () => document.getElementById(id ?? "")?.scrollIntoView({ behavior: "auto" }) }, words))),
      h("section", { id: "rules" }, h("h2", {}, "Findings by folder and rule"), matrix(data)),
      h("section", {}, h("h2", {}, "Rules"), h("ul.plain.rules", {}, meta.rules.map(([one, name, summary]) => h("li", {}, h("a", { href: to.quality(one) }, h("code", {}, one), " ", name.replaceAll("-", " ")), " ", h("small", {}, summary), " ",
        meta.levels.filter(([own]) => own === one).map(([, word, number]) => [level(word), ` ${count(number)} `]))))),
      h("section", { id: "fill" }, h("h2", {}, "Fill rate by column"), h("p.note", {}, "Of the columns that can be null, how many rows have a value."), fill(dictionary)),
      h("section", { id: "tables" }, h("h2", {}, "Tables by layout and confidence"), layouts(data),
        h("h3", {}, "The least certain"),
        table({
          caption: "Tables with the lowest confidence",
          columns: [
            { title: "Confidence", value: (one) => one[5], show: (one) => one[5].toFixed(2), width: 13, kind: "number" },
            { title: "Table", value: (one) => all[one[0]]!.title, show: (one) => h("a", { href: to.article(all[one[0]]!.source, one[2]), dir: "auto" }, all[one[0]]!.title) },
            { title: "Line", value: (one) => one[2], width: 8, kind: "number" },
            { title: "Layout", value: (one) => one[3].replaceAll("_", " "), width: 16 },
            { title: "Dataset", value: (one) => one[4], width: 16 },
            { title: "Rows", value: (one) => one[7], width: 8, kind: "number" },
            { title: "Because", value: (one) => one[6], width: 40 },
          ],
          rows: data.worst,
          query: "SELECT * FROM 'output/tables.parquet' WHERE dataset IS NOT NULL ORDER BY confidence LIMIT 400;",
          empty: "No table was claimed.",
        })),
      h("section", { id: "unknown" }, h("h2", {}, "Headings that nobody knows"), h("p.note", {}, "Tables that no dataset claims, the commonest headings first."), unknown(data, dictionary, all)),
    ],
  };
}

function waiver(finding: Finding, entry: Entry | undefined): string {
  return `kbc waive ${finding.code} ${entry?.source ?? ""}:${finding.line ?? 1}${finding.column ? `:${finding.column}` : ""} --reason "..."`;
}

async function rule(code: string, within: string): Promise<View> {
  const [found, all] = await Promise.all([findings(code), directory()]);
  const known = meta.rules.find(([own]) => own === code);
  let folder = within || "*";
  const chosen = { level: "*" };
  const result = h("div");
  const folderOf = (finding: Finding) => {
    const source = finding.article === null ? "" : all[finding.article]!.source;
    return source.includes("/") ? source.slice(0, source.lastIndexOf("/")) : "";
  };
  const word = (finding: Finding) => (finding.waived ? "waived" : finding.level);
  const draw = () => result.replaceChildren(table({
    caption: `Findings of ${code}`,
    columns: [
      { title: "Level", value: word, show: (one) => level(word(one)), width: 12 },
      { title: "Article", value: (one) => (one.article === null ? "" : (all[one.article]!.kb ?? all[one.article]!.source)), show: (one) => (one.article === null ? "" : articleLink(all[one.article]!, one.line)), width: 14 },
      { title: "Line", value: (one) => one.line, show: (one) => (one.article === null || !one.line ? "" : h("a", { href: to.article(all[one.article]!.source, one.line) }, `L${one.line}`)), width: 8, kind: "number" },
      { title: "Finding", value: (one) => one.message, show: (one) => h("span", { dir: "auto" }, words(one.message)) },
      { title: "Help", value: (one) => one.help, show: (one) => words(one.help), width: 36 },
      { title: "Waive", value: (one) => waiver(one, all[one.article ?? -1]), show: (one) => (one.article === null || one.waived ? (one.reason ?? "") : copier("Copy command", () => waiver(one, all[one.article ?? -1]))), width: 17 },
    ],
    rows: found.filter((one) => (folder === "*" || folderOf(one) === folder || folderOf(one).startsWith(`${folder}/`)) && (chosen.level === "*" || word(one) === chosen.level)),
    query: `SELECT * FROM 'output/diagnostics.parquet' WHERE code = '${code}';`,
    empty: "No finding fits this choice.",
  }));
  draw();
  return {
    title: `${code} ${known?.[1] ?? ""}`,
    content: [
      title([h("code", {}, code), " ", (known?.[1] ?? "not a rule that found anything").replaceAll("-", " ")], known?.[2]),
      h("p.prose", {}, words(known?.[3]), " ", h("code", {}, `kbc explain ${code}`), " shows examples."),
      h("div.facets", {}, facet("Level", found.map(word), (value) => {
        chosen.level = value;
        draw();
      }), within ? h("a", { href: to.quality(code) }, `only ${within}: show all folders`) : facet("Folder", found.map(folderOf), (value) => {
        folder = value;
        draw();
      })),
      result,
    ],
  };
}
