// Plots: scales and axes by d3, marks by attributes only, so that the content security policy needs no exception.

import { axisBottom, axisLeft } from "d3-axis";
import { extent, max } from "d3-array";
import { scaleBand, scaleLinear, scaleTime, type ScaleTime } from "d3-scale";
import { select } from "d3-selection";
import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from "d3-shape";
import { count, h } from "./dom.ts";
import { compareVersions } from "./version.ts";
import type { FileRow } from "./data.ts";

const KINDS = [symbolCircle, symbolDiamond, symbolTriangle, symbolSquare];
/** As wide as the page, so that letters keep their size. */
const widest = () => Math.max(260, Math.min(720, document.documentElement.clientWidth - 32));

function figure(caption: string, label: string, width: number, height: number): { figure: HTMLElement; svg: SVGSVGElement } {
  const svg = h("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, preserveAspectRatio: "xMidYMid meet" }) as unknown as SVGSVGElement;
  return { figure: h("figure", {}, h("figcaption", {}, caption), svg as unknown as HTMLElement), svg };
}

function legend(words: string[], shapes = false): HTMLElement {
  return h("ul.legend", {}, words.map((word, at) => {
    const svg = h("svg", { viewBox: "-7 -7 14 14", "aria-hidden": "true" },
      h("path", { class: `c${at % 6}`, d: symbol(shapes ? KINDS[at % KINDS.length] : symbolSquare, 80)() ?? "" }));
    return h("li", {}, svg, word || "not stated");
  }));
}

/** Numbers by year as stacked columns. */
export function stackedYears(years: Record<string, number[]>, series: string[], caption: string): HTMLElement | null {
  const known = Object.keys(years).map(Number).toSorted((a, b) => a - b);
  if (known.length === 0) return null;
  // Years far from all others are slips of articles: their findings tell of them, the plot would be one gap.
  const all = known.flatMap((year) => (years[year] ?? []).reduce((sum, one) => sum + one, 0));
  const total = all.reduce((sum, one) => sum + one, 0);
  let [first, last] = [0, known.length - 1];
  while (first < last && known[first + 1]! - known[first]! > 8 && all[first]! < total / 200) first += 1;
  while (last > first && known[last]! - known[last - 1]! > 8 && all[last]! < total / 200) last -= 1;
  const shown = Array.from({ length: known[last]! - known[first]! + 1 }, (_, at) => known[first]! + at);
  const [width, height] = [widest(), 210];
  const { figure: element, svg } = figure(caption, `${caption}: ${known[first]} to ${known[last]}, ${count(total)} files`, width, height);
  const x = scaleBand(shown.map(String), [52, width - 4]).padding(0.15);
  const y = scaleLinear([0, max(all) ?? 1], [height - 24, 8]).nice(4);
  const every = Math.ceil(shown.length / (width / 60));
  const root = select(svg);
  root.append("g").attr("class", "axis").attr("transform", `translate(0,${height - 24})`)
    .call(axisBottom(x).tickValues(shown.filter((year) => year % every === 0).map(String)).tickSize(0).tickPadding(8));
  root.append("g").attr("class", "axis grid").attr("transform", "translate(52,0)").call(axisLeft(y).ticks(4).tickSize(-(width - 56)));
  for (const year of shown) {
    let base = 0;
    (years[year] ?? []).forEach((value, at) => {
      if (value === 0) return;
      root.append("rect").attr("class", `c${at % 6}`).attr("x", x(String(year)) ?? 0).attr("width", x.bandwidth())
        .attr("y", y(base + value)).attr("height", Math.max(0.5, y(base) - y(base + value)))
        .append("title").text(`${year}, ${series[at] || "product not stated"}: ${count(value)}`);
      base += value;
    });
  }
  element.append(legend(series));
  return element;
}

/** Versions of a file over time: a strip for each platform, colour and shape for the branch, a ring for a contradiction. */
export function ladder(rows: FileRow[], conflicts: Set<FileRow>, chosen: (row: FileRow) => void): HTMLElement | null {
  const dated = rows.filter((row) => row.date && row.version);
  if (dated.length < 2) return null;
  const platforms = [...new Set(dated.map((row) => row.platform))].toSorted();
  const branches = [...new Set(dated.map((row) => row.branch))].toSorted();
  const time = (row: FileRow) => new Date(`${row.date}T00:00:00Z`);
  const [from, until] = extent(dated, time);
  if (!from || !until) return null;
  const most = Math.max(...platforms.map((platform) => new Set(dated.filter((row) => row.platform === platform).map((row) => row.version)).size));
  const strip = Math.max(48, Math.min(120, 24 + 8 * most));
  const width = widest();
  const height = platforms.length * strip + 28;
  const years = [...new Set([from.getUTCFullYear(), until.getUTCFullYear()])].join(" to ");
  const { figure: element, svg } = figure(`Versions by date, ${years}, one strip for each platform`, `${dated.length} rows with version and date`, width, height);
  const left = 84;
  const day = 86_400_000;
  const x: ScaleTime<number, number> = scaleTime([new Date(+from - 20 * day), new Date(+until + 20 * day)], [left, width - 12]);
  const root = select(svg);
  // As many labels as there is room for: a scale of time gives up to twice what is asked for.
  const ticks = x.ticks(width / 100);
  const each = Math.ceil((ticks.length * 64) / (width - left));
  root.append("g").attr("class", "axis grid").attr("transform", `translate(0,${height - 24})`)
    .call(axisBottom(x).tickValues(ticks.filter((_, at) => at % each === 0)).tickSize(-(height - 30)).tickPadding(8));
  platforms.forEach((platform, at) => {
    const own = dated.filter((row) => row.platform === platform);
    const versions = [...new Set(own.map((row) => row.version))].toSorted(compareVersions);
    const top = at * strip;
    const y = scaleLinear([0, Math.max(1, versions.length - 1)], [top + strip - 12, top + 12]);
    root.append("path").attr("class", "rule").attr("d", `M0 ${top + strip}H${width}`);
    root.append("text").attr("class", "strip").attr("x", 0).attr("y", top + strip / 2 + 4).text(platform || "not stated");
    for (const row of own) {
      const branch = Math.max(0, branches.indexOf(row.branch));
      const place = `translate(${x(time(row))},${y(versions.length > 1 ? versions.indexOf(row.version) : 0.5)})`;
      const mark = root.append("g").attr("transform", place).attr("class", "point");
      if (conflicts.has(row)) mark.append("circle").attr("class", "ring").attr("r", 9);
      mark.append("path").attr("class", `c${branch % 6}`).attr("d", symbol(KINDS[branch % KINDS.length], 62)());
      mark.append("title").text(`${row.version}, ${row.date}${row.branch ? `, ${row.branch}` : ""}${conflicts.has(row) ? ", contradicted" : ""}`);
      mark.on("click", () => chosen(row));
    }
  });
  if (branches.length > 1 || branches[0]) element.append(legend(branches, true));
  if (conflicts.size > 0) element.append(h("p.note", {}, "A ring marks what another article, or another row, contradicts."));
  return element;
}
