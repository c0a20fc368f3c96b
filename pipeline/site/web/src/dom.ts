// Elements are made from data here and nowhere else. Texts become text nodes: what an article holds is never markup.

export type Child = Node | string | number | null | undefined | false | Child[];
type Properties = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

const SVG = new Set(["svg", "g", "path", "circle", "rect", "text", "line", "title"]);

/** An element. `onclick` and the like are listeners, everything else is an attribute; null and false are left out. */
export function h(tag: string, properties: Properties = {}, ...children: Child[]): HTMLElement {
  const [name = "div", ...classes] = tag.split(".");
  const element = SVG.has(name)
    ? (document.createElementNS("http://www.w3.org/2000/svg", name) as unknown as HTMLElement)
    : document.createElement(name || "div");
  if (classes.length > 0) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value as EventListener);
    else if (key === "class" && value) element.setAttribute("class", [...classes, value].join(" "));
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(key, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

export function add(parent: Node, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) add(parent, child);
    else if (child instanceof Node) parent.appendChild(child);
    else if (child !== null && child !== undefined && child !== false) parent.appendChild(document.createTextNode(String(child)));
  }
}

export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  add(parent, children);
}

/** A number with its thousands apart. */
export function count(number: number | null | undefined): string {
  return number === null || number === undefined ? "" : number.toLocaleString("en-US");
}

/** `1 article`, `1,200 articles`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A share in percent, exact enough to tell 99.9 from 100. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "";
  const share = (100 * part) / whole;
  const digits = share > 0 && share < 100 && (share < 10 || share > 99) ? 1 : 0;
  const text = share.toFixed(digits);
  if (part < whole && Number(text) === 100) return ">99.9 %";
  if (part > 0 && Number(text) === 0) return "<0.1 %";
  return `${text} %`;
}

/** A button that copies a text, and says that it did. */
export function copier(label: string, text: () => string, title?: string): HTMLElement {
  const button = h("button.quiet", {
    type: "button",
    title: title ?? null,
    onclick: () => {
      const said = (word: string) => {
        button.textContent = word;
        setTimeout(() => (button.textContent = label), 1600);
      };
      copy(text()).then(
        () => said("Copied"),
        () => said("Not copied"),
      );
    },
  }, label);
  return button;
}

async function copy(text: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  // Pages from a disk or over plain HTTP have no clipboard of their own.
  const area = h("textarea.away", { "aria-hidden": "true" }) as HTMLTextAreaElement;
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("not copied");
}
