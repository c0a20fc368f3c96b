// What the pages know: shards are scripts that call `kbc(name, text)` with compressed JSON, loaded when they are needed.

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
export type Row = Value[];

/** What `data/meta.js` holds; README.md of the site describes it. */
export interface Meta {
  layout: number;
  made_by: { compiler: string; contract: string } | null;
  contract: string;
  has_text: boolean;
  articles: { count: number; firsts: number[] };
  datasets: { name: string; rows: number; skip: number[]; columns: string[] }[];
  roles: Record<string, [string, number]>;
  shards: Record<string, number>;
  cells: Record<string, number>;
  tables: [number, number];
  /** Code, name, summary, reason, and whether the rule holds rows or articles against each other. */
  rules: [string, string, string, string, boolean][];
  levels: [string, string, number][];
  newest: [number, Row][];
  years: { products: string[]; years: Record<string, number[]> };
  folders: { rows: [string, [number, number, number, number]][]; all: number };
  against: Against | null;
}

export interface Against {
  old: string;
  new: string;
  shards: number;
  rows: number;
  added: number;
  removed: number;
  changed: number;
  moved: number;
  articles: Record<string, number>;
}

/** An article in its shard. */
export interface Article {
  source: string;
  text?: string;
  changed?: boolean;
  rows: Record<string, Row[]>;
}

/** A row of the directory. */
export interface Entry {
  number: number;
  source: string;
  kb: number | null;
  title: string;
  date: string | null;
  type: string | null;
  files: number;
  tables: number;
  cells: [number, number, number];
  levels: [number, number, number];
}

/** A name of a file: rows, articles, and the shard that holds the rows. */
export interface Name {
  name: string;
  rows: number;
  articles: number;
  shard: number;
}

/** Something else that can be searched. */
export interface Term {
  kind: string;
  words: string;
  beside: string;
  count: number;
  articles: number[];
}

const arrived = new Map<string, (packed: string) => void>();

(globalThis as unknown as { kbc: (name: string, packed: string) => void }).kbc = (name, packed) =>
  arrived.get(name)?.(packed);

/** Bytes of a text whose pairs of digits to the base 91 hold 13 bits each, the lowest first. */
export function unwrap(packed: string): Uint8Array<ArrayBuffer> {
  // A digit that stands alone at the end is 6 bits.
  const bits = 13 * (packed.length >> 1) + 6 * (packed.length & 1);
  const bytes = new Uint8Array((packed.length >> 1) * 2 + 2);
  let [waiting, count, length] = [0, 0, 0];
  for (let at = 0; at < packed.length; at += 2) {
    waiting |= (DIGIT[packed.charCodeAt(at)]! + 91 * (DIGIT[packed.charCodeAt(at + 1)] ?? 0)) << count;
    count += 13;
    while (count >= 8) {
      bytes[length] = waiting & 255;
      length += 1;
      waiting >>>= 8;
      count -= 8;
    }
  }
  return bytes.subarray(0, bits >> 3);
}

/** Printable ASCII without the double quote, the backslash and `<`, by code. */
const DIGIT = new Uint8Array(128);
[..."!#$%&'()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"].forEach((digit, at) => (DIGIT[digit.charCodeAt(0)] = at));

async function unpack(packed: string): Promise<unknown> {
  const bytes = unwrap(packed);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** Shards kept in memory besides the lists that the search needs. */
const KEPT = 48;
const shards = new Map<string, Promise<unknown>>();

export function load<T>(name: string): Promise<T> {
  const known = shards.get(name);
  if (known) {
    // The one used last is forgotten last.
    shards.delete(name);
    shards.set(name, known);
    return known as Promise<T>;
  }
  const loading = new Promise<string>((resolve, reject) => {
    const script = document.createElement("script");
    const done = () => {
      arrived.delete(name);
      script.remove();
    };
    arrived.set(name, (packed) => {
      done();
      resolve(packed);
    });
    script.onerror = () => {
      done();
      shards.delete(name);
      reject(new Error(`data/${name}.js could not be loaded`));
    };
    script.src = `data/${name}.js`;
    document.head.append(script);
  }).then(unpack);
  shards.set(name, loading);
  if (shards.size > KEPT) {
    const oldest = [...shards.keys()].find((key) => /^(article|file|finding|change)-/.test(key));
    if (oldest) shards.delete(oldest);
  }
  return loading as Promise<T>;
}

async function list<T>(name: string): Promise<T[]> {
  const number = meta.shards[name] ?? 0;
  const parts = await Promise.all(Array.from({ length: number }, (_, at) => load<T[]>(`${name}-${at}`)));
  return parts.flat();
}

export let meta: Meta;

export async function start(): Promise<void> {
  meta = await load<Meta>("meta");
}

/** Position of a role in the rows of its dataset, as the shards hold them; -1 where the data has no such column. */
export function column(role: string): number {
  const found = meta.roles[role];
  if (!found) return -1;
  const dataset = meta.datasets.find((one) => one.name === found[0]);
  return dataset?.skip.includes(found[1]) ? -1 : found[1] - (dataset?.skip.filter((one) => one < found[1]).length ?? 0);
}

/** Name of the dataset of a role. */
export function datasetOf(role: string): string {
  return meta.roles[role]?.[0] ?? "";
}

/** Name of the column of a role. */
export function columnName(role: string): string {
  const found = meta.roles[role];
  return (found && meta.datasets.find((one) => one.name === found[0])?.columns[found[1]]) ?? "";
}

/** Columns of a dataset in the order of the rows of shards. */
export function columns(dataset: string): string[] {
  const found = meta.datasets.find((one) => one.name === dataset);
  return found ? found.columns.filter((_, at) => !found.skip.includes(at)) : [];
}

/** Position of a key (`table`, `row`) in the rows of any dataset, by the name that it has in `cells`. */
export function key(dataset: string, of: "table" | "row"): number {
  return columns(dataset).indexOf(columnName(`cell.${of}`));
}

export function text(row: Row | undefined, at: number): string {
  const value = at < 0 ? null : row?.[at];
  return value === null || value === undefined ? "" : String(value);
}

export function number(row: Row | undefined, at: number): number | null {
  const value = at < 0 ? null : row?.[at];
  return typeof value === "number" ? value : null;
}

let directoryOnce: Promise<Entry[]> | undefined;
/** All articles, in the order of their paths. */
export function directory(): Promise<Entry[]> {
  directoryOnce ??= list<Row>("directory").then((rows) => rows.map((row, at) => entry(at, row)));
  return directoryOnce;
}

export function entry(at: number, row: Row): Entry {
  return {
    number: at,
    source: String(row[0]),
    kb: row[1] as number | null,
    title: String(row[2] ?? row[0]),
    date: row[3] as string | null,
    type: row[4] as string | null,
    files: (row[5] as number) ?? 0,
    tables: (row[6] as number) ?? 0,
    cells: row[7] as [number, number, number],
    levels: row[8] as [number, number, number],
  };
}

let namesOnce: Promise<Name[]> | undefined;
/** All names of files, in the order of the alphabet. */
export function names(): Promise<Name[]> {
  namesOnce ??= list<Row>("name").then((rows) =>
    rows.map((row) => ({ name: String(row[0]), rows: Number(row[1]), articles: Number(row[2]), shard: Number(row[3]) })),
  );
  return namesOnce;
}

let termsOnce: Promise<Term[]> | undefined;
export function terms(): Promise<Term[]> {
  termsOnce ??= list<Row>("term").then((rows) =>
    rows.map((row) => ({
      kind: String(row[0]),
      words: String(row[1]),
      beside: String(row[2]),
      count: Number(row[3]),
      articles: row[4] as number[],
    })),
  );
  return termsOnce;
}

let referencesOnce: Promise<Map<number, [number, string][]>> | undefined;
/** Who refers to an article, by its number: number of the article that does, relation. */
export function references(): Promise<Map<number, [number, string][]>> {
  referencesOnce ??= list<[number, [number, string][]]>("reference").then((rows) => new Map(rows));
  return referencesOnce;
}

/** A finding of a rule. */
export interface Finding {
  code: string;
  article: number | null;
  line: number | null;
  column: number | null;
  level: string;
  waived: boolean;
  message: string;
  help: string | null;
  text: string | null;
  dataset: string | null;
  table: number | null;
  row: number | null;
  reason: string | null;
}

export async function findings(code: string): Promise<Finding[]> {
  const rows = await list<Row>(`finding-${code}`);
  return rows.map((row) => ({
    code,
    article: row[0] as number | null,
    line: row[1] as number | null,
    column: row[2] as number | null,
    level: String(row[3]),
    waived: row[4] === true,
    message: String(row[5] ?? ""),
    help: row[6] as string | null,
    text: row[7] as string | null,
    dataset: row[8] as string | null,
    table: row[9] as number | null,
    row: row[10] as number | null,
    reason: row[11] as string | null,
  }));
}

/** The article with a number. */
export async function article(at: number): Promise<Article> {
  const firsts = meta.articles.firsts;
  let shard = firsts.length - 1;
  while (shard > 0 && firsts[shard]! > at) shard -= 1;
  const articles = await load<Article[]>(`article-${shard}`);
  const found = articles[at - firsts[shard]!];
  if (!found) throw new Error(`there is no article ${at}`);
  return found;
}

/** What one article prints of a file. */
export interface FileRow {
  article: number;
  line: number | null;
  /** Whether a finding holds the row against others. */
  isFound: boolean;
  row: Row;
  name: string;
  version: string;
  size: number | null;
  date: string;
  time: string;
  platform: string;
  branch: string;
  milestone: string;
  language: string;
  products: string[];
  table: number | null;
  ordinal: number | null;
}

export function fileRow(article: number, line: number | null, isFound: boolean, row: Row): FileRow {
  const dataset = datasetOf("file.name");
  const products = row[column("file.products")];
  return {
    article,
    line,
    isFound,
    row,
    name: text(row, column("file.name")),
    version: text(row, column("file.version")),
    size: number(row, column("file.size")),
    date: text(row, column("file.date")),
    time: text(row, column("file.time")),
    platform: text(row, column("file.platform")) || text(row, column("file.target_platform")),
    branch: (text(row, column("file.branch")) || text(row, column("file.service_branch"))).toUpperCase(),
    milestone: text(row, column("file.milestone")),
    language: text(row, column("file.language")),
    products: Array.isArray(products) ? products.map(String) : [],
    table: number(row, key(dataset, "table")),
    ordinal: number(row, key(dataset, "row")),
  };
}

/** What all articles print of a file; empty where none does. */
export async function file(name: string): Promise<FileRow[]> {
  const wanted = name.toLowerCase();
  const found = (await names()).find((one) => one.name.toLowerCase() === wanted);
  if (!found) return [];
  const rows = await load<Row[]>(`file-${found.shard}`);
  const at = column("file.name") + 3;
  return rows
    .filter((row) => String(row[at]).toLowerCase() === wanted)
    .map((row) => fileRow(row[0] as number, row[1] as number | null, row[2] === 1, row.slice(3)));
}

/** Articles by path, or by the number that they state. */
export async function find(word: string): Promise<Entry[]> {
  const all = await directory();
  const number = /^(?:kb|q)?\s*(\d{4,7})$/i.exec(word)?.[1];
  if (number) {
    const found = all.filter((one) => one.kb === Number(number));
    if (found.length > 0) return found;
  }
  return all.filter((one) => one.source === word);
}
