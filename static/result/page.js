// The result page: a digit in the string, on the photo and among the crops is one; zoom, turn, read a part.

import { wireColumns } from "./columns.js";
import { wireNumber } from "./number.js";

const LEVELS = ["", "zoom-2", "zoom-4"];
const OUTLINE = 6; // pixels around a digit that is shown
const LEAST_FRAME = 0.01; // share of the photo's sides under which a drag was a slip

export function wireResult(announce) {
  document.addEventListener("click", (event) => {
    const what = event.target.closest?.("[data-do]")?.dataset.do;
    if (what === "zoom-in") zoom(1);
    else if (what === "zoom-out") zoom(-1);
    else if (what === "turn") turnOn();
    else if (what === "boxes") toggleBoxes();
    else if (what === "whole") choose("region", "");
    else if (what === "frame") frameMode(!photo().classList.contains("framing"), announce);
  });
  // Not pointerover, which also comes where the page scrolls under a resting pointer.
  for (const kind of ["pointermove", "focusin", "click"]) document.addEventListener(kind, pointAt);
  document.addEventListener("keydown", keyed);
  document.addEventListener("pointerdown", (event) => {
    const marks = event.target.closest?.(".framing .marks");
    if (marks && event.isPrimary) drag(marks, event);
  });
  wireNumber(announce, mark);
  wireColumns(announce);
}

const photo = () => document.querySelector(".photo");

// ---- One digit in three places

function pointAt(event) {
  const digit = event.target.closest?.("[data-digit]")?.dataset.digit;
  if (digit !== undefined) mark(digit);
}

function mark(digit) {
  for (const item of document.querySelectorAll("[data-digit]")) item.classList.toggle("on", item.dataset.digit === digit);
  if (photo()?.matches(".zoom-2, .zoom-4")) show(document.querySelector(`.mark[data-digit="${digit}"]`));
}

// Scrolls the enlarged photo alone: the page would jump away from what points at the digit.
function show(item) {
  if (!item) return;
  const stage = item.closest(".stage");
  const [inner, outer] = [item.getBoundingClientRect(), stage.getBoundingClientRect()];
  stage.scrollBy(
    beyond(inner.left, inner.right, outer.left, outer.right),
    beyond(inner.top, inner.bottom, outer.top, outer.bottom),
  );
}

// How far something from..to reaches out of least..most, with room for its outline.
function beyond(from, to, least, most) {
  if (from < least + OUTLINE) return from - least - OUTLINE;
  return Math.max(to - most + OUTLINE, 0);
}

function keyed(event) {
  if (event.key === "Escape" && photo()?.classList.contains("framing")) return frameMode(false);
  const crop = event.target.closest?.(".crop");
  if (!crop) return;
  const crops = [...document.querySelectorAll(".crop")];
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const next = { Home: crops[0], End: crops.at(-1) }[event.key] ?? (step && crops[crops.indexOf(crop) + step]);
  if (!next) return;
  event.preventDefault();
  crop.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

// ---- The photo: larger, turned, a part of it

function zoom(step) {
  const figure = photo();
  const stage = figure.querySelector(".stage");
  const now = LEVELS.findLastIndex((level) => !level || figure.classList.contains(level));
  const next = Math.min(Math.max(now + step, 0), LEVELS.length - 1);
  const middle = [stage.scrollLeft + stage.clientWidth / 2, stage.scrollTop + stage.clientHeight / 2];
  const before = stage.scrollWidth;
  figure.classList.remove(...LEVELS.filter(Boolean));
  if (next) figure.classList.add(LEVELS[next]);
  const factor = stage.scrollWidth / before;
  stage.scrollTo(middle[0] * factor - stage.clientWidth / 2, middle[1] * factor - stage.clientHeight / 2);
  stage.tabIndex = next ? 0 : -1;
  figure.querySelector("[data-do=zoom-in]").disabled = next === LEVELS.length - 1;
  figure.querySelector("[data-do=zoom-out]").disabled = !next;
}

// Without its boxes the photo still shows the digit that is pointed at elsewhere.
function toggleBoxes() {
  const hidden = photo().classList.toggle("unboxed");
  photo().querySelector("[data-do=boxes]").setAttribute("aria-pressed", String(hidden));
  mark("");
}

// A turn that is asked for while the one before is still being read goes on from there.
function turnOn() {
  const { turned, asked } = photo().dataset;
  const isReading = photo().classList.contains("reading");
  photo().dataset.asked = (Number(isReading && asked ? asked : turned) + 90) % 360;
  choose("turn", photo().dataset.asked);
}

function choose(name, value) {
  const menu = document.querySelector(`form[data-again] [name=${name}]`);
  if (![...menu.options].some((option) => option.value === value)) menu.add(new Option("the frame on the photo", value));
  menu.value = value;
  menu.form.requestSubmit();
}

function frameMode(on, announce) {
  const help = photo().querySelector(".frame-help");
  photo().classList.toggle("framing", on);
  photo().querySelector("[data-do=frame]").setAttribute("aria-pressed", String(on));
  help.hidden = !on;
  announce?.(on ? help.textContent : "");
}

function drag(marks, event) {
  event.preventDefault();
  marks.setPointerCapture(event.pointerId);
  const start = at(marks, event);
  const frame = marks.querySelector(".frame") ?? marks.appendChild(document.createElementNS(marks.namespaceURI, "rect"));
  frame.setAttribute("class", "frame");
  let box = null;
  const move = (moved) => {
    box = between(start, at(marks, moved));
    const { width, height } = marks.viewBox.baseVal;
    const sides = { x: box[0] * width, y: box[1] * height, width: box[2] * width, height: box[3] * height };
    for (const [name, value] of Object.entries(sides)) frame.setAttribute(name, value);
  };
  marks.addEventListener("pointermove", move);
  const end = () => {
    marks.removeEventListener("pointermove", move);
    if (!box || Math.min(box[2], box[3]) < LEAST_FRAME) return;
    frameMode(false);
    choose("region", upright(box, Number(photo().dataset.turned)).map((share) => share.toFixed(4)).join(","));
  };
  marks.addEventListener("pointerup", end, { once: true });
}

// A point of the pointer in shares of the photo's sides.
function at(marks, event) {
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(marks.getScreenCTM().inverse());
  const { width, height } = marks.viewBox.baseVal;
  return [Math.min(Math.max(x / width, 0), 1), Math.min(Math.max(y / height, 0), 1)];
}

function between([x, y], [otherX, otherY]) {
  return [Math.min(x, otherX), Math.min(y, otherY), Math.abs(x - otherX), Math.abs(y - otherY)];
}

// A box on the photo as it is shown, turned clockwise by degrees, on the photo as it came; all in shares.
function upright([x, y, width, height], degrees) {
  if (degrees === 90) return [y, 1 - x - width, height, width];
  if (degrees === 180) return [1 - x - width, 1 - y - height, width, height];
  if (degrees === 270) return [1 - y - height, x, height, width];
  return [x, y, width, height];
}
