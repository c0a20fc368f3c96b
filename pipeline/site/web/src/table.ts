// A table that sorts, copies itself, and draws only the rows in sight.

import { copier, counted, fill, h, type Child } from "./dom.ts";

export interface Column<T> {
  title: string;
  /** What is sorted and copied. */
  value: (row: T) => string | number | null;
  /** What is shown, where that is not the value. */
  show?: (row: T) => Child;
  /** A width in `ch`; without one the column takes what is left. */
  width?: number;
  kind?: "number" | "code" | "text";
  compare?: (left: T, right: T) => number;
}

export interface TableOptions<T> {
  caption: string;
  columns: Column<T>[];
  rows: T[];
  /** A query that gives the same rows. */
  query?: string;
  /** Column that rows are sorted by first, `-` before it for the other way; without it their own order. */
  sorted?: string;
  /** What is said where there are no rows. */
  empty?: string;
  mark?: (row: T) => string | null;
  tools?: Child[];
}

/** Rows above this number are drawn only in sight. */
const ALL = 120;
const HEIGHT = 28;

export function table<T>(options: TableOptions<T>): HTMLElement {
  const { columns } = options;
  let rows = options.rows;
  if (rows.length === 0) return h("p.empty", {}, options.empty ?? "Nothing here.");
  let sorted = "";
  const isLong = rows.length > ALL;

  const body = h("tbody");
  const head = h("tr");
  const line = (row: T, at: number) =>
    h("tr", { "aria-rowindex": isLong ? at + 2 : null, class: options.mark?.(row) ?? null }, columns.map((column) => {
      const value = column.value(row);
      const shown = column.show ? column.show(row) : typeof value === "number" ? value.toLocaleString("en-US") : value;
      return h("td", { class: column.kind ?? null, title: isLong && typeof value === "string" && value.length > 24 ? value : null }, shown);
    }));

  const scroller = h("div.scroller", { tabindex: 0, role: "region", "aria-label": options.caption, class: isLong ? "long" : null });
  let shown: [number, number] = [-1, -1];
  const draw = (all = false) => {
    const first = all || !isLong ? 0 : Math.max(0, Math.floor(scroller.scrollTop / HEIGHT) - 20);
    const last = all || !isLong ? rows.length : Math.min(rows.length, first + Math.ceil((scroller.clientHeight || 700) / HEIGHT) + 40);
    if (first === shown[0] && last === shown[1]) return;
    shown = [first, last];
    const space = (count: number) => {
      if (count === 0) return null;
      const gap = h("tr.space", { "aria-hidden": "true" }, h("td", { colspan: columns.length }));
      gap.style.height = `${count * HEIGHT}px`;
      return gap;
    };
    fill(body, space(first), rows.slice(first, last).map((row, at) => line(row, first + at)), space(rows.length - last));
  };
  const sort = (title: string) => {
    const isDown = title.startsWith("-");
    const column = columns.find((one) => one.title === title.replace(/^-/, ""));
    if (!column) return;
    sorted = title;
    const compare = column.compare ?? ((left: T, right: T) => {
      const [a, b] = [column.value(left), column.value(right)];
      if (a === b) return 0;
      // What is not stated stands last, whichever way is up.
      if (a === null || a === "") return isDown ? -1 : 1;
      if (b === null || b === "") return isDown ? 1 : -1;
      return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
    });
    rows = rows.toSorted((left, right) => (isDown ? compare(right, left) : compare(left, right)));
    for (const cell of head.children) {
      const own = cell.getAttribute("data-title") ?? "";
      if (own === column.title) cell.setAttribute("aria-sort", isDown ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
    scroller.scrollTop = 0;
    shown = [-1, -1];
    draw();
  };
  fill(head, columns.map((column) =>
    h("th", { scope: "col", class: column.kind ?? null, "data-title": column.title },
      h("button", { type: "button", onclick: () => sort(sorted === column.title ? `-${column.title}` : column.title) }, column.title))));
  const widths = h("colgroup", {}, columns.map((column) => {
    const col = h("col");
    if (column.width) col.style.width = `${column.width}ch`;
    return col;
  }));
  const least = columns.reduce((sum, column) => sum + (column.width ?? 24), 0);
  const element = h("table", { class: isLong ? "fixed" : null, "aria-rowcount": isLong ? rows.length + 1 : null },
    h("caption.away", {}, options.caption), widths, h("thead", {}, head), body);
  element.style.minWidth = `${least}ch`;
  scroller.append(element);
  if (options.sorted) sort(options.sorted);
  else draw();
  if (isLong) {
    let waits = false;
    scroller.addEventListener("scroll", () => {
      if (waits) return;
      waits = true;
      requestAnimationFrame(() => {
        waits = false;
        draw();
      });
    }, { passive: true });
    const print = () => (scroller.isConnected ? draw(true) : window.removeEventListener("beforeprint", print));
    window.addEventListener("beforeprint", print);
    requestAnimationFrame(() => draw());
  }
  return h("div.table", {},
    h("div.tools", {}, h("span.note", {}, counted(options.rows.length, "row")), options.tools ?? null,
      copier("Copy as CSV", () => csv(columns, rows)),
      options.query ? copier("Copy query", () => options.query ?? "", "DuckDB") : null),
    scroller);
}

function csv<T>(columns: Column<T>[], rows: T[]): string {
  const quoted = (value: string | number | null) => {
    const text = value === null ? "" : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns.map((column) => quoted(column.title)), ...rows.map((row) => columns.map((column) => quoted(column.value(row))))];
  return lines.map((line) => `${line.join(",")}\n`).join("");
}
