// Voting over the frames of a camera: run by `node --test`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ENOUGH, Votes, WINDOW } from "../../static/votes.js";

const SURE = 0.95;

// Votes after these frames: a text and one confidence for all its digits, or one for each.
function after(...frames) {
  const votes = new Votes(SURE);
  for (const [text, confidence] of frames) {
    const count = text.replace(/\D/g, "").length;
    votes.add(text, Array.isArray(confidence) ? confidence : Array(count).fill(confidence));
  }
  return votes;
}

test("without a frame there is no number", () => {
  assert.equal(after().best(), "");
  assert.equal(after().certain(), "");
});

test("a number that enough frames show surely is certain", () => {
  const frames = Array(ENOUGH).fill(["007", 0.99]);
  assert.equal(after(...frames.slice(1)).certain(), "");
  assert.equal(after(...frames).certain(), "007");
});

test("one unsure digit in every frame keeps a number from being certain", () => {
  const votes = after(...Array(WINDOW).fill(["4071", [0.99, 0.99, 0.99, 0.9]]));
  assert.equal(votes.best(), "4071");
  assert.equal(votes.certain(), "");
});

test("each place is voted on by confidence", () => {
  const votes = after(["4077", 0.6], ["4071", [0.9, 0.9, 0.9, 0.9]], ["4011", [0.9, 0.9, 0.4, 0.9]]);
  assert.equal(votes.best(), "4071");
});

test("a number that no frame has shown is never said", () => {
  const votes = after(["17", [0.9, 0.2]], ["42", [0.2, 0.9]]); // by places it would be 12
  assert.ok(["17", "42"].includes(votes.best()));
});

test("two numbers that are both read surely are none", () => {
  assert.equal(after(...Array(4).fill(["168", 0.99]), ["163", 0.99], ["168", 0.99]).certain(), "");
});

test("a number that is no more to be seen is not certain", () => {
  assert.equal(after(...Array(4).fill(["168", 0.99]), ["", 0]).certain(), "");
});

test("most frames say how many digits there are", () => {
  assert.equal(after(["16", 0.99], ["168", 0.8], ["168", 0.8]).best(), "168");
});

test("old frames do not count", () => {
  const votes = after(["99", 0.99], ...Array(WINDOW).fill(["168", 0.99]));
  assert.equal(votes.certain(), "168");
});

test("rows and signs are part of the number", () => {
  assert.equal(after(...Array(ENOUGH).fill(["12,50\n7", 0.99])).certain(), "12,50\n7");
});
