// The photo larger: by buttons, by the wheel with Ctrl, by two fingers, by + and -; and moved about by dragging it.

import { closestTo, commandOf } from "../events.js";
import { follow, photo, withEachPhoto } from "./sheet.js";

const MOST = 8; // times as large as the photo is at first
const STEP = 2; // of a button or a key
const MOST_TURN = 25; // pixels of one wheel event that count: mice send a hundred at once, touchpads a few
const TURN = 0.01; // how much one of them enlarges
const SLIP = 4; // pixels under which a drag is a click
const EASY = 56; // pixels at which a digit is easy to see
/** @type {Record<string, number>} */
const KEYS = { "+": STEP, "=": STEP, "-": 1 / STEP, 0: 0 };

/** @param {HTMLElement} figure */
export const scaleOf = (figure) => Number(figure.style.getPropertyValue("--zoom") || 1);

export function wireZoom() {
  document.addEventListener("click", (event) => {
    const what = commandOf(event);
    if (what === "zoom-in") zoomBy(STEP);
    else if (what === "zoom-out") zoomBy(1 / STEP);
  });
  document.addEventListener("keydown", (event) => {
    if (!closestTo(event, ".stage, .tools") || event.ctrlKey || event.metaKey || !(event.key in KEYS)) return;
    event.preventDefault();
    zoomBy(KEYS[event.key]);
  });
  withEachPhoto((figure) => {
    const { width, height } = figure.querySelector("svg.marks").viewBox.baseVal;
    figure.style.setProperty("--aspect", String(width / height));
    figure.classList.add("sized");
    const stage = figure.querySelector(".stage");
    zoomByWheel(figure, stage);
    zoomByFingers(figure, stage);
    moveByMouse(figure, stage);
  });
}

/**
 * Shows what is drawn on the photo in its middle, and large enough.
 * @param {HTMLElement} figure @param {Element} item
 */
export function lookAt(figure, item) {
  const { width, height } = item.getBoundingClientRect();
  const scale = scaleOf(figure) * Math.max(EASY / Math.max(width, height), 1);
  if (scale > scaleOf(figure)) zoomTo(figure, scale, ...middleOf(item));
  const stage = figure.querySelector(".stage");
  const [[x, y], [middleX, middleY]] = [middleOf(item), middleOf(stage)];
  stage.scrollBy(x - middleX, y - middleY);
  stage.scrollIntoView({ block: "nearest" });
}

/** @param {number} factor */
const zoomBy = (factor) => zoomTo(photo(), scaleOf(photo()) * factor, ...middleOf(photo().querySelector(".stage")));

/**
 * Shows the photo so many times as large; what of it is at a place of the screen stays there.
 * @param {HTMLElement} figure @param {number} scale @param {number} x @param {number} y
 */
function zoomTo(figure, scale, x, y) {
  const [stage, sheet] = [figure.querySelector(".stage"), figure.querySelector(".sheet")];
  const before = sheet.getBoundingClientRect();
  if (scaleOf(figure) === 1) figure.style.setProperty("--height", `${stage.offsetHeight}px`);
  const now = Math.round(1000 * Math.min(Math.max(scale, 1), MOST)) / 1000;
  figure.style.setProperty("--zoom", String(now));
  figure.classList.toggle("enlarged", now > 1);
  stage.tabIndex = now > 1 ? 0 : -1;
  figure.querySelector("button[data-do=zoom-in]").disabled = now === MOST;
  figure.querySelector("button[data-do=zoom-out]").disabled = now === 1;
  const after = sheet.getBoundingClientRect();
  const [across, down] = [(x - before.left) / before.width, (y - before.top) / before.height];
  stage.scrollBy(after.left + across * after.width - x, after.top + down * after.height - y);
}

/** @param {Element} item @returns {Place} */
function middleOf(item) {
  const { left, top, width, height } = item.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}

/**
 * Two fingers on a touchpad come as a wheel with Ctrl. Without Ctrl the browser scrolls the enlarged photo, or the page.
 * @param {HTMLElement} figure @param {HTMLElement} stage
 */
function zoomByWheel(figure, stage) {
  /** @param {WheelEvent} event */
  const turn = (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const far = Math.min(Math.max(event.deltaY, -MOST_TURN), MOST_TURN);
    zoomTo(figure, scaleOf(figure) * Math.exp(-far * TURN), event.clientX, event.clientY);
  };
  stage.addEventListener("wheel", turn, { passive: false });
}

/** @param {HTMLElement} figure @param {HTMLElement} stage */
function zoomByFingers(figure, stage) {
  /** @type {{ span: number, x: number, y: number, scale: number }} */
  let start = null;
  /** @type {{ span: number, x: number, y: number }} */
  let last = null;
  /** @param {TouchEvent} event */
  const begin = (event) => {
    start = event.touches.length === 2 ? { ...spanOf(event.touches), scale: scaleOf(figure) } : null;
    last = start;
    if (start && event.cancelable) event.preventDefault();
  };
  /** @param {TouchEvent} event */
  const move = (event) => {
    if (!start) return;
    if (event.cancelable) event.preventDefault();
    const now = spanOf(event.touches);
    stage.scrollBy(last.x - now.x, last.y - now.y);
    zoomTo(figure, (start.scale * now.span) / start.span, now.x, now.y);
    last = now;
  };
  for (const kind of /** @type {const} */ (["touchstart", "touchend", "touchcancel"])) {
    stage.addEventListener(kind, begin, { passive: false });
  }
  stage.addEventListener("touchmove", move, { passive: false });
}

/**
 * The distance of two fingers, and the middle between them.
 * @param {TouchList} fingers
 */
function spanOf([one, other]) {
  const [across, down] = [other.clientX - one.clientX, other.clientY - one.clientY];
  return { span: Math.max(Math.hypot(across, down), 1), x: one.clientX + across / 2, y: one.clientY + down / 2 };
}

/**
 * The browser scrolls the enlarged photo for a finger; for a mouse this does.
 * @param {HTMLElement} figure @param {HTMLElement} stage
 */
function moveByMouse(figure, stage) {
  let isDrag = false;
  stage.addEventListener("pointerdown", (event) => {
    isDrag = false;
    const isOnPhoto = closestTo(event, ".sheet") && !closestTo(event, "button");
    if (!isOnPhoto || event.pointerType === "touch" || event.button || !figure.matches(".enlarged:not(.framing)")) return;
    const [left, top] = [stage.scrollLeft, stage.scrollTop];
    follow(stage, event, (moved) => {
      const [across, down] = [moved.clientX - event.clientX, moved.clientY - event.clientY];
      if (!isDrag && Math.hypot(across, down) < SLIP) return;
      isDrag = true;
      stage.setPointerCapture(event.pointerId);
      stage.scrollTo(left - across, top - down);
    });
  });
  /** @param {Event} event */
  const swallow = (event) => isDrag && event.stopPropagation(); // the click at the end of a drag
  stage.addEventListener("click", swallow, true);
}
