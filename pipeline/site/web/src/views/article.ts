// An article as it is printed, and what was read of it: a value and its place light up together.

import { article as load, column, columns, datasetOf, directory, key, load as shard, meta, number, references, text, type Article, type Entry, type Finding, type Row } from "../data.ts";
import { copier, count, counted, h, type Child } from "../dom.ts";
import { cells as cellsOf, level, lines as linesOf, title, words as spoken, type Cell } from "../parts.ts";
import { to } from "../route.ts";
import type { View } from "../main.ts";
import { explain, type Dataset } from "./unclaimed.ts";

/** Lines that are laid out together; those out of sight cost nothing. */
const BLOCK = 100;
/** Rows of a dataset that are shown at once. */
const ROWS = 200;

/** Elements that stand for one value, on both sides. */
class Lights {
  private readonly sides = new Map<string, Set<Element>>();
  private lit: Element[] = [];

  /** The element lights up with `keys`, and lights up what has `own`. */
  put(element: HTMLElement, keys: string[], own: string[] = keys): HTMLElement {
    for (const one of keys) this.sides.set(one, (this.sides.get(one) ?? new Set()).add(element));
    const on = () => this.on(own);
    element.addEventListener("mouseenter", on);
    element.addEventListener("focusin", on);
    element.addEventListener("mouseleave", () => this.off());
    element.addEventListener("focusout", () => this.off());
    return element;
  }

  private on(keys: string[]): void {
    this.off();
    for (const one of keys) for (const element of this.sides.get(one) ?? []) {
      element.classList.add("lit");
      this.lit.push(element);
    }
  }

  private off(): void {
    for (const element of this.lit) element.classList.remove("lit");
    this.lit = [];
  }
}

const rowKey = (table: number | null, row: number | null) => `${table}/${row}`;

/** What a cell is, in words. */
function said(cell: Cell): string {
  if (cell.status === "typed") return `typed as ${cell.claimed}`;
  if (cell.status === "unread") return `${cell.claimed} could not read it: the value is null`;
  return "kept as printed: no column claims it";
}

function line(number: number, words: string, cells: Cell[], source: string, lights: Lights, isHere: boolean): HTMLElement {
  const characters = cells.length > 0 ? Array.from(words) : [];
  const parts: Child[] = [];
  let done = 0;
  for (const cell of cells.toSorted((a, b) => a.first - b.first)) {
    if (cell.first - 1 < done || cell.last < cell.first) continue;
    const mark = h(`mark.${cell.status}`, { title: said(cell) }, characters.slice(cell.first - 1, cell.last).join(""));
    const row = rowKey(cell.table, cell.row);
    if (cell.claimed) lights.put(mark, [row, `${row}/${cell.claimed}`], [`${row}/${cell.claimed}`]);
    else lights.put(mark, [row]);
    parts.push(characters.slice(done, cell.first - 1).join(""), mark);
    done = cell.last;
  }
  parts.push(cells.length > 0 ? characters.slice(done).join("") : words);
  const anchor = h("a.at", { href: to.article(source, number), "aria-label": `Line ${number}` }, number);
  const element = h("div.line", { id: `L${number}`, class: isHere ? "here" : null }, anchor, h("span", { dir: "auto" }, parts));
  if (cells.length > 0) lights.put(anchor, [...new Set(cells.map((cell) => rowKey(cell.table, cell.row)))]);
  return element;
}

function printed(one: Article, found: Finding[], lights: Lights, here: [number, number] | null): HTMLElement {
  if (one.text === undefined)
    return h("p.empty", {}, meta.has_text ? "The article is not in the directory of articles that this site was made of." : "This site was made without the text of articles.");
  const all = linesOf(one.text);
  const cells = new Map<number, Cell[]>();
  // A cell of several lines is marked in its first.
  if (!one.changed) for (const cell of cellsOf(one)) cells.set(cell.line, [...(cells.get(cell.line) ?? []), cell]);
  const notes = new Map<number, Finding[]>();
  for (const finding of found) notes.set(finding.line ?? 1, [...(notes.get(finding.line ?? 1) ?? []), finding]);
  const blocks: HTMLElement[] = [];
  for (let first = 0; first < all.length; first += BLOCK) {
    const block = h("div.block");
    block.style.setProperty("contain-intrinsic-size", `auto ${BLOCK * 21}px`);
    all.slice(first, first + BLOCK).forEach((words, at) => {
      const own = first + at + 1;
      block.append(line(own, words, cells.get(own) ?? [], one.source, lights, here !== null && own >= here[0] && own <= here[1]));
      for (const finding of notes.get(own) ?? []) block.append(note(finding));
    });
    blocks.push(block);
  }
  return h("div.printed", {},
    one.changed ? h("p.warning", {}, "The article changed since its rows were made: build again to see which line says what.") : null, blocks);
}

function note(finding: Finding): HTMLElement {
  return h("aside.finding", { class: finding.waived ? "waived" : finding.level }, level(finding.waived ? "waived" : finding.level), " ",
    h("a", { href: to.quality(finding.code) }, h("code", {}, finding.code)), " ", h("span", { dir: "auto" }, spoken(finding.message)),
    finding.help ? h("span.help", {}, "help: ", spoken(finding.help)) : null, finding.reason ? h("span.help", {}, `accepted: ${finding.reason}`) : null);
}

/** Findings of an article, as its rows hold them. */
function ownFindings(one: Article): Finding[] {
  const at = (role: string) => column(`finding.${role}`);
  return (one.rows[datasetOf("finding.code")] ?? []).map((row) => ({
    code: text(row, at("code")), article: null, line: number(row, at("line")), column: number(row, at("column")), level: text(row, at("level")),
    waived: row[at("waived")] === true, message: text(row, at("message")), help: text(row, at("help")) || null, text: text(row, at("text")) || null,
    dataset: text(row, at("dataset")) || null, table: number(row, at("table")), row: number(row, at("row")), reason: text(row, at("reason")) || null,
  }));
}

function value(one: Row[number] | undefined): string {
  if (one === null || one === undefined) return "";
  return Array.isArray(one) ? one.join(", ") : String(one);
}

function rows(one: Article, dataset: string, lights: Lights, first: Map<string, number>): HTMLElement {
  const names = columns(dataset);
  const own = one.rows[dataset] ?? [];
  const [tables, ordinals] = [key(dataset, "table"), key(dataset, "row")];
  const words = [column("section.text"), column("product.name"), column("reference.kb")];
  const place = [datasetOf("section.text"), datasetOf("product.name"), datasetOf("reference.kb")].indexOf(dataset);
  // Columns without any value say nothing here; the article's own number stands in the title.
  const shown = names.map((_, at) => at).filter((at) => names[at] !== "kb" && at !== tables && at !== ordinals && own.some((row) => row[at] !== null));
  const body = h("tbody");
  const draw = (from: number, until: number) => own.slice(from, until).forEach((row) => {
    const [table, ordinal] = [number(row, tables), number(row, ordinals)];
    const isRow = table !== null && ordinal !== null;
    const line = isRow ? first.get(rowKey(table, ordinal)) : place >= 0 ? lineWith(one, text(row, words[place] ?? -1)) : undefined;
    const element = h("tr", {}, h("th", { scope: "row" }, line ? h("a", { href: to.article(one.source, line) }, `L${line}`) : ""),
      shown.map((at) => {
        const cell = h("td", { class: typeof row[at] === "number" ? "number" : null, dir: "auto", title: value(row[at]).length > 32 ? value(row[at]) : null }, value(row[at]));
        if (isRow) lights.put(cell, [`${rowKey(table, ordinal)}/${dataset}.${names[at]}`]);
        return cell;
      }));
    if (isRow) lights.put(element, [rowKey(table, ordinal)]);
    body.append(element);
  });
  draw(0, ROWS);
  const more: HTMLElement | null = own.length > ROWS ? h("button.quiet", { type: "button", onclick: () => {
    draw(ROWS, own.length);
    more?.remove();
  } }, `Show all ${count(own.length)} rows`) : null;
  const where = `SELECT * FROM 'output/${dataset}.parquet' WHERE source = '${one.source.replaceAll("'", "''")}';`;
  return h("details", { open: own.length > 0 }, h("summary", {}, dataset, h("small", {}, ` ${counted(own.length, "row")}`)),
    h("div.tools", {}, h("a", { href: to.schema(dataset) }, "What the columns mean"), copier("Copy query", () => where, "DuckDB"), copier("Copy as JSON", () => JSON.stringify(own.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]]))), null, 1))),
    h("div.scroller", { tabindex: 0, role: "region", "aria-label": `Rows of ${dataset}` }, h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Line"), shown.map((at) => h("th", { scope: "col" }, names[at])))), body)), more);
}

const texts = new WeakMap<Article, string[]>();

/** The first line that prints some words; rows that come from no table have no place of their own. */
function lineWith(one: Article, words: string): number | undefined {
  if (one.text === undefined || words === "") return undefined;
  if (!texts.has(one)) texts.set(one, linesOf(one.text));
  const at = (texts.get(one) ?? []).findIndex((line) => line.includes(words));
  return at < 0 ? undefined : at + 1;
}

function tables(one: Article, dictionary: Dataset[]): HTMLElement | null {
  const at = (role: string) => column(`table.${role}`);
  const own = one.rows[datasetOf("table.ordinal")] ?? [];
  if (own.length === 0) return null;
  return h("section", {}, h("h2", {}, counted(own.length, "table")), h("ul.plain.tables", {}, own.map((row) => {
    const [first, last] = [number(row, at("first")), number(row, at("last"))];
    const dataset = text(row, at("dataset"));
    const header = text(row, at("header"));
    return h("li", {},
      h("a", { href: `${to.article(one.source, first)}-L${last}` }, `Table ${text(row, at("ordinal"))}`), ` lines ${first} to ${last}, `, counted(number(row, at("rows")) ?? 0, "row"), ", ",
      text(row, at("layout")).replaceAll("_", " "), ": ",
      dataset ? [h("a", { href: to.schema(dataset) }, dataset), h("small", {}, `, confidence ${text(row, at("confidence"))}: ${text(row, at("reasons"))}`)]
        : [h("b", {}, "not understood"), h("details", {}, h("summary", {}, "Why, and what to do"), explain(header, dictionary))]);
  })));
}

async function relations(one: Article, entry: Entry, all: Entry[]): Promise<HTMLElement | null> {
  const at = { kb: column("reference.kb"), relation: column("reference.relation"), title: column("reference.title") };
  const own = one.rows[datasetOf("reference.kb")] ?? [];
  const named = entry.kb ? ((await references()).get(entry.kb) ?? []).filter(([from]) => from !== entry.number) : [];
  const groups = new Map<string, Child[]>();
  const put = (group: string, child: Child) => groups.set(group, [...(groups.get(group) ?? []), child]);
  const seen = new Set<string>();
  for (const row of own) {
    const [kb, relation] = [number(row, at.kb), text(row, at.relation)];
    if (!kb || seen.has(`${kb} ${relation}`)) continue;
    seen.add(`${kb} ${relation}`);
    put(relation.replaceAll("_", " "), h("a", { href: to.kb(kb), title: text(row, at.title) || null }, `KB${kb}`));
  }
  for (const [from, relation] of named.slice(0, 60)) {
    const other = all[from]!;
    put(relation === "replaces" ? "replaced by" : `${relation.replaceAll("_", " ")} of`, h("a", { href: to.article(other.source), title: other.title }, other.kb ? `KB${other.kb}` : other.source));
  }
  if (groups.size === 0) return null;
  const first = (word: string) => (word.startsWith("replace") ? 0 : 1);
  const sorted = [...groups].toSorted((a, b) => first(a[0]) - first(b[0]) || a[0].localeCompare(b[0]));
  return h("section", {}, h("h2", {}, "Other articles"), h("dl.pairs", {}, sorted.map(([word, links]) => [h("dt", {}, word), h("dd", {}, links.map((link, at) => [at > 0 ? ", " : "", link]))])));
}

export async function article(parts: string[], here: [number, number] | null): Promise<View> {
  const source = parts[0] ?? "";
  const [all, dictionary] = await Promise.all([directory(), shard<Dataset[]>("schema")]);
  const entry = all.find((one) => one.source === source);
  if (!entry) return { title: source, content: [title(source, "there is no such article in this site"), h("p", {}, h("a", { href: to.search(source) }, "Search for it"))] };
  const one = await load(entry.number);
  const lights = new Lights();
  const found = ownFindings(one);
  const first = new Map<string, number>();
  for (const cell of cellsOf(one)) {
    const at = rowKey(cell.table, cell.row);
    first.set(at, Math.min(first.get(at) ?? Infinity, cell.line));
  }
  const left = printed(one, found, lights, here);
  const hidden = [datasetOf("cell.line"), datasetOf("table.ordinal"), datasetOf("finding.code")];
  // Rows that come from tables say most, labels least.
  const weight = (name: string) => (name === datasetOf("section.text") ? 3 : key(name, "row") >= 0 ? 0 : 1);
  const datasets = meta.datasets.map((dataset) => dataset.name).filter((name) => (one.rows[name] ?? []).length > 0 && !hidden.includes(name)).toSorted((a, b) => weight(a) - weight(b));
  const [typed, raw, unread] = entry.cells;
  const next = (by: number) => all[entry.number + by];
  const right = h("div.rows", {},
    await relations(one, entry, all),
    found.length > 0 ? h("section", {}, h("h2", {}, counted(found.length, "finding")), h("ul.plain", {}, found.map((finding) => h("li", {}, level(finding.waived ? "waived" : finding.level), " ",
      h("a", { href: to.article(source, finding.line ?? 1) }, `L${finding.line ?? 1}`), " ", h("code", {}, finding.code), " ", h("span", { dir: "auto" }, spoken(finding.message)))))) : null,
    tables(one, dictionary),
    h("section", {}, h("h2", {}, "Rows"), datasets.map((name) => rows(one, name, lights, first))));
  return {
    title: entry.title,
    content: [
      title(h("span", { dir: "auto" }, entry.title), [entry.kb ? h("a", { href: to.kb(entry.kb) }, `KB${entry.kb}`) : "no number stated", " · ", h("code", {}, source), entry.date ? ` · ${entry.date}` : "",
        typed + raw + unread > 0 ? [" · ", h("mark.typed", {}, `${count(typed)} typed`), " ", h("mark.raw", {}, `${count(raw)} raw`), " ", h("mark.unread", {}, `${count(unread)} unread`), " cells"] : ""]),
      h("nav.steps", { "aria-label": "Articles beside it" }, next(-1) ? h("a", { href: to.article(next(-1)!.source), title: next(-1)!.title }, "← Previous") : null,
        next(1) ? h("a", { href: to.article(next(1)!.source), title: next(1)!.title }, "Next →") : null,
        entry.kb ? h("a", { href: to.compare(String(entry.kb), "") }, "Compare with…") : null),
      h("div.sides", {}, h("section.left", { "aria-label": "As printed" }, left), right),
    ],
    wide: true,
    shown: () => {
      const first = here && document.getElementById(`L${here[0]}`);
      if (first && first.getBoundingClientRect().bottom > innerHeight) first.scrollIntoView({ block: "center" });
    },
  };
}

