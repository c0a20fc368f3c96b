// The pages in a real browser, from the disk: `node test/browser.js SITE SCREENSHOTS [SITE-OF-ARTICLES]`. The first site is that of
// `test/articles`; of another one, every kind of address is opened and looked at, too.
import axe from "axe-core";
import { chromium } from "playwright-core";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inflateSync } from "node:zlib";

const [site, screenshots, other] = process.argv.slice(2);
if (!site || !screenshots) throw new Error("node test/browser.js SITE SCREENSHOTS [SITE]");
mkdirSync(screenshots, { recursive: true });

let passed = 0;
const failures = [];
function check(words, holds, seen = "") {
  if (holds) passed += 1;
  else {
    failures.push(`${words}${seen === "" ? "" : `: ${seen}`}`);
    console.log(`FAILED ${failures.at(-1)}`);
  }
}

const profile = mkdtempSync(join(tmpdir(), "kbc-browser-"));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  viewport: { width: 1440, height: 900 },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** A page of a site that tells what goes wrong in it. */
async function open(directory) {
  const page = await browser.newPage();
  const root = pathToFileURL(join(resolve(directory), "index.html")).href;
  const seen = { console: [], outside: [], bytes: 0 };
  page.on("console", (message) => seen.console.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => seen.console.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol === "file:") seen.bytes += statSync(decodeURIComponent(url.pathname)).size;
    else if (url.protocol !== "data:") seen.outside.push(request.url());
  });
  const go = async (hash, view) => {
    await page.goto("about:blank");
    await page.goto(`${root}${hash}`);
    await page.waitForSelector(`.view${view ? `[data-view="${view}"]` : ""}`, { timeout: 20_000 });
  };
  return { page, seen, go, root };
}

async function accessible(page, words) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], preload: false }));
  const serious = violations.filter((one) => one.impact === "serious" || one.impact === "critical");
  check(`axe: ${words}`, serious.length === 0, serious.map((one) => `${one.id} (${one.nodes.length}: ${one.nodes[0]?.html.slice(0, 160)} ${one.nodes[0]?.any[0]?.message ?? ""})`).join("; "));
}

/** Each address at two widths, light and dark, with a look at overflow and at what axe says. */
async function look(directory, prefix, addresses) {
  const { page, seen, go } = await open(directory);
  for (const [name, hash, view] of addresses) {
    for (const [width, scheme] of [[1440, "light"], [390, "light"], [1440, "dark"], [320, "dark"]]) {
      await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await go(hash, view);
      await page.waitForTimeout(250);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(`${prefix}${name} fits into ${width} pixels`, wide <= 0, `${wide} too wide`);
      if (scheme === "light" || name === "home" || name === "article") await page.screenshot({ path: join(screenshots, `${prefix}${name}-${width}-${scheme}.png`) });
      if (width === 1440) await accessible(page, `${prefix}${name}, ${scheme}`);
    }
    await page.setViewportSize({ width: 2560, height: 1200 });
    check(`${prefix}${name} has a title`, (await page.title()).endsWith(" · kbc") && (await page.title()).length > 6, await page.title());
    check(`${prefix}${name} has one heading of the first level`, (await page.locator("h1").count()) === 1);
  }
  check(`${prefix}the console is silent`, seen.console.length === 0, [...new Set(seen.console)].slice(0, 5).join("; "));
  check(`${prefix}nothing is asked for outside of the site`, seen.outside.length === 0, seen.outside.join(" "));
  await page.close();
}

function shard(directory, name) {
  const text = /,"(.*)"\)/.exec(readFileSync(join(directory, "data", `${name}.js`), "utf8"))[1];
  const digits = [...Array(94)].map((_, at) => String.fromCharCode(33 + at)).filter((one) => !"\"\\<".includes(one));
  const values = new Map(digits.map((one, at) => [one, at]));
  const bytes = [];
  let [waiting, count] = [0, 0];
  for (let at = 0; at < text.length; at += 2) {
    waiting |= (values.get(text[at]) + 91 * (values.get(text[at + 1]) ?? 0)) << count;
    for (count += 13; count >= 8; count -= 8, waiting >>>= 8) bytes.push(waiting & 255);
  }
  return JSON.parse(inflateSync(Buffer.from(bytes)).toString());
}

async function fixtures() {
  const hostile = "#/article/other/hostile.md";
  await look(site, "", [
    ["home", "#/", "home"], ["search", "#/search/cache", "search"], ["file", "#/file/CACHE.SYS", "file"], ["files", "#/files", "files"], ["articles", "#/articles", "articles"],
    ["article", "#/article/updates/second-update.md/L23", "article"], ["hostile", hostile, "article"], ["right-to-left", "#/article/other/right-to-left.md", "article"],
    ["unknown-table", "#/article/other/limits.md", "article"], ["kb", "#/kb/981400", "kb"], ["compare", "#/compare/981506/981507", "compare"], ["quality", "#/quality", "quality"],
    ["rule", "#/quality/K506", "quality"], ["conflicts", "#/conflicts", "conflicts"], ["diff", "#/diff", "diff"], ["schema", "#/schema", "schema"], ["dataset", "#/schema/files", "schema"],
  ]);
  const { page, seen, go } = await open(site);

  await go("#/", "home");
  const first = seen.bytes;
  check("the first page shows within 300 KB", first <= 300_000, first);

  // Keyboard alone: the search, an answer, a line, back to the search.
  await page.keyboard.press("/");
  await page.keyboard.type("store");
  await page.waitForSelector(".answers a");
  check("the box finds a file", (await page.locator(".answers a").first().textContent()).includes("Store.dll"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector('.view[data-view="file"]');
  check("the newest version for x64 is compared by its numbers", (await page.locator(".newest .tile", { hasText: "x64" }).locator("strong").textContent()) === "6.1.7601.21624");
  check("the ladder begins with the newest", (await page.locator("tbody tr td").first().textContent()) === "6.1.7601.21624");
  check("the heading has the focus after a step", await page.evaluate(() => document.activeElement?.tagName === "H1"));
  await page.locator('tbody tr a[href*="/L"]').first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector('.view[data-view="article"]');
  const lit = page.locator(".line.here");
  check("a link leads to the line that prints the version", (await lit.first().textContent()).includes("6.1.7601.21624"));
  await page.locator('.rows tr:has-text("21624") th a').first().focus();
  check("the focus on a row lights up its place", (await page.locator("mark.lit").count()) >= 3);
  for (let step = 0; step < 40; step += 1) await page.keyboard.press("Tab");
  check("tabs go on through the page", await page.evaluate(() => document.activeElement !== document.body));

  await go("#/article/updates/first-update.md", "article");
  await page.evaluate(() => (location.hash = "#/article/updates/first-update.md/L17-L18"));
  await page.waitForSelector("#L18.here");
  check("an address can name several lines", (await page.locator(".line.here").count()) === 2);
  check("an article says what replaces it", (await page.locator(".pairs", { hasText: "replaced by" }).count()) === 1);

  await go("#/kb/981507");
  await page.waitForSelector('.view[data-view="article"]');
  check("a number leads to its article", (await page.url()).endsWith("#/article/updates/second-update.md"));

  await go("#/file/cache.sys", "file");
  check("contradictions are ringed", (await page.locator("svg .ring").count()) >= 2, await page.locator("svg .ring").count());
  await go("#/file/branch.dll", "file");
  check("sizes of two branches are no contradiction", (await page.locator("tbody tr").count()) === 2 && (await page.locator(".ring").count()) === 0);
  await go("#/search/branch%20nosuchword", "search");
  check("words that nothing has together are offered alone", (await page.locator('main a[href="#/search/branch"]').count()) === 1);
  await page.setViewportSize({ width: 320, height: 844 });
  await go("#/conflicts", "conflicts");
  check("the bar shows the view in sight", await page.locator('nav.main [aria-current="page"]').evaluate((link) => link.getBoundingClientRect().right <= innerWidth + 1));
  await page.setViewportSize({ width: 1440, height: 900 });
  await go("#/conflicts", "conflicts");
  await page.waitForSelector(".card .excerpt b");
  const sides = await page.locator(".card:has-text('K506') .side").allTextContents();
  check("both sides of a conflict stand side by side", sides.some((text) => text.includes("10,568")) && sides.some((text) => text.includes("10,576")), sides.join(" / "));

  await go("#/compare/981506/981507", "compare");
  const states = await page.locator(".facets .check").allTextContents();
  check("two updates are told apart", ["new 1", "newer 2", "gone 1"].every((words) => states.some((text) => text.replace(/\s+/g, " ").includes(words))), states.join(", "));

  await go("#/article/other/limits.md", "article");
  await page.locator(".tables summary").first().click();
  check("an unknown heading is named", (await page.locator(".why").first().textContent()).includes("no dataset knows this heading"));
  await page.locator('.why button:has-text("Copy")').first().click();
  await page.waitForSelector('.why button:has-text("Copied")');
  passed += 1;

  await go(hostile, "article");
  await page.waitForTimeout(500);
  check("the text of an article never runs", await page.evaluate(() => window.hacked === undefined));
  check("it stands there as it is", (await page.locator(".printed").textContent()).includes('<script>window.hacked = true; kbcHacked()</script>'));
  check("it makes no elements", (await page.locator("main img, main script, main iframe, main svg[onload]").count()) === 0);
  check("no link runs code", (await page.locator('a[href^="javascript"]').count()) === 0);
  for (const hash of ["#/search/%3Cimg%20src=x%20onerror=kbcHacked()%3E", "#/file/%22%3E%3Cscript%3EkbcHacked()%3C/script%3E", "#/article/%3Cscript%3E", "#/nonsense/%E0%A4%A", "#/compare/%3Cb%3E/%3Cb%3E", "#/schema/%3Cb%3E", "#/quality/%3Cb%3E", "#/kb/x"]) {
    await go(hash);
    check(`${hash} is told as text`, (await page.locator("main img, main script, main b b").count()) === 0);
  }

  // The articles fill few cells of the tables of counts: every shade is looked at.
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    await go("#/quality", "quality");
    await page.evaluate(() => {
      // axe passes over texts of one character.
      const shades = ["heat", "good"].flatMap((name) => [1, 2, 3, 4, 5].map((step) => `<td class="heat ${name}${step}"><a href="#/quality">1,000</a></td>`));
      document.querySelector("main").insertAdjacentHTML("beforeend", `<table class="matrix"><tbody><tr>${shades.join("")}</tr></tbody></table>`);
    });
    check(`the shades are there, ${scheme}`, (await page.locator(".heat5, .good5").count()) >= 2);
    await accessible(page, `every shade, ${scheme}`);
  }

  check("the console stays silent", seen.console.length === 0, [...new Set(seen.console)].slice(0, 5).join("; "));
  check("nothing is asked for outside", seen.outside.length === 0, seen.outside.join(" "));
  await page.emulateMedia({ media: "print" });
  await go("#/file/store.dll", "file");
  check("the bar is not printed", !(await page.locator(".bar-top").isVisible()));
  await page.close();
}

/** A site of real size: budgets, and a look at every view with the fullest data that it has. */
async function large(directory) {
  const meta = shard(directory, "meta");
  const parts = Array.from({ length: meta.shards.name ?? 0 }, (_, at) => shard(directory, `name-${at}`)).flat();
  const articles = Array.from({ length: meta.shards.directory }, (_, at) => shard(directory, `directory-${at}`)).flat();
  const name = [...parts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "none";
  const full = [...articles].sort((a, b) => b[5] - a[5]);
  const updates = full.filter((one) => one[1]).slice(0, 2);
  const dataset = [...meta.datasets].sort((a, b) => b.rows - a.rows)[0].name;
  await look(directory, "large-", [
    ["home", "#/", "home"], ["search", "#/search/windows", "search"], ["file", `#/file/${encodeURIComponent(name)}`, "file"], ["files", "#/files", "files"], ["articles", "#/articles", "articles"],
    ["article", `#/article/${full[0][0]}`, "article"], ["compare", `#/compare/${updates[0]?.[1] ?? "-"}/${updates[1]?.[1] ?? "-"}`, "compare"], ["quality", "#/quality", "quality"],
    ["conflicts", "#/conflicts", "conflicts"], ["schema", "#/schema", "schema"], ["dataset", `#/schema/${dataset}`, "schema"],
  ]);
  const { page, seen, go } = await open(directory);
  await page.setViewportSize({ width: 1440, height: 900 });
  await go("#/", "home");
  const first = seen.bytes;
  const shown = await page.evaluate(() => Math.round(performance.now()));
  await page.waitForTimeout(3000);
  await page.keyboard.press("/");
  // Within the page, so that the time of the way between this process and the browser is none of it.
  await page.evaluate(() => {
    globalThis.presses = [];
    const box = document.querySelector("input[type=search]");
    box.addEventListener("keydown", () => {
      const began = performance.now();
      requestAnimationFrame(() => setTimeout(() => globalThis.presses.push(performance.now() - began)));
    });
  });
  for (const letter of "windows lsasrv.dll") {
    await page.keyboard.press(letter === " " ? "Space" : letter);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  }
  const times = (await page.evaluate(() => globalThis.presses)).map(Math.round).sort((a, b) => a - b);
  const answered = (await page.locator(".answers").textContent()) ?? "";
  await go("#/articles", "articles");
  const began = Date.now();
  for (let step = 1; step <= 20; step += 1) {
    await page.evaluate((at) => {
      const scroller = document.querySelector(".scroller.long");
      if (scroller) scroller.scrollTop = (scroller.scrollHeight / 20) * at;
    }, step);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
  const drawn = await page.locator("tbody tr").count();
  const bytes = readdirSync(join(directory, "data")).reduce((sum, file) => sum + statSync(join(directory, "data", file)).size, 0);
  console.log(`${directory}: ${articles.length} articles, ${(bytes / 1e6).toFixed(1)} MB; first page ${first} bytes, shown after ${shown} ms; a key press at the median ${times[times.length >> 1]} ms, at most ${times.at(-1)} ms; 20 jumps through the list ${Date.now() - began} ms, ${drawn} rows drawn`);
  check("the first page of a large site shows within 300 KB", first <= 300_000, first);
  check("every key press was answered", times.length === 18 && answered.length > 0, `${times.length}: ${answered}`);
  check("a key press is answered within 100 ms", times[times.length >> 1] <= 100, times.join(" "));
  check("a long list draws only what is in sight", drawn < 250, drawn);
  await page.close();
}

try {
  await fixtures();
  if (other) await large(other);
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
