// Which of several photos is read: run by `node --test`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Turns } from "../../static/turns.js";

test("a photo that opens later than the one given after it is not read", () => {
  const turns = new Turns();
  const [first, second] = [turns.give(), turns.give()];
  assert.ok(turns.take(second));
  assert.ok(!turns.take(first));
});

test("photos that open in their order are both taken, the last one for good", () => {
  const turns = new Turns();
  const [first, second] = [turns.give(), turns.give()];
  assert.ok(turns.take(first) && turns.take(second));
});

test("what was called off is not read when it opens, and what is given afterwards is", () => {
  const turns = new Turns();
  const first = turns.give();
  turns.callOff();
  assert.ok(!turns.take(first));
  assert.ok(turns.take(turns.give()));
});

test("a reading makes way for the next, whose end is then the only one", () => {
  const turns = new Turns();
  const first = turns.begin();
  const second = turns.begin();
  assert.ok(first.signal.aborted && !second.signal.aborted);
  assert.ok(!turns.end(first) && turns.isReading && turns.is(second));
  assert.ok(turns.end(second) && second.signal.aborted && !turns.isReading);
});

test("a file that is no photo ends the opening of its own, but not a photo that is being sent", () => {
  const turns = new Turns();
  assert.ok(!turns.giveUp());
  turns.begin();
  assert.ok(turns.giveUp() && !turns.isReading);
  const sent = turns.begin(true);
  assert.ok(!turns.giveUp() && !sent.signal.aborted);
});

test("calling off ends what is read, and tells whether there was anything", () => {
  const turns = new Turns();
  assert.ok(!turns.callOff());
  const run = turns.begin(true);
  assert.ok(turns.callOff() && run.signal.aborted && !turns.isReading);
});
