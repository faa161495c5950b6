// A pad to write a number on with finger, pen or mouse.

import { chosenIn } from "./chosen.js";

const PAPER = "#fdfcf8";
const INK = "#1a1d24";
const PEN = 20; // pixels of the canvas
const NAME = "written.png"; // of the file that is made of it

let strokes = [];

export function wirePad(take) {
  const pad = () => document.querySelector(".pad");
  document.addEventListener("click", (event) => {
    const what = event.target.closest?.("[data-do]")?.dataset.do;
    if (what === "pad") open(pad());
    else if (what === "pad-undo") redraw(pad(), strokes.slice(0, -1));
    else if (what === "pad-clear") redraw(pad(), []);
    else if (what === "pad-close") close(pad());
    else if (what === "pad-done" && strokes.length) hand(pad(), take);
    else readInstead(event, pad(), take);
  });
  document.addEventListener("pointerdown", (event) => {
    const canvas = event.target.closest?.(".pad canvas");
    if (canvas && event.isPrimary) write(canvas, event);
  });
}

// Whoever has written and then presses the form's own button means what was written, unless a photo was chosen.
function readInstead(event, pad, take) {
  const button = event.target.closest?.("form.upload [type=submit]");
  if (!button || !strokes.length || !pad || pad.hidden) return;
  if ((chosenIn(button.form)?.name ?? NAME) !== NAME) return;
  event.preventDefault();
  hand(pad, take, button);
}

function open(pad) {
  pad.hidden = false;
  redraw(pad, strokes);
  pad.scrollIntoView({ block: "nearest" });
  pad.querySelector("canvas").focus({ preventScroll: true });
}

function close(pad) {
  pad.hidden = true;
  document.querySelector("[data-do=pad]").focus();
}

function write(canvas, event) {
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  const stroke = [at(canvas, event)];
  strokes.push(stroke);
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

function at(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * canvas.width;
  return [x, ((event.clientY - box.top) / box.height) * canvas.height];
}

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
  for (const name of ["undo", "clear", "done"]) pad.querySelector(`[data-do=pad-${name}]`).disabled = !strokes.length;
}

function hand(pad, take, button = document.querySelector("form.upload .primary")) {
  pad.querySelector("canvas").toBlob((blob) => {
    pad.hidden = true;
    take(new File([blob], NAME, { type: "image/png" }));
    button.form.requestSubmit(button);
  }, "image/png");
}
