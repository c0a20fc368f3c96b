// What contradicts what: both excerpts side by side, and what other articles say.

import { article as load, directory, file, findings, meta, number, text, column, type Entry, type FileRow, type Finding } from "../data.ts";
import { count, counted, h, type Child } from "../dom.ts";
import { articleLink, column_path, excerpt, later, level, rowOf, shownSize, title, words } from "../parts.ts";
import { to } from "../route.ts";
import type { View } from "../main.ts";

const SHOWN = 30;

/** What a row says of a file, to be compared. */
const says = (row: FileRow) => [shownSize(row.size), row.date, row.time].filter(Boolean).join(" · ");

function side(heading: Child, inner: Child): HTMLElement {
  return h("div.side", {}, h("h3", {}, heading), inner);
}

async function about(finding: Finding, all: Entry[], card: HTMLElement): Promise<void> {
  const entry = all[finding.article ?? -1];
  if (!entry) return;
  const own = await load(entry.number);
  const row = finding.dataset ? rowOf(own, finding.dataset, finding.table, finding.row) : undefined;
  const name = row && finding.dataset === meta.roles["file.name"]?.[0] ? text(row, column("file.name")) : "";
  const others: Child[] = [];
  let rest: Child = null;
  let bold: string[] = [];
  if (name) {
    const version = text(row, column("file.version")).toLowerCase();
    const platform = text(row, column("file.platform"));
    const mine = number(row, column("file.size"));
    const isMine = (one: FileRow) => one.article === finding.article && one.table === finding.table && one.ordinal === finding.row;
    const same = (await file(name)).filter((one) => one.version.toLowerCase() === version);
    const alike = same.filter((one) => one.platform === platform || isMine(one));
    const compared = alike.length > 1 ? alike : same;
    // Bold is what is not the same everywhere.
    const differs = (get: (one: FileRow) => unknown) => new Set(compared.map(get)).size > 1;
    bold = [differs((one) => one.size) && "file.size", differs((one) => one.date) && "file.date", differs((one) => one.time) && "file.time"].filter((role) => role !== false).map(column_path);
    const groups = new Map<string, FileRow[]>();
    for (const one of compared) groups.set(says(one), [...(groups.get(says(one)) ?? []), one]);
    const sorted = [...groups].toSorted((a, b) => Number(a[1][0]?.size === mine) - Number(b[1][0]?.size === mine) || b[1].length - a[1].length);
    for (const [, rows] of sorted.filter(([, rows]) => rows.some((one) => !isMine(one))).slice(0, 2)) {
      const first = rows.find((one) => !isMine(one))!;
      const other = all[first.article]!;
      others.push(side(["That: ", articleLink(other, first.line), ` line ${first.line ?? "?"}`], excerpt(await load(first.article), first.line ?? 1, 1, bold)));
    }
    rest = h("table.says", {}, h("caption", {}, "All that say something of ", h("a", { href: to.file(name) }, h("code", {}, name)), version ? ` ${version}` : ""),
      h("tbody", {}, [...groups].map(([said, rows]) => h("tr", {}, h("th", { scope: "row" }, said || "neither size nor date"), h("td", {}, rows.slice(0, 12).map((one, at) => [at > 0 ? ", " : "", articleLink(all[one.article]!, one.line)]), rows.length > 12 ? ` and ${count(rows.length - 12)} more` : "")))));
  } else if (entry.kb) {
    const twins = all.filter((one) => one.kb === entry.kb && one.number !== entry.number).slice(0, 2);
    for (const twin of twins) others.push(side(["That: ", articleLink(twin), " of the same number"], h("p", {}, h("a", { href: to.article(twin.source), dir: "auto" }, twin.title), h("br"), h("code", {}, twin.source))));
  }
  // The other row of the same article, where the words of the finding name its line.
  const line = /\bline (\d+)/.exec(finding.message)?.[1];
  if (others.length === 0 && line) others.push(side(`That: line ${line}`, excerpt(own, Number(line), 1, bold)));
  const here = side(["This: ", articleLink(entry, finding.line), ` line ${finding.line ?? 1}`], excerpt(own, finding.line ?? 1, 1, bold));
  card.append(h("div.beside", {}, here, others), rest instanceof Node ? rest : h("span"));
}

export async function conflicts(parts: string[]): Promise<View> {
  const chosen = parts[0] ?? "";
  const codes = meta.rules.filter(([, , , , isAgainstOthers]) => isAgainstOthers);
  const all = await directory();
  const numbers = (code: string) => meta.levels.filter(([own, word]) => own === code && word !== "waived").reduce((sum, [, , number]) => sum + number, 0);
  const wanted = codes.map(([code]) => code).filter((code) => !chosen || code === chosen);
  const weight = { error: 0, warning: 1, note: 2 } as Record<string, number>;
  const found = (await Promise.all(wanted.map(findings))).flat().filter((finding) => !finding.waived || chosen)
    .toSorted((a, b) => (weight[a.level] ?? 3) - (weight[b.level] ?? 3) || b.code.localeCompare(a.code) || (a.article ?? 0) - (b.article ?? 0));
  const list = h("div.cards");
  const name = new Map(meta.rules.map(([code, own]) => [code, own.replaceAll("-", " ")]));
  let shown = 0;
  const more = h("button", { type: "button", onclick: () => draw() });
  const draw = () => {
    for (const finding of found.slice(shown, shown + SHOWN)) {
      const entry = all[finding.article ?? -1];
      const card = h("article.card", {}, h("h2", {}, level(finding.waived ? "waived" : finding.level), " ", h("span", { dir: "auto" }, words(finding.message))),
        h("p.note", {}, h("a", { href: to.quality(finding.code) }, h("code", {}, finding.code), " ", name.get(finding.code)), entry ? [" · ", h("a", { href: to.article(entry.source, finding.line), dir: "auto" }, entry.title)] : ""));
      list.append(later(card, () => about(finding, all, card)));
    }
    shown = Math.min(found.length, shown + SHOWN);
    more.textContent = `Show more (${count(found.length - shown)})`;
    more.hidden = shown >= found.length;
  };
  draw();
  return {
    title: "Conflicts",
    content: [
      title("Conflicts", found.length === 0 ? "no row and no article contradicts another one" : `${counted(found.length, "finding")} about rows or articles that disagree with others`),
      h("nav.chips", { "aria-label": "Rules" }, h("a", { href: to.conflicts(), "aria-current": chosen ? null : "page" }, "all"),
        codes.map(([code]) => h("a", { href: to.conflicts(code), "aria-current": chosen === code ? "page" : null }, h("code", {}, code), ` ${name.get(code)} ${count(numbers(code))}`))),
      found.length === 0 ? h("p.empty", {}, "Contradictions in sizes, times, versions and numbers would stand here side by side.") : list,
      more,
    ],
  };
}
