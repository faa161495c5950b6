// The frame around the part of a photo that is to be read alone: drawn, moved and resized by pointer and by keyboard.

import { closestTo, commandOf } from "../events.js";
import { readPart } from "./again.js";
import { LEAST, around, between, grown, resized, shifted } from "./boxes.js";
import { boxOf, follow, photo, placeOf, putOver, reveal } from "./sheet.js";

const STEP = 0.01; // share of the photo's sides by which an arrow key moves or resizes it
const MARGIN = 0.25; // of a number's height, around it: digits are read worse at the very edge
/** @type {Record<string, Place>} */
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const OPENING = 0.6; // share of what is in view that the frame takes at first

const boxes = new WeakMap(); // photos, each with the box of its frame

const isOpen = () => photo()?.classList.contains("framing");
const frame = () => photo().querySelector(".frame-box");

/** @param {Announce} announce */
export function wireFrame(announce) {
  document.addEventListener("click", (event) => {
    const what = commandOf(event);
    if (what === "frame") toggle(!isOpen());
    else if (what === "frame-leave") toggle(false);
    else if (what === "frame-read") read();
  });
  document.addEventListener("keydown", (event) => isOpen() && keyed(event, announce));
  document.addEventListener("pointerdown", (event) => {
    if (event.isPrimary && !event.button && closestTo(event, ".framing .sheet")) pressed(event);
  });
}

/**
 * The box around a number on the photo, with room around it.
 * @param {SVGElement} number
 */
export function boxAround(number) {
  const box = around([...number.querySelectorAll("rect.line")].map(boxOf));
  const { width, height } = number.ownerSVGElement.viewBox.baseVal;
  return grown(box, (MARGIN * box[3] * height) / width, MARGIN * box[3]);
}

/** @param {boolean} on */
function toggle(on) {
  const figure = photo();
  const button = figure.querySelector("[data-do=frame]");
  figure.classList.toggle("framing", on);
  button.setAttribute("aria-pressed", String(on));
  for (const item of figure.querySelectorAll(".frame-bar, .frame-box")) item.hidden = !on;
  if (on) set(openingOf(figure));
  const stage = figure.querySelector(".stage");
  (on ? frame() : button).focus({ preventScroll: true });
  if (on) stage.scrollIntoView({ block: "nearest" });
}

/**
 * Where the frame is at first: where it was, around the number that was last pointed at, or amid what is in view.
 * @param {HTMLElement} figure
 */
function openingOf(figure) {
  const before = figure.querySelector(".marks > rect.frame");
  if (before) return boxOf(before);
  const number = figure.querySelector(".mark.on")?.closest("g.boxed-number");
  if (number) return boxAround(number);
  const { left, top, width, height } = figure.querySelector(".stage").getBoundingClientRect();
  /** @param {number} share */
  const at = (share) => placeOf({ clientX: left + share * width, clientY: top + share * height });
  return between(at((1 - OPENING) / 2), at((1 + OPENING) / 2));
}

/** @param {Box} box */
function set(box) {
  boxes.set(photo(), box);
  putOver(frame(), box);
}

function read() {
  const box = boxes.get(photo());
  toggle(false);
  readPart(box);
}

// ---- By keyboard

/** @param {KeyboardEvent} event @param {Announce} announce */
function keyed(event, announce) {
  if (event.key === "Escape") return toggle(false);
  if (event.target !== frame() || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key !== "Enter" && !(event.key in ARROWS)) return;
  event.preventDefault();
  if (event.key === "Enter") return read();
  const box = boxes.get(photo());
  set(event.shiftKey ? resized(box, "se", ...ARROWS[event.key]) : shifted(box, ...ARROWS[event.key]));
  reveal(frame());
  announce(inWords(boxes.get(photo())));
}

/** @param {Box} box */
function inWords(box) {
  const [x, y, width, height] = box.map((share) => `${Math.round(100 * share)} %`);
  return `${x} from the left, ${y} from above, ${width} wide, ${height} high`;
}

// ---- By pointer: a handle resizes the frame, the frame itself is moved, and anywhere else a new one is drawn

/** @param {PointerEvent} event */
function pressed(event) {
  event.preventDefault();
  const [start, before] = [placeOf(event), boxes.get(photo())];
  const edges = closestTo(event, ".handle")?.dataset.edges;
  const isMoved = closestTo(event, ".frame-box") !== null;
  const sheet = photo().querySelector(".sheet");
  sheet.setPointerCapture(event.pointerId);
  /** @param {PointerEvent} moved */
  const move = (moved) => {
    const now = placeOf(moved);
    const [across, down] = [now[0] - start[0], now[1] - start[1]];
    if (edges) set(resized(before, edges, across, down));
    else set(isMoved ? shifted(before, across, down) : drawn(start, now, before));
  };
  follow(sheet, event, move, (isLetGo) => {
    if (!isLetGo) set(before);
    frame().focus({ preventScroll: true });
  });
}

/**
 * What is drawn in a slip of the pointer leaves the frame as it was.
 * @param {Place} start @param {Place} now @param {Box} before
 */
function drawn(start, now, before) {
  const box = between(start, now);
  return Math.min(box[2], box[3]) < LEAST ? before : box;
}
