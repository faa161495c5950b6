// The part of a photo that is kept for the photos that follow: the same meter, the same form, day after day. It stays in
// this browser.

import { closestTo, commandOf } from "./events.js";
import { announce } from "./notices.js";
import { remember, remembered } from "./remembered.js";

const KEY = "part";
const WORDS = "the part that you kept";

/** @param {HTMLFormElement | null} form */
const menuOf = (form) => form?.querySelector("select[name=region]");
const firstMenu = () => menuOf(document.querySelector("form.upload:has(.zone)"));
const menuForAll = () => menuOf(document.querySelector("form.batch-form"));
const menuOfResult = () => menuOf(document.querySelector("form[data-again]"));

/** "x,y,width,height" in shares of a photo's sides, or "" where none is kept. */
export function keptPart() {
  const text = remembered(KEY);
  return isPart(text) ? text : "";
}

/** @param {string} text */
function isPart(text) {
  const shares = text.split(",").map(Number);
  return shares.length === 4 && shares.every((share) => share >= 0 && share <= 1);
}

/**
 * What is sent with a new photo, beside itself: the choices of the form where there is one, and the kept part where no
 * other was chosen.
 * @param {HTMLFormElement | null} form
 */
export function choicesIn(form) {
  const fields = new FormData(form ?? undefined);
  if (keptPart() && !fields.get("region")) fields.set("region", keptPart());
  return fields;
}

export function wirePart() {
  document.addEventListener("change", (event) => {
    const box = closestTo(event, "input[data-do|=part]");
    if (box?.dataset.do === "part-keep") keep(box.checked ? menuOfResult().value : "");
    else if (box?.dataset.do === "part-for-all") readAllIn(box.checked ? keptPart() : "");
  });
  for (const kind of ["change", "input"]) document.addEventListener(kind, chosen); // input: refilled after Back
  document.addEventListener("click", (event) => commandOf(event) === "part-forget" && forget());
  addEventListener("storage", show); // kept or forgotten in another tab
  new MutationObserver(show).observe(document.body, { childList: true }); // another page takes the place of this one
  show();
}

/** @param {Event} event */
function chosen(event) {
  if (closestTo(event, "[name=region]")) show();
}

/** @param {string} part */
function keep(part) {
  remember(KEY, part);
  announce(part ? "The next photos are read in this part" : "The next photos are read as a whole");
  show();
}

function forget() {
  if (menuForAll()?.value === keptPart()) menuForAll().value = "";
  keep("");
  document.querySelector(".zone input[type=file]").focus(); // the button is gone
}

/** @param {string} part */
function readAllIn(part) {
  const menu = menuForAll();
  if (![...menu.options].some((option) => option.value === part)) menu.add(new Option(WORDS, part));
  menu.value = part;
}

function show() {
  const part = keptPart();
  for (const box of document.querySelectorAll(".kept-part")) {
    box.hidden = !part;
    if (part) draw(box.querySelector("rect"), part.split(","));
  }
  if (firstMenu()) name(firstMenu().querySelector("option[value='']"), part);
  for (const menu of [firstMenu(), menuForAll()]) if (menu?.selectedIndex < 0) menu.value = ""; // a part that was forgotten
  for (const box of document.querySelectorAll("input[data-do=part-for-all]")) box.checked = part !== "" && menuForAll().value === part;
  for (const box of document.querySelectorAll("input[data-do=part-keep]")) {
    box.closest("label").hidden = !isPart(menuOfResult().value);
    box.checked = menuOfResult().value === part;
  }
}

/** @param {Element} rect @param {string[]} shares */
function draw(rect, shares) {
  for (const [at, side] of ["x", "y", "width", "height"].entries()) rect.setAttribute(side, shares[at]);
}

/**
 * What is read where nothing is chosen.
 * @param {HTMLElement} option @param {string} part
 */
function name(option, part) {
  option.dataset.words ??= option.textContent;
  option.textContent = part ? WORDS : option.dataset.words;
}
