// Pieces that several views share: versions aligned at their points, levels told by shape and word, excerpts.

import { article as loadArticle, column, columnName, datasetOf, key, number, text, type Article, type Entry, type Row } from "./data.ts";
import { count, h, type Child } from "./dom.ts";
import { to } from "./route.ts";

/** A version whose points stand below each other; as text it is what was printed. */
export function version(printed: string): Child {
  if (!/^\d+(\.\d+){1,3}$/.test(printed)) return h("code", {}, printed);
  const children: Child[] = [];
  printed.split(".").forEach((part, at) => children.push(at > 0 ? "." : null, h(`span.v${at}`, {}, part)));
  return h("code.version", {}, children);
}

/** Words in which what stands between backticks is printed text. */
export function words(text: string | null | undefined): Child {
  return (text ?? "").split("`").map((part, at, all) => (at % 2 === 1 && at < all.length - 1 ? h("code", {}, part) : at % 2 === 1 ? `\`${part}` : part));
}

const SHAPES: Record<string, string> = { error: "■", warning: "▲", note: "●", waived: "○" };

/** A level by shape, word and colour. */
export function level(word: string): HTMLElement {
  return h(`span.level.${word}`, {}, h("span", { "aria-hidden": "true" }, SHAPES[word] ?? "●"), ` ${word}`);
}

export function articleLink(entry: Entry, line?: number | null): HTMLElement {
  const label = entry.kb ? `KB${entry.kb}` : (entry.source.split("/").at(-1) ?? entry.source);
  return h("a", { href: to.article(entry.source, line), title: `${entry.title} (${entry.source})` }, label);
}

/** A bar for a share, with its number beside it. */
export function bar(part: number, whole: number, label: string): HTMLElement {
  const inner = h("span.fill");
  inner.style.width = `${whole === 0 ? 0 : Math.max(part > 0 ? 1 : 0, (100 * part) / whole)}%`;
  return h("span.bar", {}, h("span.track", { "aria-hidden": "true" }, inner), h("span.number", {}, label));
}

export function title(words: Child, beside?: Child): HTMLElement {
  return h("header.title", {}, h("h1", { tabindex: -1 }, words), beside ? h("p.beside", {}, beside) : null);
}

export function lines(text: string): string[] {
  const found = text.split("\n");
  if (found.at(-1) === "") found.pop();
  return found.map((line) => line.replace(/\r+$/, ""));
}

/** A cell of a table at its place in the text, columns in characters from 1. */
export interface Cell {
  table: number;
  row: number;
  line: number;
  first: number;
  last: number;
  status: string;
  claimed: string;
}

export function cells(article: Article): Cell[] {
  const at = (role: string) => column(`cell.${role}`);
  const places = { table: at("table"), row: at("row"), line: at("line"), first: at("first"), last: at("last") };
  return (article.rows[datasetOf("cell.line")] ?? []).map((row) => ({
    table: number(row, places.table) ?? 0,
    row: number(row, places.row) ?? 0,
    line: number(row, places.line) ?? 0,
    first: number(row, places.first) ?? 0,
    last: number(row, places.last) ?? 0,
    status: text(row, at("status")),
    claimed: text(row, at("claimed_by")),
  }));
}

/** The text of an article around a line, with the cells that some columns claim set in bold. */
export function excerpt(article: Article, line: number, around: number, bold: string[]): HTMLElement {
  if (article.text === undefined) return h("p.note", {}, "This site was made without the text of articles.");
  const all = lines(article.text);
  const from = Math.max(1, line - around);
  const until = Math.min(all.length, line + around);
  const wanted = cells(article).filter((cell) => cell.line >= from && cell.line <= until && bold.includes(cell.claimed));
  const rows: Child[] = [];
  for (let at = from; at <= until; at += 1) {
    const own = wanted.filter((cell) => cell.line === at && at === line).toSorted((a, b) => a.first - b.first);
    const characters = Array.from(all[at - 1] ?? "");
    const parts: Child[] = [];
    let done = 0;
    for (const cell of own) {
      if (cell.first - 1 < done) continue;
      parts.push(characters.slice(done, cell.first - 1).join(""), h("b", {}, characters.slice(cell.first - 1, cell.last).join("")));
      done = cell.last;
    }
    parts.push(characters.slice(done).join(""));
    rows.push(h("div.line", { class: at === line ? "here" : null }, h("a.at", { href: to.article(article.source, at) }, at), h("span", { dir: "auto" }, parts)));
  }
  return h("div.excerpt", {}, rows);
}

const known = new WeakMap<Article, Map<string, number>>();

/** The first line of each row of the tables of an article, found once. */
function firstLines(article: Article): Map<string, number> {
  let found = known.get(article);
  if (!found) {
    found = new Map();
    for (const { table, row, line } of cells(article)) {
      const place = `${table}/${row}`;
      found.set(place, Math.min(line, found.get(place) ?? line));
    }
    known.set(article, found);
  }
  return found;
}

/** The line of a row that was read from a table. */
export function lineOf(article: Article, table: number | null, row: number | null): number | null {
  return firstLines(article).get(`${table}/${row}`) ?? null;
}

/** A row of a dataset by its place in a table. */
export function rowOf(article: Article, dataset: string, table: number | null, row: number | null): Row | undefined {
  const [tables, rows] = [key(dataset, "table"), key(dataset, "row")];
  return (article.rows[dataset] ?? []).find((one) => one[tables] === table && one[rows] === row);
}

/** Fills an element when it comes into sight. */
export function later(element: HTMLElement, make: () => Promise<void>): HTMLElement {
  const observer = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    observer.disconnect();
    make().catch((error: unknown) => element.append(h("p.note", {}, String(error))));
  }, { rootMargin: "400px" });
  observer.observe(element);
  return element;
}

export const shownSize = (size: number | null): string => (size === null ? "" : count(size));

/** A choice among the values that rows have; hidden where there is no choice. */
export function facet(label: string, values: string[], chosen: (value: string) => void): HTMLElement | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size < 2) return null;
  const sorted = [...counts].toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], "en", { numeric: true })).slice(0, 200);
  const select = h("select", {
    onchange: (event: Event) => {
      const value = (event.target as HTMLSelectElement).value;
      chosen(value === "*" ? "*" : value.slice(1));
    },
  }, h("option", { value: "*" }, "all"), sorted.map(([value, number]) => h("option", { value: `=${value}` }, `${value || "not stated"} (${count(number)})`)));
  return h("label.facet", {}, h("span", {}, label), select);
}

export { loadArticle };
export const column_path = (role: string): string => `${datasetOf(role)}.${columnName(role)}`;
