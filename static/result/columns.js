// The numbers as a table: it and the rows above follow what is typed over either, and it is copied.

import { copy } from "../clipboard.js";
import { closestTo } from "../events.js";

const lines = () => [...document.querySelectorAll(".columns tr")];
const rows = () => lines().filter((line) => !line.matches(".empty")); // those of the number, without a grid's empty ones
const fields = () => [...document.querySelectorAll("textarea.number-field")];
/** @param {HTMLTableRowElement} row */
const cellsOf = (row) => [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim());

/** @param {Announce} announce */
export function wireColumns(announce) {
  document.addEventListener("toggle", (event) => closestTo(event, ".columns[open]") && makeEditable(), true);
  document.addEventListener("input", typed);
  document.addEventListener("click", (event) => {
    const button = closestTo(event, "[data-do=copy-table]");
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

/** @param {Event} event */
function typed(event) {
  const row = /** @type {HTMLTableRowElement | null} */ (closestTo(event, ".columns tr"));
  if (row) return toField(row, fields()[rows().indexOf(row)]);
  const field = closestTo(event, "textarea.number-field");
  if (field && !isFromTable) toTable(field, rows()[fields().indexOf(field)]);
}

/** @param {HTMLTableRowElement} row @param {HTMLTextAreaElement} field */
function toField(row, field) {
  known.set(row, cellsOf(row));
  isFromTable = true;
  field.value = cellsOf(row).filter(Boolean).join(" ");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  isFromTable = false;
}

/** @param {HTMLTextAreaElement} field @param {HTMLTableRowElement} row */
function toTable(field, row) {
  if (!row) return;
  if (!known.has(row)) known.set(row, cellsOf(row));
  const parts = parted(known.get(row), field.value);
  for (const [i, cell] of [...row.cells].entries()) cell.textContent = parts[i];
}

/**
 * A corrected row, parted as its cells were: by its own spaces where there are as many words as cells, or as numbers in
 * them, else where the borders are between what was left as it was.
 * @param {string[]} cells @param {string} now
 */
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

/**
 * Where what stood before each place of a text ends in the corrected one, by the fewest changes from one to the other.
 * @param {string[]} before @param {string[]} now
 */
function aligned(before, now) {
  const costs = changes(before, now);
  const places = [];
  let j = now.length;
  for (let i = before.length; i > 0; i -= 1) {
    places[i] = j;
    while (j && costs[i][j] === costs[i][j - 1] + 1 && costs[i][j] !== kept(costs, before, now, i, j)) j -= 1;
    if (j && costs[i][j] === kept(costs, before, now, i, j)) j -= 1;
  }
  places[0] = j;
  return places;
}

/**
 * The fewest changes of a digit (Levenshtein) that lead from the first i of a text to the first j of another.
 * @param {string[]} before @param {string[]} now
 */
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

/**
 * The changes where the i-th digit became the j-th, or stayed.
 * @param {number[][]} costs @param {string[]} before @param {string[]} now @param {number} i @param {number} j
 */
const kept = (costs, before, now, i, j) => costs[i - 1][j - 1] + (before[i - 1] === now[j - 1] ? 0 : 1);

// ---- Copy

/** @param {HTMLElement} button @param {Announce} announce */
async function copyTable(button, announce) {
  const table = lines().map(cellsOf);
  await copy(button, table.map((cells) => cells.join("\t")).join("\n"), asHtml(table));
  announce(`Copied a table of ${table.length} rows`);
}

/**
 * As text, so that spreadsheets that know it keep the zeros in front.
 * @param {string[][]} table
 */
function asHtml(table) {
  /** @param {string} text */
  const cell = (text) => `<td style='mso-number-format:"\\@"'>${text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</td>`;
  return `<table>${table.map((cells) => `<tr>${cells.map(cell).join("")}</tr>`).join("")}</table>`;
}
