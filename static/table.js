// The table of numbers, on the page of many photos and as the answer to a file of several pages: copied as a whole, and
// its numbers kept.

import { copy } from "./clipboard.js";
import { closestTo } from "./events.js";
import { askBeforeLeaving, noteTaken } from "./unsaved.js";

const numbers = () => [...document.querySelectorAll("textarea.batch-number")];

// ---- Copy all

/** @param {HTMLElement} button */
async function copyAll(button) {
  const rows = [...document.querySelectorAll(".batch tbody tr")];
  await copy(button, rows.map(lineOf).join("\n"));
  noteTaken(numbers());
  document.getElementById("announcer").textContent = `Copied ${rows.length} ${rows.length === 1 ? "row" : "rows"}`;
}

/**
 * A row as spreadsheets take it: the file, a tab, and its number as it was corrected.
 * @param {Element} row @param {"file" | "page" | "number"} name @returns {HTMLInputElement | HTMLTextAreaElement}
 */
const fieldOf = (row, name) => row.querySelector(`[name=${name}]`);

/** @param {Element} row */
function lineOf(row) {
  const [file, page, number] = [fieldOf(row, "file").value, fieldOf(row, "page").value, fieldOf(row, "number").value];
  const name = (page ? `${file}, page ${page}` : file).replace(/^(?=[=+\-@])/, "'"); // never a formula
  return [name, number].map((cell) => cell.trim().replace(/\s+/g, " ")).join("\t");
}

// ---- Putting it together

document.addEventListener("click", (event) => {
  const button = closestTo(event, "[data-do=copy-all]");
  if (button) copyAll(button);
});

// What lies under the field makes it as high as its number.
document.addEventListener("input", (event) => {
  const field = closestTo(event, "textarea.batch-number");
  if (field) field.parentElement.dataset.number = field.value;
});

document.addEventListener("submit", (event) => {
  if (closestTo(event, ".batch")) noteTaken(numbers());
});

askBeforeLeaving(numbers, () => "");
