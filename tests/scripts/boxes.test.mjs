// Boxes on a photo: moved, resized and turned; run by `node --test`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LEAST, around, between, grown, resized, shifted, upright } from "../../static/result/boxes.js";

const near = (box, expected) => box.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-9, `${box} is not ${expected}`));

test("a box lies between two corners, whichever came first", () => {
  near(between([0.5, 0.6], [0.2, 0.7]), [0.2, 0.6, 0.3, 0.1]);
});

test("a box around several holds them all", () => {
  near(around([[0.1, 0.5, 0.1, 0.1], [0.4, 0.2, 0.2, 0.1]]), [0.1, 0.2, 0.5, 0.4]);
});

test("a margin ends with the photo", () => {
  near(grown([0.05, 0.4, 0.2, 0.2], 0.1, 0.1), [0, 0.3, 0.35, 0.4]);
});

test("a box that is moved keeps its size and stays on the photo", () => {
  near(shifted([0.1, 0.1, 0.3, 0.2], 0.2, 0.1), [0.3, 0.2, 0.3, 0.2]);
  near(shifted([0.1, 0.1, 0.3, 0.2], -9, 9), [0, 0.8, 0.3, 0.2]);
});

test("an edge that is pulled leaves the one across from it where it is", () => {
  near(resized([0.2, 0.2, 0.4, 0.4], "nw", 0.1, -0.1), [0.3, 0.1, 0.3, 0.5]);
  near(resized([0.2, 0.2, 0.4, 0.4], "e", 0.1, 0.3), [0.2, 0.2, 0.5, 0.4]);
  near(resized([0.2, 0.2, 0.4, 0.4], "se", 9, 9), [0.2, 0.2, 0.8, 0.8]);
  near(resized([0.2, 0.2, 0.4, 0.4], "w", 9, 0), [0.6 - LEAST, 0.2, LEAST, 0.4]);
  near(resized([0.2, 0.2, 0.4, 0.4], "n", 0, 9), [0.2, 0.6 - LEAST, 0.4, LEAST]);
});

test("turning a photo back leads a box to the same pixels", () => {
  const box = [0.1, 0.2, 0.3, 0.4];
  near(upright(box, 0), box);
  near(upright(box, 90), [0.2, 0.6, 0.4, 0.3]);
  near(upright(box, 180), [0.6, 0.4, 0.3, 0.4]);
  near(upright(upright(box, 90), 270), box);
});
