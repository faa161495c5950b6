// The number in its fields: a digit is pointed at and typed over; what is copied and saved is what stands there.

import { copy } from "../clipboard.js";
import { closestTo } from "../events.js";
import { digitsOf, isDigitsOnly, wireDigitsOnly } from "./digits.js";
import { askBeforeLeaving, isNew, noteTaken } from "../unsaved.js";

const TAKES = "[data-do=copy], [data-do=copy-table], [data-save]"; // what is pressed to take the number along

/** @param {string} figure */
const plain = (figure) => Object.assign(document.createElement("span"), { textContent: figure });
export const numbers = () => [...document.querySelectorAll("textarea.number-field")];
export const asCorrected = () => numbers().map((field) => field.value).join("\n");
/** @param {HTMLTextAreaElement} field */
const isEdited = (field) => field.value !== field.defaultValue;
/** @param {HTMLTextAreaElement} field */
const marksUnder = (field) => field.closest(".number-row").querySelector(".number-marks");

/**
 * `mark` shows a digit in all its places.
 * @param {Announce} announce @param {(digit: string) => void} mark
 */
export function wireNumber(announce, mark) {
  document.addEventListener("beforeinput", (event) => {
    const isLine = ["insertLineBreak", "insertParagraph"].includes(event.inputType);
    // A row is one line, however it wraps, and so is a cell of the table.
    if (isLine && closestTo(event, ".number-field, .columns td")) event.preventDefault();
  });
  for (const kind of ["keyup", "pointermove", "input", "mousedown", "click"]) {
    document.addEventListener(kind, (event) => {
      const field = closestTo(event, "textarea.number-field");
      if (field) inField(field, event, mark);
    });
  }
  document.addEventListener("click", (event) => {
    const button = closestTo(event, "[data-do=copy]");
    if (button) copy(button, asCorrected()).then(() => announce(`Copied ${asCorrected()}`));
  });
  document.addEventListener("click", (event) => {
    const button = closestTo(event, "[data-do=copy-one], [data-do=copy-row]");
    if (button?.dataset.do === "copy-one") copyOne(button, announce);
    else if (button) copyRow(button, announce);
  });
  wireDigitsOnly(numbers, asAsked);
  // The menu may save the link too.
  for (const kind of ["click", "contextmenu"]) document.addEventListener(kind, carryCorrections);
  document.addEventListener("click", (event) => closestTo(event, TAKES) && noteTaken(numbers()));
  askBeforeLeaving(numbers, (field) => field.defaultValue);
}

/** @param {HTMLElement} button @param {Announce} announce */
async function copyOne(button, announce) {
  const number = button.dataset.number ?? button.textContent.trim();
  button.dataset.number = number; // for a moment the button says something else
  await copy(button, number);
  announce(`Copied ${number}`);
}

/** @param {HTMLElement} button @param {Announce} announce */
async function copyRow(button, announce) {
  const field = button.closest(".number-row").querySelector("textarea.number-field");
  await copy(button, field.value);
  noteTaken([field]);
  announce(`Copied ${field.value}`);
}

// ---- Digits only: the same numbers without their marks

/** @type {WeakMap<HTMLTextAreaElement, { value: string, read: string }>} */
const written = new WeakMap(); // fields that show digits alone, each with what stood there before

/**
 * Shows the digits of a field alone, or all of it again; what was typed since stays.
 * @param {HTMLTextAreaElement} field @param {boolean} digitsOnly
 */
function asAsked(field, digitsOnly) {
  field.inputMode = digitsOnly ? "numeric" : "text"; // no keypad of figures has all the marks
  if (digitsOnly === written.has(field)) return;
  const wasNew = isNew(field, field.defaultValue);
  const before = written.get(field) ?? { value: field.value, read: field.defaultValue };
  if (digitsOnly) written.set(field, before);
  else written.delete(field);
  const isUntouched = field.value === digitsOf(before.value);
  const back = isUntouched ? before.value : field.value;
  const value = digitsOnly ? digitsOf(before.value) : back;
  field.defaultValue = digitsOnly ? digitsOf(before.read) : before.read;
  field.value = value;
  if (wasNew) delete field.dataset.taken;
  else noteTaken([field]);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// ---- A digit of it

/** @param {HTMLTextAreaElement} field @param {Event} event @param {(digit: string) => void} mark */
function inField(field, event, mark) {
  if (event.type === "input") follow(unbroken(field));
  if (event instanceof KeyboardEvent && event.key === "Tab") field.select(); // as a field of one line does by itself
  if (event instanceof MouseEvent && event.type === "mousedown") return unpick(field, event);
  if (event instanceof MouseEvent && event.type === "click") pick(field, event);
  if (isEdited(field)) return;
  const caret = Math.max(Math.min(field.selectionStart, field.value.length - 1), 0);
  const place = event instanceof MouseEvent && event.type === "pointermove" ? digitAt(field, event) : caret;
  const digit = marksUnder(field).children[place]?.getAttribute("data-digit");
  if (digit) mark(digit);
}

/**
 * What was pasted may have had several lines.
 * @param {HTMLTextAreaElement} field
 */
function unbroken(field) {
  if (!/[\r\n]/.test(field.value)) return field;
  const caret = field.value.slice(0, field.selectionStart).replace(/[\r\n]/g, "").length;
  field.value = field.value.replace(/[\r\n]/g, "");
  field.setSelectionRange(caret, caret);
  return field;
}

/** @type {WeakMap<Element, Element[]>} */
const asRead = new WeakMap(); // the marks of what was read, while others stand in their stead

/**
 * Under what was typed stands the same, unmarked: so its digits have places too.
 * @param {HTMLTextAreaElement} field
 */
function follow(field) {
  const marks = marksUnder(field);
  if (!asRead.has(marks)) asRead.set(marks, [...marks.children]);
  const shown = asRead.get(marks).filter((one) => !isDigitsOnly() || !one.matches(".sign"));
  field.closest(".number-row").classList.toggle("edited", isEdited(field));
  marks.replaceChildren(...(isEdited(field) ? field.value.split("").map(plain) : shown));
  offerEach();
}

// Each number of the fields can be copied by itself.
function offerEach() {
  const list = document.querySelector(".each");
  if (!list) return;
  const [first] = list.children;
  const found = asCorrected().split(/\s+/).filter(Boolean);
  list.hidden = !found.length;
  if (found.length) list.replaceChildren(...found.map((number) => offer(/** @type {Element} */ (first.cloneNode(true)), number)));
}

/** @param {Element} item @param {string} number */
function offer(item, number) {
  const button = item.querySelector("button");
  button.querySelector("span").textContent = number;
  for (const name of Object.keys(button.dataset)) if (name !== "do") delete button.dataset[name];
  return item;
}

/**
 * A plain click takes the digit, so that typing replaces it; what was dragged over or clicked twice stays selected.
 * @param {HTMLTextAreaElement} field @param {MouseEvent} event
 */
function pick(field, event) {
  if (event.detail > 1 || event.shiftKey || field.selectionStart !== field.selectionEnd) return;
  const place = digitAt(field, event);
  if (place >= 0) field.setSelectionRange(place, place + 1);
}

/**
 * A press on what is selected would drag it about, and a double click would do nothing.
 * @param {HTMLTextAreaElement} field @param {MouseEvent} event
 */
function unpick(field, event) {
  const { selectionStart: start, selectionEnd: end } = field;
  if (event.button === 0 && !event.shiftKey && end - start === 1) field.setSelectionRange(start, start);
}

/**
 * The place of the digit under the pointer, or -1 beside them; above the first line and below the last, these count.
 * @param {HTMLTextAreaElement} field @param {MouseEvent} pointer
 */
function digitAt(field, { clientX, clientY }) {
  const boxes = [...marksUnder(field).children].map((digit) => digit.getBoundingClientRect());
  const y = Math.min(Math.max(clientY, boxes[0]?.top), boxes.at(-1)?.bottom - 1);
  return boxes.findIndex((box) => clientX >= box.left && clientX < box.right && y >= box.top && y < box.bottom);
}

// ---- Save: what was typed over goes along, beside what was read

/** @type {Record<string, [type: string, correct: (read: string) => string]>} */
const KINDS = { csv: ["text/csv;charset=utf-8", correctedCsv], json: ["application/json", correctedJson] };

/** @param {Event} event */
function carryCorrections(event) {
  const link = closestTo(event, "a[data-save]");
  if (!link) return;
  link.dataset.read ??= link.href;
  if (link.dataset.save === "xlsx") return correctedXlsx(event);
  const [type, correct] = KINDS[link.dataset.save];
  link.href = numbers().some(isEdited) ? `data:${type},${encodeURIComponent(correct(textOf(link.dataset.read)))}` : link.dataset.read;
}

/**
 * A workbook is made by the server, of what stands in the fields.
 * @param {Event} event
 */
function correctedXlsx(event) {
  if (event.type !== "click" || !numbers().some(isEdited)) return;
  event.preventDefault();
  document.querySelector("form#xlsx").requestSubmit();
}

/**
 * The text behind a data: address, with the mark of UTF-8 where it has one.
 * @param {string} address
 */
function textOf(address) {
  const bytes = Uint8Array.from(atob(address.split(",")[1]), (char) => char.charCodeAt(0));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/**
 * Each line begins with which row it is of, and its last three of twelve columns are the correction, empty as yet, the
 * row's numbers and its digits; ="007" keeps its zeros in a spreadsheet.
 * @param {string} part
 */
const lineWith = (part) => new RegExp(`^((\\d+)${part}\\d+${part}(?:"[^"]*"|[^${part}]*)${part}(?:[^${part}]*${part}){6}).*$`, "gm");

/** @param {string} read */
function correctedCsv(read) {
  const { part } = /^\ufeff?row(?<part>.)/.exec(read).groups; // a comma, or a semicolon where that is the decimal mark
  const cells = numbers().map((field) => isEdited(field) && [field.value, field.value, digitsOf(field.value)].map(asText));
  return read.replace(lineWith(part), (line, before, row) => (cells[row - 1] ? before + cells[row - 1].join(part) : line));
}

/** @param {string} text */
const quoted = (text) => text.replaceAll('"', '""');
/** @param {string} number */
const asText = (number) => `"${quoted(`="${quoted(number)}"`)}"`;

/** @param {string} read */
function correctedJson(read) {
  const { file, page, text, ...rest } = JSON.parse(read);
  return JSON.stringify({ file, page, text, corrected: asCorrected(), ...rest }, null, 2);
}
