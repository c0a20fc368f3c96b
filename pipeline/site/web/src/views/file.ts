import { directory, file as load, type Entry, type FileRow } from "../data.ts";
import { counted, h } from "../dom.ts";
import { articleLink, facet, shownSize, title, version } from "../parts.ts";
import { ladder } from "../plots.ts";
import { to } from "../route.ts";
import { table, type Column } from "../table.ts";
import { compareVersions } from "../version.ts";
import type { View } from "../main.ts";

/** Rows that another one of the same version, platform and language contradicts in size, where a rule found one of them. */
export function contradicted(rows: FileRow[]): Set<FileRow> {
  const groups = new Map<string, FileRow[]>();
  for (const row of rows) {
    if (!row.version || row.size === null) continue;
    const key = [row.version, row.platform, row.language].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return new Set([...groups.values()].filter((own) => own.some((row) => row.isFound) && new Set(own.map((row) => row.size)).size > 1).flat());
}

export function newestFirst(left: FileRow, right: FileRow): number {
  return compareVersions(right.version, left.version) || right.date.localeCompare(left.date) || left.article - right.article;
}

export async function file(parts: string[]): Promise<View> {
  const name = parts.join("/");
  const [rows, all] = await Promise.all([load(name), directory()]);
  if (rows.length === 0)
    return { title: name, content: [title(name, "no article lists a file of this name"), h("p", {}, h("a", { href: to.search(name) }, `Search for ${name}`))] };
  const conflicts = contradicted(rows);
  const entryOf = (row: FileRow): Entry => all[row.article]!;
  const years = (row: FileRow) => row.date.slice(0, 4);
  const chosen: Record<string, string> = { platform: "*", branch: "*", product: "*", year: "*" };
  const result = h("div");
  const columns: Column<FileRow>[] = [
    { title: "Version", value: (row) => row.version, show: (row) => version(row.version), compare: (a, b) => compareVersions(a.version, b.version), width: 20, kind: "code" },
    { title: "Date", value: (row) => row.date, show: (row) => h("code", {}, row.date), width: 12 },
    { title: "Size", value: (row) => row.size, show: (row) => [shownSize(row.size), conflicts.has(row) ? h("span.ring", { title: "another row prints another size" }, " ◎") : null], width: 14, kind: "number" },
    { title: "Platform", value: (row) => row.platform, width: 11 },
    { title: "Branch", value: (row) => row.branch, width: 10 },
    { title: "Milestone", value: (row) => row.milestone, width: 11 },
    { title: "Language", value: (row) => row.language, width: 11 },
    { title: "Article", value: (row) => entryOf(row).kb ?? entryOf(row).source, show: (row) => articleLink(entryOf(row), row.line), width: 14 },
    { title: "Line", value: (row) => row.line, show: (row) => (row.line ? h("a", { href: to.article(entryOf(row).source, row.line) }, `L${row.line}`) : ""), width: 8, kind: "number" },
    { title: "Title", value: (row) => entryOf(row).title, show: (row) => h("span", { dir: "auto" }, entryOf(row).title) },
  ];
  const used = columns.filter((column) => rows.some((row) => ![null, ""].includes(column.value(row) as string | null)));
  const draw = () => {
    const fits = (value: string, wish: string | undefined) => wish === "*" || value === wish;
    const shown = rows.filter((row) => fits(row.platform, chosen["platform"]) && fits(row.branch, chosen["branch"]) && fits(years(row), chosen["year"]) &&
      (chosen["product"] === "*" || row.products.includes(chosen["product"] ?? "") || (chosen["product"] === "" && row.products.length === 0)));
    const plot = ladder(shown, conflicts, (row) => (location.hash = to.article(entryOf(row).source, row.line)));
    result.replaceChildren();
    if (plot) result.append(plot);
    result.append(table({
      caption: `Versions of ${name}`,
      columns: used,
      rows: shown.toSorted(newestFirst),
      query: `SELECT * FROM 'output/files.parquet' WHERE lower(file_name) = '${name.toLowerCase().replaceAll("'", "''")}'\nORDER BY version_major DESC, version_minor DESC, version_build DESC, version_revision DESC;`,
      empty: "No row fits this choice.",
      mark: (row) => (conflicts.has(row) ? "contradicted" : null),
    }));
  };
  const choice = (label: string, key: string, values: string[]) => facet(label, values, (value) => {
    chosen[key] = value;
    draw();
  });
  const platforms = [...new Set(rows.filter((row) => row.version).map((row) => row.platform))].toSorted();
  const newest = platforms.map((platform) => rows.filter((row) => row.platform === platform && row.version).toSorted(newestFirst)[0]!);
  const versions = new Set(rows.map((row) => row.version).filter(Boolean)).size;
  draw();
  return {
    title: rows[0]?.name ?? name,
    content: [
      title(h("code", {}, rows[0]?.name ?? name), [
        `${versions > 0 ? counted(versions, "version") : `${counted(rows.length, "row")} without a version`} in ${counted(new Set(rows.map((row) => row.article)).size, "article")}`,
        conflicts.size > 0 ? `, ${counted(conflicts.size, "row")} contradicted` : "",
      ]),
      newest.length > 0 ? h("section.tiles.newest", { "aria-label": "Newest by platform" }, newest.map((row) => h("a.tile", { href: to.article(entryOf(row).source, row.line) },
        h("span", {}, "newest for ", h("b", {}, row.platform || "platform not stated")), h("strong", {}, h("code", {}, row.version)),
        h("span", {}, [row.date, row.branch, entryOf(row).kb ? `KB${entryOf(row).kb}` : ""].filter(Boolean).join(" · "))))) : null,
      h("div.facets", {}, choice("Platform", "platform", rows.map((row) => row.platform)), choice("Branch", "branch", rows.map((row) => row.branch)),
        choice("Product", "product", rows.flatMap((row) => (row.products.length > 0 ? row.products : [""]))), choice("Year", "year", rows.map(years))),
      result,
    ],
  };
}
