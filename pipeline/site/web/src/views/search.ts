// One box for everything. The lists are loaded once, when the box is first used; then each key is answered from memory.

import { directory, meta, names, terms, type Entry, type Name, type Term } from "../data.ts";
import { count, counted, h, type Child } from "../dom.ts";
import { title } from "../parts.ts";
import { to } from "../route.ts";
import { index, search as look, type Index } from "../search.ts";
import type { View } from "../main.ts";

interface Ready {
  articles: { all: Entry[]; index: Index };
  files: { all: Name[]; index: Index };
  terms: { all: Term[]; index: Index };
}

let once: Promise<Ready> | undefined;

export function ready(): Promise<Ready> {
  once ??= Promise.all([directory(), names(), terms()]).then(([articles, files, words]) => ({
    articles: { all: articles, index: index(articles.map((one) => `${one.kb ? `kb${one.kb} ` : ""}${one.title} ${one.source}`)) },
    files: { all: files, index: index(files.map((one) => one.name)) },
    terms: { all: words, index: index(words.map((one) => `${one.words} ${one.beside}`)) },
  }));
  return once;
}

export interface Found {
  group: string;
  words: string;
  beside: string;
  href: string;
}

const KINDS: Record<string, string> = { build: "Builds", error: "Error codes", product: "Products", registry: "Registry values" };

function answer(all: Ready, question: string, limit: number): { found: Found[]; more: Set<string> } {
  const found: Found[] = [];
  const more = new Set<string>();
  const files = look(all.files.index, question, limit);
  for (const { item } of files.hits) {
    const one = all.files.all[item]!;
    found.push({ group: "Files", words: one.name, beside: `${counted(one.rows, "row")} in ${counted(one.articles, "article")}`, href: to.file(one.name) });
  }
  if (files.more) more.add("Files");
  const articles = look(all.articles.index, question, limit);
  for (const { item } of articles.hits) {
    const one = all.articles.all[item]!;
    found.push({ group: "Articles", words: one.title, beside: one.kb ? `KB${one.kb}` : one.source, href: to.article(one.source) });
  }
  if (articles.more) more.add("Articles");
  const words = look(all.terms.index, question, limit * 2);
  for (const { item } of words.hits) {
    const one = all.terms.all[item]!;
    const first = all.articles.all[one.articles[0] ?? -1];
    const beside = [one.beside, one.articles.length > 1 ? counted(one.articles.length, "article") : (first?.title ?? "")].filter(Boolean).join(" · ");
    const only = one.articles.length === 1 && first;
    found.push({ group: KINDS[one.kind] ?? one.kind, words: one.words, beside, href: only ? to.article(first.source) : to.search(`${one.kind}:${one.words}`) });
  }
  if (words.more) for (const kind of Object.values(KINDS)) more.add(kind);
  return { found, more };
}

function grouped(found: Found[]): [string, Found[]][] {
  const groups = new Map<string, Found[]>();
  for (const one of found) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return [...groups];
}

export async function search(parts: string[]): Promise<View> {
  const question = parts.join("/").trim();
  const all = await ready();
  const of = /^(build|error|product|registry):(.*)$/.exec(question);
  const term = of && all.terms.all.filter((one) => one.kind === of[1] && one.words === of[2]);
  if (term && term.length > 0) {
    return {
      title: of[2] ?? "",
      content: [
        title(of[2], `${KINDS[of[1] ?? ""]}: ${counted(term.reduce((sum, one) => sum + one.count, 0), "row")}`),
        term.map((one) => h("section", {}, one.beside ? h("h2", { dir: "auto" }, one.beside) : null,
          h("ul.plain", {}, one.articles.map((at) => {
            const entry = all.articles.all[at]!;
            return h("li", {}, h("a", { href: to.article(entry.source), dir: "auto" }, entry.title), " ", h("small", {}, entry.kb ? `KB${entry.kb}` : entry.source));
          })))),
      ],
    };
  }
  const { found, more } = answer(all, question, 40);
  const single = [...new Set(question.split(/\s+/))];
  const alone = found.length > 0 || single.length < 2 ? [] : single.filter((word) => answer(all, word, 1).found.length > 0);
  return {
    title: question ? `Search: ${question}` : "Search",
    content: [
      title(question || "Search", question ? (found.length > 0 ? null : single.length > 1 ? "nothing has all of these words" : "nothing found") : "a file, an article by number or title, a product, an error code, a registry value, a build"),
      alone.length > 0 ? h("p", {}, "Search for ", alone.map((word, at) => [at > 0 ? " or " : "", h("a", { href: to.search(word), dir: "auto" }, word)]), " alone.") : null,
      grouped(found).map(([group, own]) => h("section", {}, h("h2", {}, group, more.has(group) ? h("small", {}, ` the first ${count(own.length)}`) : null),
        h("ul.plain", {}, own.map((one) => h("li", {}, h("a", { href: one.href, dir: "auto" }, one.words), " ", h("small", { dir: "auto" }, one.beside)))))),
    ],
  };
}

/** The box in the bar: a list below it, moved through with the arrow keys. */
export function box(): HTMLElement {
  const list = h("div.answers", { id: "answers", role: "listbox", "aria-label": "Answers", hidden: true });
  const status = h("span.away", { role: "status" });
  let links: HTMLElement[] = [];
  let at = -1;
  let asked = 0;
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };
  const choose = (next: number) => {
    links[at]?.setAttribute("aria-selected", "false");
    at = links.length === 0 ? -1 : (next + links.length) % links.length;
    const link = links[at];
    link?.setAttribute("aria-selected", "true");
    link?.scrollIntoView({ block: "nearest" });
    if (link) input.setAttribute("aria-activedescendant", link.id);
  };
  const ask = async () => {
    const question = input.value.trim();
    asked += 1;
    const own = asked;
    if (!question) return close();
    const all = await ready();
    if (own !== asked) return undefined;
    const { found } = answer(all, question, 7);
    links = [];
    const children: Child[] = grouped(found).map(([group, items]) => h("div", { role: "group", "aria-label": group },
      h("div.group", { role: "presentation" }, group),
      items.slice(0, 7).map((one) => {
        const link = h("a", { href: one.href, id: `answer-${links.length}`, role: "option", "aria-selected": "false", tabindex: -1, onclick: () => close() },
          h("span", { dir: "auto" }, one.words), h("small", { dir: "auto" }, one.beside));
        links.push(link);
        return link;
      })));
    list.replaceChildren();
    for (const child of children) list.append(child as Node);
    if (links.length === 0) list.append(h("p.empty", { role: "option", "aria-selected": "false", "aria-disabled": "true" }, "Nothing found."));
    status.textContent = counted(links.length, "answer");
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    at = -1;
    return undefined;
  };
  const input = h("input", {
    type: "search", id: "question", placeholder: "Search: file, KB, title, product, error, registry value, build", autocomplete: "off", spellcheck: "false",
    role: "combobox", "aria-expanded": "false", "aria-controls": "answers", "aria-autocomplete": "list", "aria-label": "Search",
    onfocus: () => void ready(),
    oninput: () => void ask(),
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === "ArrowDown") choose(at + 1);
      else if (event.key === "ArrowUp") choose(at - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter") {
        const href = links[at]?.getAttribute("href") ?? to.search(input.value.trim());
        close();
        location.hash = href;
      } else return;
      event.preventDefault();
    },
  }) as HTMLInputElement;
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  const form = h("form", { role: "search", onsubmit: (event: Event) => event.preventDefault(), onfocusout: (event: FocusEvent) => {
    if (!form.contains(event.relatedTarget as Node | null)) setTimeout(close, 150);
  } }, input, h("kbd", { "aria-hidden": "true" }, "/"), list, status);
  if (meta.articles.count === 0) input.placeholder = "Nothing to search";
  return form;
}
