// A pad to write a number on with finger, pen or mouse.

import { closestTo, commandOf } from "./events.js";

const PAPER = "#fdfcf8";
const INK = "#1a1d24";
const PEN = 20; // pixels of the canvas
const NAME = "written.png"; // of the file that is made of it

/** @type {Place[][]} */
let strokes = [];
let isWired = false;

const padHere = () => document.querySelector(".pad");

/**
 * Opens the pad of this page; `take` gets a picture of what was written.
 * @param {Take} take
 */
export function openPad(take) {
  if (!isWired) wire(take);
  isWired = true;
  open(padHere());
}

/** @param {Take} take */
function wire(take) {
  document.addEventListener("click", (event) => {
    const what = commandOf(event);
    if (what === "pad-undo") redraw(padHere(), strokes.slice(0, -1));
    else if (what === "pad-clear") redraw(padHere(), []);
    else if (what === "pad-close") close(padHere());
    else if (what === "pad-done" && strokes.length) hand(padHere(), take);
  });
  document.addEventListener("keydown", (event) => keyed(event, padHere()));
  document.addEventListener("pointerdown", (event) => {
    const canvas = closestTo(event, ".pad canvas");
    if (canvas && event.isPrimary) write(canvas, event);
  });
}

/** @param {KeyboardEvent} event @param {HTMLElement} pad */
function keyed(event, pad) {
  if (!pad || pad.hidden || closestTo(event, "input:not([type=file]), textarea")) return;
  if (event.key === "Escape") close(pad);
  else if (event.key === "z" && (event.ctrlKey || event.metaKey)) redraw(pad, strokes.slice(0, -1));
  else return;
  event.preventDefault();
}

/**
 * The paper is as wide and high as the screen gives, and its pixels are square.
 * @param {HTMLElement} pad
 */
function open(pad) {
  pad.hidden = false;
  const canvas = pad.querySelector("canvas");
  canvas.height = Math.round((canvas.width * canvas.clientHeight) / canvas.clientWidth);
  redraw(pad, strokes);
  pad.scrollIntoView({ block: "nearest" });
  canvas.focus({ preventScroll: true });
}

/** @param {HTMLElement} pad */
function close(pad) {
  pad.hidden = true;
  document.querySelector("[data-do=pad]").focus();
}

/** @param {HTMLCanvasElement} canvas @param {PointerEvent} event */
function write(canvas, event) {
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  const stroke = [at(canvas, event)];
  strokes.push(stroke);
  /** @param {PointerEvent} moved */
  const move = (moved) => {
    for (const step of moved.getCoalescedEvents?.() ?? [moved]) stroke.push(at(canvas, step));
    redraw(canvas.closest(".pad"), strokes);
  };
  canvas.addEventListener("pointermove", move);
  const end = () => canvas.removeEventListener("pointermove", move);
  canvas.addEventListener("pointerup", end, { once: true });
  canvas.addEventListener("pointercancel", end, { once: true });
  redraw(canvas.closest(".pad"), strokes);
}

/** @param {HTMLCanvasElement} canvas @param {MouseEvent} event @returns {Place} */
function at(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * canvas.width;
  return [x, ((event.clientY - box.top) / box.height) * canvas.height];
}

/** @param {Element} pad @param {Place[][]} left */
function redraw(pad, left) {
  strokes = left;
  const canvas = pad.querySelector("canvas");
  const context = canvas.getContext("2d");
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  Object.assign(context, { strokeStyle: INK, lineWidth: PEN, lineCap: "round", lineJoin: "round" });
  for (const stroke of strokes) {
    context.beginPath();
    context.moveTo(...stroke[0]);
    stroke.forEach(([x, y], i) => {
      const [nextX, nextY] = stroke[i + 1] ?? [x, y];
      context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
    });
    context.stroke();
  }
  pad.querySelector(".pad-hint").hidden = strokes.length > 0;
  for (const name of ["undo", "clear", "done"]) pad.querySelector(`button[data-do=pad-${name}]`).disabled = !strokes.length;
}

/** @param {HTMLElement} pad @param {Take} take */
function hand(pad, take) {
  pad.querySelector("canvas").toBlob((blob) => {
    pad.hidden = true;
    take(new File([blob], NAME, { type: "image/png" }), { region: "" });
  }, "image/png");
}
