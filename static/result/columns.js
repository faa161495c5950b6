// The numbers as a table: it and the rows above follow what is typed over either, and it is copied.

import { copy } from "../clipboard.js";
import { closestTo } from "../events.js";
import { parted } from "./parting.js";

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
