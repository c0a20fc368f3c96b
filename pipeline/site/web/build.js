// Bundles the pages into ../bundle/, from where the binary takes them. `--check` says whether what is there is current.
import { build } from "esbuild";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../bundle");
const isCheck = process.argv.includes("--check");

const result = await build({
  absWorkingDir: here,
  entryPoints: { "kbc": "src/main.ts", "style": "style.css" },
  bundle: true,
  minify: true,
  charset: "ascii",
  format: "iife",
  target: "es2023",
  legalComments: "none",
  metafile: true,
  outdir: "out",
  write: false,
  logLevel: "error",
});

/** Packages whose code is in the bundle, with their licences. */
function notice() {
  const packages = new Set(Object.keys(result.metafile.inputs).filter((path) => path.startsWith("node_modules/")).map((path) => path.split("/")[1]));
  const texts = [...packages].sort().map((name) => {
    const directory = join(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    const file = readdirSync(directory).find((one) => /^licen[cs]e/i.test(one));
    const text = file ? readFileSync(join(directory, file), "utf8").trim() : "";
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `The script of these pages holds code of the following packages.\n\n${texts.join("\n---\n\n")}`;
}

const files = { "NOTICE.txt": notice() };
for (const { path, text } of result.outputFiles) files[path.endsWith(".css") ? "kbc.css" : "kbc.js"] = text;
for (const name of ["index.html", "README.md"]) files[name] = readFileSync(join(here, name === "README.md" ? "SITE.md" : name), "utf8");

const stale = Object.entries(files).filter(([name, text]) => !existsSync(join(target, name)) || readFileSync(join(target, name), "utf8") !== text);
if (isCheck) {
  for (const [name] of stale) console.error(`bundle/${name} is not what web/ gives: run \`just site-assets\``);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  mkdirSync(target, { recursive: true });
  for (const [name, text] of stale) writeFileSync(join(target, name), text);
}
const bytes = Object.entries(files).map(([name, text]) => `${name} ${Buffer.byteLength(text)}`).join(", ");
console.log(`${stale.length} of ${Object.keys(files).length} files ${isCheck ? "stale" : "written"}: ${bytes}`);
