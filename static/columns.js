// The numbers as a table: it follows what is typed over them, and is copied as spreadsheets take it.

import { copy } from "./clipboard.js";

const rows = () => [...document.querySelectorAll(".columns tr")];

export function wireColumns(announce) {
  document.addEventListener("input", (event) => event.target.matches?.(".number-field") && follow(event.target));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-do=copy-table]");
    if (button) copyTable(button, announce);
  });
}

function follow(field) {
  const row = rows()[[...document.querySelectorAll(".number-field")].indexOf(field)];
  if (!row) return;
  for (const cell of row.cells) cell.dataset.read ??= cell.textContent;
  const parts = parted([...row.cells].map((cell) => cell.dataset.read), field.value);
  for (const [i, cell] of [...row.cells].entries()) cell.textContent = parts[i];
}

// A corrected row, parted as its cells were: what was typed is in the cell of what stood there.
function parted(cells, now) {
  const before = cells.join("");
  const start = common([...before], [...now]);
  const end = common([...before.slice(start)].reverse(), [...now.slice(start)].reverse());
  const moved = (place) =>
    place >= before.length - end ? place + now.length - before.length : Math.min(place, now.length - end);
  let [from, place] = [0, 0];
  return cells.map((cell, i) => {
    place += cell.length;
    const part = now.slice(from, i === cells.length - 1 ? now.length : moved(place));
    from += part.length;
    return part.trim();
  });
}

// How many characters two lists begin with in common.
function common(one, other) {
  const place = one.findIndex((character, i) => character !== other[i]);
  return place < 0 ? one.length : place;
}

async function copyTable(button, announce) {
  const lines = rows().map((row) => [...row.cells].map((cell) => cell.textContent).join("\t"));
  await copy(button, lines.join("\n"));
  announce(`Copied a table of ${lines.length} rows`);
}
