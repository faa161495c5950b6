// The list of many photos: run by `node --test`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Jobs } from "../../static/jobs.js";

const MOST = 3;
const NOTHING = { doubtful: 0, bad: 0, refusal: "", pausing: "", isReading: true };

const photo = (name, size = 10) => ({ name, size, lastModified: 1 });

// A list of these files, each with a row of its own name.
function listOf(...names) {
  const jobs = new Jobs(MOST);
  for (const name of names) jobs.add(photo(name), { row: name });
  return jobs;
}

test("photos are read in the order in which they came", () => {
  const jobs = listOf("a.jpg", "b.jpg");
  assert.deepEqual(jobs.waiting.map(({ file }) => file.name), ["a.jpg", "b.jpg"]);
  jobs.waiting[0].isDone = true;
  assert.deepEqual(jobs.waiting.map(({ file }) => file.name), ["b.jpg"]);
});

test("a photo that is in the table already is told and not taken twice", () => {
  const { fresh, refusal } = listOf("a.jpg").sift([photo("a.jpg"), photo("b.jpg")]);
  assert.deepEqual(fresh.map(({ name }) => name), ["b.jpg"]);
  assert.equal(refusal, "1 photo was already in the table.");
  assert.equal(listOf("a.jpg", "b.jpg").sift([photo("a.jpg"), photo("b.jpg")]).refusal, "2 photos were already in the table.");
});

test("another photo of the same name is taken", () => {
  assert.deepEqual(listOf("a.jpg").sift([photo("a.jpg", 11)]), { fresh: [photo("a.jpg", 11)], refusal: "" });
});

test("of too many photos none is taken, and those that are known do not count", () => {
  const four = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"].map((name) => photo(name));
  assert.deepEqual(listOf().sift(four).fresh, []);
  assert.match(listOf().sift(four).refusal, /^You chose 4 photos, and I read up to 3 at once\./);
  assert.equal(listOf("a.jpg").sift(four).fresh.length, MOST);
});

test("a row whose file is gone is done, and its photo may be chosen again", () => {
  const row = { row: "a.jpg" };
  const jobs = new Jobs(MOST, [row]);
  assert.equal(jobs.size, 1);
  assert.deepEqual(jobs.waiting, []);
  assert.equal(jobs.sift([photo("a.jpg")]).fresh.length, 1);
});

test("a file leaves with the last of its rows", () => {
  const jobs = listOf("a.pdf", "b.jpg");
  const [job] = jobs.waiting;
  const [first, second] = [{ page: 1 }, { page: 2 }];
  job.rows = [first, second];
  jobs.drop(first);
  assert.ok(jobs.has(job) && jobs.of(second) === job);
  jobs.drop(second);
  assert.ok(!jobs.has(job) && jobs.size === 1);
});

test("the progress tells how many are done, and what is to be looked at", () => {
  const jobs = listOf("a.jpg", "b.jpg");
  jobs.waiting[0].isDone = true;
  assert.equal(jobs.progress(NOTHING), "1 of 2 photos done");
  assert.equal(jobs.progress({ ...NOTHING, doubtful: 2, bad: 1 }), "1 of 2 photos done, 2 to look at, 1 not read");
  assert.equal(jobs.progress({ ...NOTHING, pausing: "I wait." }), "1 of 2 photos done. I wait.");
});

test("a list that was stopped says so, unless all is done", () => {
  const jobs = listOf("a.jpg");
  assert.equal(jobs.progress({ ...NOTHING, isReading: false }), "0 of 1 photos done. Stopped.");
  jobs.waiting[0].isDone = true;
  assert.equal(jobs.progress({ ...NOTHING, isReading: false }), "1 of 1 photos done");
});

test("an empty list says only why nothing was taken", () => {
  assert.equal(listOf().progress({ ...NOTHING, isReading: false }), "");
  assert.equal(listOf().progress({ ...NOTHING, isReading: false, refusal: "Too many." }), "Too many.");
});
