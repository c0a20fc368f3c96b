// The frame: one bar, one address for each view, and the view that it names.

import { meta, start } from "./data.ts";
import { h, type Child } from "./dom.ts";
import { title } from "./parts.ts";
import { read, to, type Route } from "./route.ts";
import { article } from "./views/article.ts";
import { changes } from "./views/changes.ts";
import { compare } from "./views/compare.ts";
import { conflicts } from "./views/conflicts.ts";
import { file } from "./views/file.ts";
import { home } from "./views/home.ts";
import { articles, files, kb } from "./views/lists.ts";
import { quality } from "./views/quality.ts";
import { schema } from "./views/schema.ts";
import { box, ready, search } from "./views/search.ts";

export interface View {
  title: string;
  content: Child[];
  /** Whether it takes the whole width. */
  wide?: boolean;
  /** Called when it is on the page. */
  shown?: () => void;
  /** Another address that is shown in its place. */
  instead?: string;
}

const VIEWS: Record<string, (parts: string[], lines: [number, number] | null) => Promise<View>> = {
  home, search, file, files, article, articles, kb, compare, quality, conflicts, diff: changes, schema,
};

const main = h("main", { id: "main" });
let current = 0;
/** The article in sight: another line of it needs no other page. */
let seen = "";

function light(lines: [number, number]): boolean {
  const first = document.getElementById(`L${lines[0]}`);
  if (!first) return false;
  for (const element of document.querySelectorAll(".line.here")) element.classList.remove("here");
  for (let at = lines[0]; at <= Math.min(lines[1], lines[0] + 5000); at += 1) document.getElementById(`L${at}`)?.classList.add("here");
  const box = first.getBoundingClientRect();
  if (box.top < 60 || box.bottom > innerHeight) first.scrollIntoView({ block: "center" });
  return true;
}

async function show(): Promise<void> {
  const route: Route = read(location.hash);
  current += 1;
  const own = current;
  const address = `${route.view}/${route.parts.join("/")}`;
  if (address === seen && route.lines && light(route.lines)) return;
  // Below 200 ms nothing is said: a flicker tells less than a short wait.
  const waiting = setTimeout(() => own === current && main.replaceChildren(h("div.skeleton", { "aria-busy": "true" }, h("span.away", { role: "status" }, "Loading"))), 200);
  let view: View;
  try {
    const make = VIEWS[route.view];
    view = make ? await make(route.parts, route.lines) : { title: "Not found", content: [title("Not found", location.hash), h("p", {}, h("a", { href: to.home() }, "Home"))] };
  } catch (error) {
    view = { title: "Not loaded", content: [title("Not loaded", String(error)), h("p", {}, "A part of the site is missing. Make it again with ", h("code", {}, "kbc site"), ".")] };
  }
  clearTimeout(waiting);
  if (own !== current) return;
  if (view.instead) {
    location.replace(view.instead);
    return;
  }
  const isFirst = seen === "";
  seen = address;
  document.title = `${view.title} · kbc`;
  main.className = view.wide ? "wide" : "";
  main.replaceChildren();
  const content = h("div.view", { "data-view": route.view });
  for (const child of [view.content].flat(9)) if (child !== null && child !== undefined && child !== false) content.append(child as Node);
  main.append(content);
  for (const link of document.querySelectorAll("nav.main a")) {
    const isHere = link.getAttribute("data-views")?.split(" ").includes(route.view);
    if (isHere) {
      link.setAttribute("aria-current", "page");
      // Narrow windows cut the bar off: the view in sight is not what is cut.
      link.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else link.removeAttribute("aria-current");
  }
  if (!isFirst) content.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  scrollTo(0, 0);
  view.shown?.();
}

async function begin(): Promise<void> {
  try {
    await start();
  } catch (error) {
    document.body.replaceChildren(h("main", {}, title("Not loaded", String(error)), h("p", {}, "The data of the site is missing: make it again with ", h("code", {}, "kbc site"), ".")));
    return;
  }
  const link = (words: string, href: string, views: string) => h("a", { href, "data-views": views }, words);
  document.body.replaceChildren(
    h("a.skip", { href: "#main", onclick: (event: Event) => {
      event.preventDefault();
      main.querySelector<HTMLElement>("h1")?.focus();
    } }, "Skip to the content"),
    h("header.bar-top", {}, h("a.brand", { href: to.home() }, "kbc"), box(),
      h("nav.main", { "aria-label": "Views" }, link("Home", to.home(), "home"), link("Files", "#/files", "file files"), link("Articles", "#/articles", "article articles kb"),
        link("Compare", "#/compare", "compare"), link("Quality", to.quality(), "quality"), link("Conflicts", to.conflicts(), "conflicts"), link("Schema", to.schema(), "schema"),
        meta.against ? link("Changes", to.changes(), "diff") : null)),
    main);
  addEventListener("hashchange", () => void show());
  await show();
  // Then the lists of the search are loaded, so that the first key press finds them.
  setTimeout(() => void ready(), 800);
}

void begin();
