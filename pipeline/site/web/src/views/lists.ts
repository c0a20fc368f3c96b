// The lists of everything: all articles, all names of files, and the articles of one number.

import { directory, find, meta, names, references, type Entry } from "../data.ts";
import { count, counted, h } from "../dom.ts";
import { level, title } from "../parts.ts";
import { to } from "../route.ts";
import { table, type Column } from "../table.ts";
import type { View } from "../main.ts";

export const ENTRY: Column<Entry>[] = [
  { title: "KB", value: (one) => one.kb, show: (one) => (one.kb ? h("a", { href: to.article(one.source) }, one.kb) : ""), width: 10, kind: "number" },
  { title: "Title", value: (one) => one.title, show: (one) => h("a", { href: to.article(one.source), dir: "auto" }, one.title) },
  { title: "Date", value: (one) => one.date, width: 12, kind: "code" },
  { title: "Type", value: (one) => (one.type ?? "").replaceAll("_", " "), width: 16 },
  { title: "Files", value: (one) => one.files, width: 8, kind: "number" },
  { title: "Tables", value: (one) => one.tables, width: 9, kind: "number" },
  { title: "Errors", value: (one) => one.levels[0], width: 9, kind: "number" },
  { title: "Warnings", value: (one) => one.levels[1], width: 11, kind: "number" },
  { title: "Path", value: (one) => one.source, width: 28, kind: "code" },
];

export async function articles(): Promise<View> {
  const all = await directory();
  return {
    title: "Articles",
    content: [
      title("Articles", counted(all.length, "article")),
      table({ caption: "All articles", columns: ENTRY, rows: all, query: `SELECT * FROM 'output/${meta.roles["article.title"]?.[0] ?? "articles"}.parquet';`, empty: "Articles would be listed here." }),
    ],
  };
}

export async function files(): Promise<View> {
  const all = await names();
  return {
    title: "Files",
    content: [
      title("Files", `${counted(all.length, "name")}, ${counted(all.reduce((sum, one) => sum + one.rows, 0), "row")}`),
      table({
        caption: "All names of files",
        columns: [
          { title: "Name", value: (one) => one.name, show: (one) => h("a", { href: to.file(one.name) }, h("code", {}, one.name)) },
          { title: "Rows", value: (one) => one.rows, width: 12, kind: "number" },
          { title: "Articles", value: (one) => one.articles, width: 12, kind: "number" },
        ],
        rows: all,
        sorted: "-Articles",
        query: "SELECT lower(file_name) AS name, count(*) AS rows, count(DISTINCT source) AS articles\nFROM 'output/files.parquet' GROUP BY ALL ORDER BY articles DESC;",
        empty: "No article lists a file.",
      }),
    ],
  };
}

export async function kb(parts: string[]): Promise<View> {
  const number = Number((parts[0] ?? "").replace(/\D/g, ""));
  const found = await find(String(number));
  const named = (await references()).get(number) ?? [];
  const all = await directory();
  if (found.length === 1 && found[0]) return { title: `KB${number}`, content: [], instead: to.article(found[0].source) };
  return {
    title: `KB${number}`,
    content: [
      title(`KB${number}`, found.length === 0 ? "no article of the corpus states this number" : counted(found.length, "article states this number", "articles state this number")),
      found.length > 0 ? table({ caption: "Articles of this number", columns: ENTRY, rows: found }) : null,
      h("section", {}, h("h2", {}, "Who refers to it"),
        table({
          caption: "References",
          columns: [
            { title: "Relation", value: (one) => one[1].replaceAll("_", " "), width: 16 },
            ...ENTRY.slice(0, 3).map((column): Column<[number, string]> => ({
              ...column,
              value: (one) => column.value(all[one[0]]!),
              show: column.show ? (one) => column.show!(all[one[0]]!) : (one) => String(column.value(all[one[0]]!) ?? ""),
              compare: undefined as never,
            })).map(({ compare: _, ...column }) => column),
          ],
          rows: named,
          empty: "No article refers to it.",
        })),
      named.length > 0 ? h("p.note", {}, level("note"), ` ${count(named.length)} references`) : null,
    ],
  };
}
