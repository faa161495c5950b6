// A pad to write a number on with finger, pen or mouse.

const PAPER = "#fdfcf8";
const INK = "#1a1d24";
const PEN = 20; // pixels of the canvas
const NAME = "written.png"; // of the file that is made of it

let strokes = [];
let isWired = false;

const padHere = () => document.querySelector(".pad");

// Opens the pad of this page; `take` gets a picture of what was written.
export function openPad(take) {
  if (!isWired) wire(take);
  isWired = true;
  open(padHere());
}

function wire(take) {
  document.addEventListener("click", (event) => {
    const what = event.target.closest?.("[data-do]")?.dataset.do;
    if (what === "pad-undo") redraw(padHere(), strokes.slice(0, -1));
    else if (what === "pad-clear") redraw(padHere(), []);
    else if (what === "pad-close") close(padHere());
    else if (what === "pad-done" && strokes.length) hand(padHere(), take);
  });
  document.addEventListener("keydown", (event) => keyed(event, padHere()));
  document.addEventListener("pointerdown", (event) => {
    const canvas = event.target.closest?.(".pad canvas");
    if (canvas && event.isPrimary) write(canvas, event);
  });
}

function keyed(event, pad) {
  if (!pad || pad.hidden || event.target.matches?.("input:not([type=file]), textarea")) return;
  if (event.key === "Escape") close(pad);
  else if (event.key === "z" && (event.ctrlKey || event.metaKey)) redraw(pad, strokes.slice(0, -1));
  else return;
  event.preventDefault();
}

// The paper is as wide and high as the screen gives, and its pixels are square.
function open(pad) {
  pad.hidden = false;
  const canvas = pad.querySelector("canvas");
  canvas.height = Math.round((canvas.width * canvas.clientHeight) / canvas.clientWidth);
  redraw(pad, strokes);
  pad.scrollIntoView({ block: "nearest" });
  canvas.focus({ preventScroll: true });
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

function hand(pad, take) {
  pad.querySelector("canvas").toBlob((blob) => {
    pad.hidden = true;
    take(new File([blob], NAME, { type: "image/png" }), { region: "" });
  }, "image/png");
}
