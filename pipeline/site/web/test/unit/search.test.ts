import { test } from "node:test";
import assert from "node:assert/strict";
import { index, search } from "../../src/search.ts";
import { compareVersions } from "../../src/version.ts";
import { read, to } from "../../src/route.ts";

const found = (items: string[], question: string, limit = 10) => search(index(items), question, limit).hits.map((hit) => items[hit.item]);

test("a whole item comes before one that begins so, and that before a word inside", () => {
  assert.deepEqual(found(["my lsasrv.dll", "lsasrv.dll.mui", "lsasrv.dll", "xlsasrv.dll"], "Lsasrv.dll"), ["lsasrv.dll", "lsasrv.dll.mui", "my lsasrv.dll", "xlsasrv.dll"]);
});

test("all words must stand in an item, in any order", () => {
  assert.deepEqual(found(["a server that hangs", "hangs", "the server"], "hangs server"), ["a server that hangs"]);
});

test("what was not found is nothing, and so is an empty question", () => {
  assert.deepEqual(found(["a"], "b"), []);
  assert.deepEqual(found(["a"], "  "), []);
});

test("a question does not reach over the end of an item", () => {
  assert.deepEqual(found(["ab", "cd"], "bc"), []);
  assert.deepEqual(found(["ab", "cd"], "b\nc"), []);
});

test("versions are compared by their numbers", () => {
  assert.ok(compareVersions("6.1.7600.9", "6.1.7600.20667") < 0);
  assert.ok(compareVersions("10.0", "9.9") > 0);
  assert.equal(compareVersions("6.1", "6.1"), 0);
  assert.ok(compareVersions("6.1", "6.1.0") < 0);
});

test("addresses are read as they are written", () => {
  const source = "a folder/ü #1?.md";
  assert.deepEqual(read(to.article(source, 12)), { view: "article", parts: [source], lines: [12, 12] });
  assert.deepEqual(read("#/article/a.md/L3-L7").lines, [3, 7]);
  assert.deepEqual(read(to.compare("a/b.md", "981506")).parts, ["a/b.md", "981506"]);
  assert.deepEqual(read("").view, "home");
  assert.deepEqual(read("#/search/%E0%A4%A").parts, ["%E0%A4%A"]);
});
