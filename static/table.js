// The table of numbers, on the page of many photos and as the answer to a file of several pages: copied as a whole, and
// its numbers kept.

import { copy } from "./clipboard.js";
import { askBeforeLeaving, noteTaken } from "./unsaved.js";

const numbers = () => [...document.querySelectorAll(".batch-number")];

// ---- Copy all

async function copyAll(button) {
  const rows = [...document.querySelectorAll(".batch tbody tr")];
  await copy(button, rows.map(lineOf).join("\n"));
  noteTaken(numbers());
  document.getElementById("announcer").textContent = `Copied ${rows.length} ${rows.length === 1 ? "row" : "rows"}`;
}

// A row as spreadsheets take it: the file, a tab, and its number as it was corrected.
function lineOf(row) {
  const [file, page, number] = ["file", "page", "number"].map((name) => row.querySelector(`[name=${name}]`).value);
  const name = (page ? `${file}, page ${page}` : file).replace(/^(?=[=+\-@])/, "'"); // never a formula
  return [name, number].map((cell) => cell.trim().replace(/\s+/g, " ")).join("\t");
}

// ---- Putting it together

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-do=copy-all]");
  if (button) copyAll(button);
});

// What lies under the field makes it as high as its number.
document.addEventListener("input", (event) => {
  if (event.target.matches?.(".batch-number")) event.target.parentElement.dataset.number = event.target.value;
});

document.addEventListener("submit", (event) => {
  if (event.target.matches(".batch")) noteTaken(numbers());
});

askBeforeLeaving(numbers, () => "");
