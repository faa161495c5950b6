// A digit stands in the number, on the photo, among the doubts and among the crops: pointing at one shows it in all.

import { closestTo } from "../events.js";
import { photo, reveal } from "./sheet.js";
import { lookAt } from "./zoom.js";

/** @param {Announce} announce */
export function wirePointing(announce) {
  // Not pointerover, which also comes where the page scrolls under a resting pointer.
  for (const kind of ["pointermove", "focusin", "click"]) document.addEventListener(kind, pointAt);
  document.addEventListener("keydown", alongCrops);
  document.addEventListener("click", (event) => {
    const link = closestTo(event, ".doubts a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    lookAt(photo(), markOf(link.closest("[data-digit]").dataset.digit).querySelector(".line"));
    announce(`${link.textContent} is marked on the photo`);
  });
}

/**
 * Shows a digit in all its places.
 * @param {string} digit
 */
export function mark(digit) {
  for (const item of document.querySelectorAll("[data-digit]")) {
    item.classList.toggle("on", item.dataset.digit === digit);
  }
}

/** @param {string} digit */
const markOf = (digit) => document.querySelector(`.mark[data-digit="${digit}"]`);

/**
 * What points at a digit from elsewhere moves the enlarged photo to it.
 * @param {string} digit
 */
export function point(digit) {
  mark(digit);
  if (photo()?.matches(".enlarged") && markOf(digit)) reveal(markOf(digit));
}

/** @param {Event} event */
function pointAt(event) {
  const digit = closestTo(event, "[data-digit]")?.dataset.digit;
  if (digit === undefined) return;
  if (closestTo(event, ".stage")) mark(digit);
  else point(digit);
}

/** @param {KeyboardEvent} event */
function alongCrops(event) {
  const crop = closestTo(event, ".crop");
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
