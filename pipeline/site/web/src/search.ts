// The search: every list is one long text in lower case, and a word is looked for in it at the speed of `indexOf`.

/** A list made ready to be searched. */
export interface Index {
  /** Items in lower case, divided and enclosed by line ends. */
  text: string;
  /** Where each item begins in `text`. */
  starts: Uint32Array;
}

export interface Hit {
  item: number;
  rank: number;
}

export function index(items: string[]): Index {
  const starts = new Uint32Array(items.length);
  const lower = items.map((item) => item.toLowerCase().replaceAll("\n", " "));
  let at = 1;
  lower.forEach((item, number) => {
    starts[number] = at;
    at += item.length + 1;
  });
  return { text: `\n${lower.join("\n")}\n`, starts };
}

function itemAt(starts: Uint32Array, offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const isWordPart = (code: number) => code === 95 || (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || code > 127;

/** How well a word fits a place: 0 the whole item, 1 its beginning, 2 the beginning of a word, 3 anywhere. */
function rank(text: string, at: number, length: number): number {
  if (text.charCodeAt(at - 1) === 10) return text.charCodeAt(at + length) === 10 ? 0 : 1;
  return isWordPart(text.charCodeAt(at - 1)) ? 3 : 2;
}

/** Items that hold all words of a question, the best first and then in their order; at most `limit`. */
export function search(where: Index, question: string, limit: number): { hits: Hit[]; more: boolean } {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  const longest = [...words].sort((a, b) => b.length - a.length)[0];
  if (!longest) return { hits: [], more: false };
  const whole = words.join(" ");
  const best = new Map<number, number>();
  // Enough to choose from; a letter alone stands in nearly all items.
  const most = limit * 40;
  let at = where.text.indexOf(longest);
  while (at >= 0 && best.size < most) {
    const item = itemAt(where.starts, at);
    const start = where.starts[item]!;
    const end = where.starts[item + 1] ?? where.text.length;
    const own = where.text.slice(start, end - 1);
    if (words.every((word) => own.includes(word))) {
      const place = own.indexOf(whole);
      const found = place >= 0 ? rank(where.text, start + place, whole.length) : 4;
      best.set(item, Math.min(found, best.get(item) ?? 9));
    }
    at = where.text.indexOf(longest, end - 1);
  }
  const hits = [...best].map(([item, rank]) => ({ item, rank }));
  hits.sort((a, b) => a.rank - b.rank || a.item - b.item);
  return { hits: hits.slice(0, limit), more: hits.length > limit };
}
