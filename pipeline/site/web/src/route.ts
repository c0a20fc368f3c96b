// Addresses: `#/file/NAME` and the like, made and read here.

export interface Route {
  view: string;
  parts: string[];
  /** Lines of an article, `L120` or `L120-L124`. */
  lines: [number, number] | null;
}

/** Keeps `/` as it is: paths of articles are read as paths. */
function path(text: string): string {
  return text.split("/").map(encodeURIComponent).join("/");
}

export const to = {
  home: () => "#/",
  search: (text: string) => `#/search/${encodeURIComponent(text)}`,
  file: (name: string) => `#/file/${encodeURIComponent(name)}`,
  article: (source: string, line?: number | null) => `#/article/${path(source)}${line ? `/L${line}` : ""}`,
  kb: (number: number) => `#/kb/${number}`,
  compare: (a: string, b: string) => `#/compare/${encodeURIComponent(a)}/${encodeURIComponent(b)}`,
  quality: (code?: string, folder?: string) =>
    `#/quality${code ? `/${code}` : ""}${code && folder ? `/${encodeURIComponent(folder)}` : ""}`,
  conflicts: (code?: string) => `#/conflicts${code ? `/${code}` : ""}`,
  changes: () => "#/diff",
  schema: (dataset?: string) => `#/schema${dataset ? `/${encodeURIComponent(dataset)}` : ""}`,
};

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function read(hash: string): Route {
  const [view = "", ...rest] = hash.replace(/^#?\/?/, "").split("/");
  const route: Route = { view: view || "home", parts: rest.filter((part) => part !== "").map(decoded), lines: null };
  if (route.view === "article") {
    const lines = /^L(\d+)(?:-L?(\d+))?$/.exec(route.parts.at(-1) ?? "");
    if (lines && route.parts.length > 1) {
      route.parts.pop();
      const first = Number(lines[1]);
      route.lines = [first, Math.max(first, Number(lines[2] ?? first))];
    }
    route.parts = [route.parts.join("/")];
  }
  return route;
}
