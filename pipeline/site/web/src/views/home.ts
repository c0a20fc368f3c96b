import { entry, meta } from "../data.ts";
import { count, counted, h, percent, type Child } from "../dom.ts";
import { bar, level, title } from "../parts.ts";
import { stackedYears } from "../plots.ts";
import { to } from "../route.ts";
import type { View } from "../main.ts";

function tile(number: Child, words: Child, href: string): HTMLElement {
  return h("a.tile", { href }, h("strong", {}, number), h("span", {}, words));
}

function levels(): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [, word, number] of meta.levels) sums[word] = (sums[word] ?? 0) + number;
  return sums;
}

export async function home(): Promise<View> {
  const { typed = 0, raw = 0, unread = 0 } = meta.cells;
  const sums = levels();
  const rows = meta.datasets.find((one) => one.name === meta.roles["file.name"]?.[0])?.rows ?? 0;
  const open = (sums["error"] ?? 0) + (sums["warning"] ?? 0) + (sums["note"] ?? 0);
  const rules = new Map<string, number>();
  for (const [code, word, number] of meta.levels) if (word !== "waived") rules.set(code, (rules.get(code) ?? 0) + number);
  const commonest = [...rules].toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, 10);
  const most = commonest[0]?.[1] ?? 1;
  const name = new Map(meta.rules.map(([code, words]) => [code, words]));
  const datasets = meta.datasets.filter((one) => one.rows > 0).toSorted((a, b) => b.rows - a.rows);
  const [unclaimed, claimed] = meta.tables;
  const against = meta.against;
  return {
    title: "Home",
    content: [
      title("What the articles say", [
        `${counted(meta.articles.count, "article")}, contract ${meta.contract}, kbc ${meta.made_by?.compiler ?? ""}`,
      ]),
      h("section.tiles", { "aria-label": "In numbers" },
        tile(count(meta.articles.count), "articles", "#/articles"),
        tile(count(rows), "files listed", "#/files"),
        tile(count(unclaimed + claimed), ["tables, ", percent(claimed, claimed + unclaimed) || "none", " known"], to.quality()),
        tile(percent(typed, typed + raw + unread) || "none", "of the cells typed", to.quality()),
        tile(count(open), [count(sums["error"] ?? 0), " errors, ", count(sums["warning"] ?? 0), " warnings"], to.quality()),
        tile(count(datasets.length), `of ${meta.datasets.length} datasets filled`, to.schema())),
      against
        ? h("section", {}, h("h2", {}, `New since ${against.old}`),
            h("p", {}, h("a", { href: to.changes() },
              `${counted(against.added, "row")} added, ${count(against.removed)} removed, ${count(against.changed)} changed; `,
              `${counted(against.articles["added"] ?? 0, "article")} new, ${count(against.articles["edited"] ?? 0)} edited, ${count(against.articles["removed"] ?? 0)} gone`)))
        : null,
      h("div.halves", {},
        h("section", {}, h("h2", {}, "Files by year"),
          stackedYears(meta.years.years, [...meta.years.products, "all other products"], "Dates of the files that articles list, by product") ??
            h("p.empty", {}, "Files with a date would be counted by year here.")),
        h("section", {}, h("h2", {}, "Findings by rule"),
          commonest.length === 0 ? h("p.empty", {}, "No rule found anything.") :
            h("ul.bars", {}, commonest.map(([code, number]) => h("li", {},
              h("a", { href: to.quality(code) }, h("code", {}, code), " ", (name.get(code) ?? "").replaceAll("-", " ")),
              bar(number, most, count(number))))),
          h("p.note", {}, ["error", "warning", "note", "waived"].filter((word) => sums[word]).map((word) => [level(word), ` ${count(sums[word])}  `])))),
      h("div.halves", {},
        h("section", {}, h("h2", {}, "Coverage by folder"),
          h("ul.bars", {}, meta.folders.rows.filter(([, own]) => own[0] + own[1] + own[2] > 0).slice(0, 10).map(([folder, own]) => {
            const cells = own[0] + own[1] + own[2];
            return h("li", {}, h("span", { title: folder }, folder || "top", h("small", {}, ` ${count(cells)} cells`)),
              bar(own[0], cells, percent(own[0], cells)));
          })),
          h("p.note", {}, h("a", { href: to.quality() }, "Quality"), " shows every folder.")),
        h("section", {}, h("h2", {}, "Newest articles"),
          meta.newest.length === 0 ? h("p.empty", {}, "No article states a date.") :
            h("ol.plain", {}, meta.newest.map(([number, row]) => {
              const one = entry(number, row);
              return h("li", {}, h("time", {}, one.date), " ", h("a", { href: to.article(one.source), dir: "auto" }, one.title));
            })))),
      h("section", {}, h("h2", {}, "Rows by dataset"),
        h("ul.bars.columns", {}, datasets.map((one) => h("li", {}, h("a", { href: to.schema(one.name) }, one.name), bar(one.rows, datasets[0]?.rows ?? 1, count(one.rows)))))),
    ],
  };
}
