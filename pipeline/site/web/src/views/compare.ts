import { article as load, columns, datasetOf, directory, fileRow, find, type Entry, type FileRow } from "../data.ts";
import { count, counted, h } from "../dom.ts";
import { shownSize, title, version } from "../parts.ts";
import { to } from "../route.ts";
import { table, type Column } from "../table.ts";
import { compareVersions } from "../version.ts";
import { newestFirst } from "./file.ts";
import { lineOf } from "../parts.ts";
import type { View } from "../main.ts";

export interface Pair {
  name: string;
  platform: string;
  branch: string;
  a: FileRow | null;
  b: FileRow | null;
  state: "new" | "newer" | "older" | "other" | "same" | "gone";
}

const WORDS: Record<Pair["state"], string> = { new: "new", newer: "newer", older: "older", other: "same version, other data", same: "same", gone: "gone" };
const ORDER: Pair["state"][] = ["new", "newer", "older", "other", "gone", "same"];

const byName = new Intl.Collator("en", { numeric: true });

/** Files of two articles side by side: of each name, platform and branch the newest row. */
export function pairs(left: FileRow[], right: FileRow[]): Pair[] {
  const key = (row: FileRow) => [row.name.toLowerCase(), row.platform, row.branch].join("\n");
  const newest = (rows: FileRow[]) => {
    const found = new Map<string, FileRow>();
    for (const row of rows.toSorted(newestFirst)) if (!found.has(key(row))) found.set(key(row), row);
    return found;
  };
  const [a, b] = [newest(left), newest(right)];
  return [...new Set([...a.keys(), ...b.keys()])].map((one) => {
    const [before, after] = [a.get(one) ?? null, b.get(one) ?? null];
    const row = (after ?? before)!;
    const order = before && after ? compareVersions(after.version, before.version) : 0;
    const isSame = before?.size === after?.size && before?.date === after?.date;
    const state = !before ? "new" : !after ? "gone" : order > 0 ? "newer" : order < 0 ? "older" : isSame ? "same" : "other";
    return { name: row.name, platform: row.platform, branch: row.branch, a: before, b: after, state };
  });
}

async function filesOf(entries: Entry[]): Promise<FileRow[]> {
  const rows = await Promise.all(entries.map(async (entry) => {
    const one = await load(entry.number);
    return (one.rows[datasetOf("file.name")] ?? []).map((row) => {
      const file = fileRow(entry.number, null, false, row);
      return { ...file, line: lineOf(one, file.table, file.ordinal) };
    });
  }));
  return rows.flat();
}

function chooser(a: string, b: string): HTMLElement {
  const input = (name: string, value: string, label: string) => h("label", {}, h("span", {}, label), h("input", { name, value, list: "updates", placeholder: "KB number or path" }));
  return h("form.chooser", { onsubmit: (event: Event) => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    location.hash = to.compare(String(data.get("a")).trim() || "-", String(data.get("b")).trim() || "-");
  } }, input("a", a, "From"), input("b", b, "To"), h("button", { type: "submit" }, "Compare"));
}

function move<T>(before: T | null | undefined, after: T | null | undefined, show: (value: T) => string): HTMLElement | string {
  const [from, until] = [before === null || before === undefined ? "" : show(before), after === null || after === undefined ? "" : show(after)];
  if (from === until || !from || !until) return until || from;
  return h("span.move", {}, h("del", {}, from), " → ", h("ins", {}, until));
}

const versions: Column<Pair>[] = [
  { title: "From", value: (pair) => pair.a?.version ?? null, show: (pair) => (pair.a ? version(pair.a.version) : ""), width: 17, kind: "code" },
  { title: "To", value: (pair) => pair.b?.version ?? null, show: (pair) => (pair.b ? version(pair.b.version) : ""), width: 17, kind: "code" },
];

export async function compare(parts: string[]): Promise<View> {
  const [a = "", b = ""] = parts.map((part) => (part === "-" ? "" : part));
  const all = await directory();
  const [left, right] = await Promise.all([a ? find(a) : [], b ? find(b) : []]);
  const name = (word: string) => (/^\d+$/.test(word) ? `KB${word}` : word);
  const options = h("datalist", { id: "updates" }, all.filter((one) => one.files > 0 && one.kb).slice(0, 2000).map((one) => h("option", { value: one.kb }, one.title)));
  const missing = [[a, left] as const, [b, right] as const].filter(([word, found]) => word && found.length === 0).map(([word]) => word);
  if (left.length === 0 || right.length === 0)
    return { title: "Compare", content: [title("Compare two articles", missing.length > 0 ? `not found: ${missing.join(", ")}` : "what two updates ship: files new, newer, same, gone"), chooser(a, b), options] };
  const [before, after] = await Promise.all([filesOf(left), filesOf(right)]);
  const found = pairs(before, after).toSorted((x, y) => ORDER.indexOf(x.state) - ORDER.indexOf(y.state) || byName.compare(x.name, y.name) || x.platform.localeCompare(y.platform));
  const states = ORDER.filter((state) => found.some((pair) => pair.state === state));
  const chosen = new Set(states.filter((state) => state !== "same" || states.length === 1));
  const result = h("div");
  const entry = (row: FileRow) => all[row.article]!;
  const draw = () => result.replaceChildren(table({
    caption: "Files of both",
    columns: [
      { title: "Change", value: (pair) => WORDS[pair.state], show: (pair) => h(`span.state.${pair.state}`, {}, WORDS[pair.state]), width: 14 },
      { title: "File", value: (pair) => pair.name, show: (pair) => h("a", { href: to.file(pair.name) }, h("code", {}, pair.name)), width: 24 },
      { title: "Platform", value: (pair) => pair.platform, width: 9 },
      ...(found.some((pair) => pair.branch) ? [{ title: "Branch", value: (pair: Pair) => pair.branch, width: 8 }] : []),
      ...(found.some((pair) => pair.a?.version || pair.b?.version) ? versions : []),
      { title: "Size", value: (pair) => pair.b?.size ?? pair.a?.size ?? null, show: (pair) => move(pair.a?.size, pair.b?.size, shownSize), width: 22, kind: "number" },
      { title: "Date", value: (pair) => pair.b?.date || pair.a?.date || null, show: (pair) => move(pair.a?.date, pair.b?.date, String), width: 23 },
      { title: "Lines", value: (pair) => pair.b?.line ?? pair.a?.line ?? null, show: (pair) => [pair.a ? h("a", { href: to.article(entry(pair.a).source, pair.a.line) }, `L${pair.a.line ?? "?"}`) : "–", " / ", pair.b ? h("a", { href: to.article(entry(pair.b).source, pair.b.line) }, `L${pair.b.line ?? "?"}`) : "–"], width: 18 },
    ],
    rows: found.filter((pair) => chosen.has(pair.state)),
    query: columns(datasetOf("file.name")).length > 0 ? `SELECT lower(file_name) AS name, platform, max(file_version) FILTER (kb = ${left[0]?.kb ?? 0}) AS a, max(file_version) FILTER (kb = ${right[0]?.kb ?? 0}) AS b\nFROM 'output/files.parquet' WHERE kb IN (${left[0]?.kb ?? 0}, ${right[0]?.kb ?? 0}) GROUP BY ALL ORDER BY ALL;` : undefined,
    empty: before.length + after.length === 0 ? "Neither lists files." : "No file fits this choice.",
  } as Parameters<typeof table<Pair>>[0]));
  draw();
  const box = (state: Pair["state"]) => h("label.check", {}, h("input", { type: "checkbox", checked: chosen.has(state), onchange: (event: Event) => {
    if ((event.target as HTMLInputElement).checked) chosen.add(state);
    else chosen.delete(state);
    draw();
  } }), h(`span.state.${state}`, {}, WORDS[state]), ` ${count(found.filter((pair) => pair.state === state).length)}`);
  const side = (word: string, entries: Entry[], rows: FileRow[]) => h("div", {}, h("h2", {}, entries.map((one) => h("a", { href: to.article(one.source), dir: "auto" }, one.title))), h("p.note", {}, `${name(word)} · ${counted(rows.length, "row")} of files`));
  return {
    title: `${name(a)} and ${name(b)}`,
    wide: true,
    content: [
      title([name(a), " → ", name(b)], [h("a", { href: to.compare(b, a) }, "Swap")]),
      chooser(a, b), options,
      h("div.halves", {}, side(a, left, before), side(b, right, after)),
      h("div.facets", {}, states.map(box)),
      result,
    ],
  };
}
