// Unit tests of what is not drawing: bundled first, since Node of some systems reads no TypeScript.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = join(dirname(fileURLToPath(import.meta.url)), "unit");
const files = readdirSync(here).filter((name) => name.endsWith(".test.ts"));
const outdir = mkdtempSync(join(tmpdir(), "kbc-unit-"));
try {
  await build({ entryPoints: files.map((name) => join(here, name)), bundle: true, platform: "node", format: "esm", outExtension: { ".js": ".mjs" }, outdir, logLevel: "error" });
  const run = spawnSync(process.execPath, ["--test", ...readdirSync(outdir).map((name) => join(outdir, name))], { stdio: "inherit" });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
