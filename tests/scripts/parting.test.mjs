// A corrected row parted into its cells: run by `node --test`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { parted } from "../../static/result/parting.js";

test("as many words as cells are the cells", () => {
  assert.deepEqual(parted(["12", "7", "53"], "99 8 1"), ["99", "8", "1"]);
});

test("an empty cell stays empty where there is a word for each of the others", () => {
  assert.deepEqual(parted(["46", "", "53"], " 47  54 "), ["47", "", "54"]);
});

test("a space that was taken out leaves the borders where they were", () => {
  assert.deepEqual(parted(["46", "12", "53"], "461253"), ["46", "12", "53"]);
});

test("a digit that was changed, added or taken out stays in its cell", () => {
  assert.deepEqual(parted(["92", "7", "1835"], "9271838"), ["92", "7", "1838"]);
  assert.deepEqual(parted(["92", "7", "1835"], "92718235"), ["92", "7", "18235"]);
  assert.deepEqual(parted(["92", "7", "1835"], "92785"), ["92", "7", "85"]);
});

test("a row that was emptied has empty cells", () => {
  assert.deepEqual(parted(["92", "7"], ""), ["", ""]);
});

test("what was typed over a row of empty cells goes into the first whole", () => {
  assert.deepEqual(parted(["", "", ""], "1 2"), ["1 2", "", ""]);
});
