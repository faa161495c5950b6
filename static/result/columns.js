// The numbers as a table: it and the rows above follow what is typed over either, and it is copied.

import { copy } from "../clipboard.js";

const lines = () => [...document.querySelectorAll(".columns tr")];
const rows = () => lines().filter((line) => !line.matches(".empty")); // those of the number, without a grid's empty ones
const fields = () => [...document.querySelectorAll(".number-field")];
const cellsOf = (row) => [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim());

export function wireColumns(announce) {
  document.addEventListener("toggle", (event) => event.target.matches?.(".columns[open]") && makeEditable(), true);
  document.addEventListener("input", typed);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-do=copy-table]");
    if (button) copyTable(button, announce);
  });
}

function makeEditable() {
  for (const cell of rows().flatMap((row) => [...row.cells])) {
    cell.setAttribute("contenteditable", "plaintext-only");
  }
}

// ---- The table and the rows above say the same

const known = new WeakMap(); // the cells of a row as they were read, or as they were typed into the table
let isFromTable = false;

function typed({ target }) {
  const row = target.closest?.(".columns tr");
  if (row) return toField(row, fields()[rows().indexOf(row)]);
  if (!isFromTable && target.matches?.(".number-field")) toTable(target, rows()[fields().indexOf(target)]);
}

function toField(row, field) {
  known.set(row, cellsOf(row));
  isFromTable = true;
  field.value = cellsOf(row).filter(Boolean).join(" ");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  isFromTable = false;
}

function toTable(field, row) {
  if (!row) return;
  if (!known.has(row)) known.set(row, cellsOf(row));
  const parts = parted(known.get(row), field.value);
  for (const [i, cell] of [...row.cells].entries()) cell.textContent = parts[i];
}

// A corrected row, parted as its cells were: by its own spaces where there are as many words as cells, or as numbers in
// them, else where the borders are between what was left as it was.
function parted(cells, now) {
  const words = now.trim().split(/\s+/).filter(Boolean);
  if (words.length === cells.length) return words;
  if (words.length === cells.filter(Boolean).length) return cells.map((cell) => (cell ? words.shift() : ""));
  const places = aligned([...cells.join("")], [...now]);
  let [from, end] = [0, 0];
  return cells.map((cell) => {
    const start = from;
    end += cell.length;
    from = places[end];
    return now.slice(start, from).trim();
  });
}

// Where what stood before each place of a text ends in the corrected one, by the fewest changes from one to the other.
function aligned(before, now) {
  const costs = changes(before, now);
  const places = [];
  let j = now.length;
  for (let i = before.length; i >= 0; i -= 1) {
    places[i] = j;
    while (i && j && costs[i][j] === costs[i][j - 1] + 1 && costs[i][j] !== kept(costs, before, now, i, j)) j -= 1;
    if (i && j && costs[i][j] === kept(costs, before, now, i, j)) j -= 1;
  }
  return places;
}

// The fewest changes of a digit (Levenshtein) that lead from the first i of a text to the first j of another.
function changes(before, now) {
  const costs = [now.map((_, j) => j).concat(now.length)];
  for (let i = 1; i <= before.length; i += 1) {
    costs[i] = [i];
    for (let j = 1; j <= now.length; j += 1) {
      costs[i][j] = Math.min(costs[i - 1][j] + 1, costs[i][j - 1] + 1, kept(costs, before, now, i, j));
    }
  }
  return costs;
}

// The changes where the i-th digit became the j-th, or stayed.
const kept = (costs, before, now, i, j) => costs[i - 1][j - 1] + (before[i - 1] === now[j - 1] ? 0 : 1);

// ---- Copy

async function copyTable(button, announce) {
  const table = lines().map(cellsOf);
  await copy(button, table.map((cells) => cells.join("\t")).join("\n"), asHtml(table));
  announce(`Copied a table of ${table.length} rows`);
}

// As text, so that spreadsheets that know it keep the zeros in front.
function asHtml(table) {
  const cell = (text) => `<td style='mso-number-format:"\\@"'>${text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt()};`)}</td>`;
  return `<table>${table.map((cells) => `<tr>${cells.map(cell).join("")}</tr>`).join("")}</table>`;
}
