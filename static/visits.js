// The pages of this visit: each place in the history has its page and its photo, for the way back and forward. They are
// kept in the tab, so that they are there again after a reload, or after a page that this script knows nothing of.

import { closestTo } from "./events.js";
import { keep, kept, keptPhoto, nextNumber, numberOf } from "./kept.js";

const WORTH_KEEPING = ".result, .batch tbody tr, .zone.chosen";
const FIELDS = "input:not([type=file]), select, textarea";

const pages = new Map(); // the pages that were left, by their place in the history
const asServed = new WeakMap(); // pages as they came, before anything was done to them
/** @type {number} */
let place = null;
/** @type {File} */
let held = null; // the photo of this page: the one that was read, or is chosen and can be read

const main = () => document.getElementById("main");

export const photoHeld = () => held;

/** @param {File | null} file */
export function hold(file) {
  held = file;
}

/**
 * Shows a page that came from an address: in place of this one, or as the next in the history.
 * @param {Document} fresh @param {string} address @param {boolean} isNext
 */
export function turnTo(fresh, address, isNext) {
  leave();
  if (isNext) {
    place = nextNumber();
    history.pushState({ place }, "", address);
  } else {
    history.replaceState({ place }, "", address);
  }
  document.title = fresh.title;
  put(fresh.getElementById("main"));
}

/** @param {Element} page */
function put(page) {
  asServed.set(page, page.outerHTML);
  main().replaceWith(document.adoptNode(page));
}

function leave() {
  pages.set(place, { node: main(), title: document.title, held });
  remember();
}

// Keeps the page of this place as it was served, with what was typed and chosen since.
function remember() {
  if (!main().querySelector(WORTH_KEEPING)) return;
  const isBuiltHere = main().querySelector("[data-table]") !== null;
  keep(place, {
    html: isBuiltHere ? main().outerHTML : asServed.get(main()),
    title: document.title,
    values: [...main().querySelectorAll(FIELDS)].map((field) => field.value),
    open: [...main().querySelectorAll("details")].map((fold) => fold.open),
    scroll: scrollY,
    photo: numberOf(held),
  });
}

/**
 * `leaving` is called before the way back or forward is gone, `arrived` with each page that it leads to.
 * @param {() => void} leaving @param {() => unknown} arrived
 */
export async function wireVisits(leaving, arrived) {
  asServed.set(main(), main().outerHTML);
  place = history.state?.place ?? nextNumber();
  history.replaceState({ place }, "");
  addEventListener("popstate", (event) => {
    if (!event.state || event.state.place === place) return; // a link within the page
    leaving();
    goTo(event.state.place, arrived);
  });
  let startsAnew = false; // a link to the page's own address keeps its place in the history: what was there is over
  addEventListener("click", (event) => {
    startsAnew = closestTo(event, "a[href]")?.href === location.href;
  });
  addEventListener("pagehide", () => (startsAnew ? keep(place, null) : remember()));
  if (!(await restore(arrived))) arrived();
}

/** @param {number} next @param {() => unknown} arrived */
async function goTo(next, arrived) {
  leave();
  place = next;
  const page = pages.get(next);
  if (!page) return (await restore(arrived)) || location.reload();
  ({ held } = page);
  document.title = page.title;
  main().replaceWith(page.node);
}

/**
 * Puts the page of this place back as it was left, and tells whether there was one.
 * @param {() => unknown} arrived
 */
async function restore(arrived) {
  const page = kept(place);
  if (!page) return false;
  held = page.photo && keptPhoto(page.photo);
  document.title = page.title;
  put(new DOMParser().parseFromString(page.html, "text/html").getElementById("main"));
  for (const item of main().querySelectorAll("[autofocus]")) item.removeAttribute("autofocus");
  for (const [at, fold] of main().querySelectorAll("details").entries()) fold.open = page.open[at];
  await arrived();
  for (const [at, field] of main().querySelectorAll(FIELDS).entries()) refill(field, page.values[at]);
  scrollTo(0, page.scroll);
  return true;
}

/** @param {Field} field @param {string} value */
function refill(field, value) {
  if (value === undefined || field.value === value) return;
  field.value = value;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
