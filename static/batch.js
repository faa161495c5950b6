// Many photos: sent one after another, each row of the table filled as its answer arrives. More may join at any time,
// each can be read again or removed, and where the site cannot be reached the list waits.

import { ready } from "./chosen.js";
import { wireChecks } from "./checks.js";
import { closestTo } from "./events.js";
import { clearNotice, notice } from "./notices.js";
import { passed } from "./passed.js";
import { enhance } from "./reading.js";
import { NoAnswer, ask, pageOf } from "./request.js";
import { turnTo } from "./visits.js";

const WAIT = [429, 503]; // statuses with which the site asks to wait
const TRIES = 5; // of a photo that is told to wait
const LOST = "This photo is no longer here. Please choose it again.";

const wired = new WeakSet(); // forms that work already

/** @type {HTMLFormElement} */
let form; // of the page, with its table
/** @type {HTMLElement} */
let table;
/** @type {Job[]} */
let jobs = []; // the files in the table
let refusal = ""; // why the photos that were given last were not taken, or are not read
let pausing = ""; // why nothing is read for a while
/** @type {AbortController} */
let run = null; // ends the request that is under way

// What is wrong with the choices, which are the same for all photos: none is read before they are changed.
class BadChoice extends Error {}

// ---- Files come and go

// Makes the page of many photos work; rows that are on it already have been read.
export function wireBatch() {
  run?.abort();
  form = document.querySelector("form.batch-form");
  table = document.querySelector("[data-table]");
  [refusal, pausing, run] = ["", "", null];
  jobs = [...table.querySelector("tbody").rows].map((row) => jobOf(null, row));
  for (const { rows: [row] } of jobs) {
    row.querySelector("[data-do=row-again]").hidden = true; // its file went with the page
    row.removeAttribute("aria-busy");
    if (row.querySelector("td .hint")) describe(row, LOST);
  }
  if (wired.has(form)) return;
  wired.add(form);
  form.addEventListener("submit", (event) => event.preventDefault());
  const input = form.querySelector("input[type=file]");
  const taken = () => {
    add([...input.files]);
    input.value = ""; // they are in the table now
  };
  input.addEventListener("change", taken);
  form.querySelector("[data-do=stop]").addEventListener("click", stopOrGoOn);
  table.addEventListener("click", rowButton);
  wireChecks(table);
  if (input.files.length) taken(); // chosen before this script had come
}

/**
 * Takes files from whatever page this is to the page of many photos, with the choices that were made.
 * @param {File[]} files @param {Iterable<[string, FormDataEntryValue]>} choices
 */
export async function carry(files, choices) {
  const address = new URL(document.querySelector("nav a[data-many]").href);
  for (const [name, value] of choices) if (typeof value === "string" && value) address.searchParams.set(name, value);
  try {
    const fresh = pageOf(await ask(address, { signal: new AbortController().signal, seconds: Number(document.body.dataset.patience) }));
    turnTo(fresh, String(address), true);
    await enhance();
    scrollTo(0, 0);
    add(files);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    notice(error.message, [["Try again", () => carry(files, choices)]]);
  }
}

/**
 * Adds files that are not in the table yet, and begins to read.
 * @param {File[]} files
 */
export function add(files) {
  clearNotice();
  const fresh = files.filter((file) => !jobs.some((job) => isSame(job.file, file)));
  const most = Number(form.dataset.mostPhotos);
  refusal = "";
  if (fresh.length > most) refusal = `You chose ${fresh.length} photos, and I read up to ${most} at once. Please choose fewer.`;
  else append(fresh);
  if (fresh.length < files.length) refusal ||= `${count(files.length - fresh.length, "photo")} already in the table.`;
  if (run || !waiting().length) report();
  else readAll();
}

/** @param {File | null} file @param {HTMLTableRowElement} row @returns {Job} */
const jobOf = (file, row) => ({ file, rows: [row], isDone: !file });

/** @param {File | null} one @param {File} other */
const isSame = (one, other) =>
  one?.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
/** @param {number} number @param {string} what */
const count = (number, what) => (number === 1 ? `1 ${what} was` : `${number} ${what}s were`);
const waiting = () => jobs.filter((job) => !job.isDone);

/** @param {File[]} files */
function append(files) {
  for (const file of files) {
    const row = table.querySelector("tbody").appendChild(rowOf(file.name));
    jobs.push(jobOf(file, row));
  }
  table.hidden = !jobs.length;
}

/** @param {Event} event */
function rowButton(event) {
  const pressed = closestTo(event, "[data-do=row-again], [data-do=row-remove]");
  if (!pressed) return;
  const row = pressed.closest("tr");
  const job = jobs.find(({ rows }) => rows.includes(row));
  refusal = "";
  if (pressed.dataset.do === "row-remove") return remove(job, row);
  replace(job, [rowOf(job.file.name)]);
  job.isDone = false;
  if (!run) readAll();
}

/** @param {Job} job @param {HTMLTableRowElement} row */
function remove(job, row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  job.rows = job.rows.filter((one) => one !== row);
  row.remove();
  if (!job.rows.length) jobs = jobs.filter((one) => one !== job);
  if (!job.rows.length && job.isUnderWay) run?.abort("removed");
  table.hidden = !jobs.length;
  (next?.querySelector("[data-do=row-remove]") ?? form.querySelector("input[type=file]")).focus();
  report();
}

/** @param {Job} job @param {Iterable<HTMLTableRowElement>} rows */
function replace(job, rows) {
  const [first, ...others] = job.rows;
  first.replaceWith(...rows);
  for (const row of others) row.remove();
  job.rows = [...rows];
}

// ---- Reading

function stopOrGoOn() {
  if (run) return run.abort();
  refusal = "";
  readAll();
}

async function readAll() {
  running(true);
  while (waiting().length) {
    const [job] = waiting();
    run = new AbortController();
    report();
    try {
      await readOne(job);
    } catch (error) {
      if (jobs.includes(job) && hold(job, error)) break;
    }
  }
  run = null;
  running(false);
  report();
}

/**
 * Whether nothing more is to be read for now, and why.
 * @param {Job} job @param {unknown} error
 */
function hold(job, error) {
  job.rows[0].removeAttribute("aria-busy");
  if (error instanceof BadChoice) {
    refusal = error.message;
    form.querySelector("details").open = true;
  } else if (error instanceof NoAnswer) {
    refusal = error.message;
  } else if (!run.signal.aborted) {
    throw error;
  }
  return true;
}

/** @param {Job} job */
async function readOne(job) {
  job.isUnderWay = true;
  job.rows[0].setAttribute("aria-busy", "true");
  try {
    replace(job, await rowsFor(job.file));
    job.isDone = true;
  } finally {
    job.isUnderWay = false;
  }
}

/**
 * The rows of a file: one a page, or one with the reason why it could not be read.
 * @param {File} file
 */
async function rowsFor(file) {
  let sent;
  try {
    sent = await ready(file);
  } catch (error) {
    return [rowOf(file.name, /** @type {Error} */ (error).message)];
  }
  const fields = new FormData(form);
  fields.set("photo", sent, file.name);
  const page = await answerTo(fields);
  const rows = page.querySelectorAll(".batch tbody tr");
  if (rows.length) return rows;
  return [rowOf(file.name, page.querySelector("[role=alert]")?.textContent ?? "I could not read this photo.")];
}

/** @param {FormData} fields */
async function answerTo(fields) {
  for (let left = TRIES; ; left -= 1) {
    const answer = await ask(form.action, { body: fields, signal: run.signal, seconds: Number(document.body.dataset.patience) });
    if (!WAIT.includes(answer.status) || left === 1) return checked(answer);
    await pause(answer.wait || Number(form.dataset.retry));
  }
}

/** @param {Answer} answer */
function checked(answer) {
  const page = pageOf(answer);
  const told = page.querySelector("[role=alert]");
  if (answer.status === 400 && told) throw new BadChoice(told.textContent);
  return page;
}

/** @param {number} seconds */
async function pause(seconds) {
  const time = seconds === 1 ? "1 second" : `${seconds} seconds`;
  pausing = `So many photos came at once that the site asks to wait ${time}. Then I go on.`;
  report();
  try {
    const { signal } = run;
    await passed(seconds * 1000, signal);
    signal.throwIfAborted();
  } finally {
    pausing = "";
    report();
  }
}

// ---- Showing it

/**
 * A row of a file that has no answer yet, or never gets one.
 * @param {string} name @param {string} [reason]
 */
function rowOf(name, reason) {
  const row = /** @type {HTMLTableRowElement} */ (document.querySelector("template#row").content.querySelector("tr").cloneNode(true));
  row.querySelector("th").textContent = name;
  row.querySelector("input[name=file]").value = name;
  for (const one of row.querySelectorAll(".row-buttons button")) one.setAttribute("aria-label", `${one.title}: ${name}`);
  return describe(row, reason);
}

/** @param {HTMLTableRowElement} row @param {string} [reason] */
function describe(row, reason) {
  row.querySelector("input[name=remark]").value = reason ?? "not read";
  const told = { className: reason ? "batch-error" : "hint", textContent: reason ?? "waiting" };
  Object.assign(row.querySelector("td > p"), told);
  return row;
}

/** @param {boolean} now */
function running(now) {
  const stop = form.querySelector("[data-do=stop]");
  const isFocused = document.activeElement === stop;
  stop.hidden = !now && !waiting().length;
  if (isFocused && stop.hidden) form.querySelector("input[type=file]").focus(); // or the focus would be lost
  const goOn = refusal ? "Try again" : "Go on";
  stop.textContent = now ? "Stop" : goOn;
  for (const one of table.querySelectorAll(".go button")) one.disabled = now; // the table is not whole yet
}

function report() {
  const progress = form.querySelector(".batch-progress");
  const done = jobs.length - waiting().length;
  const bad = table.querySelector("tbody").querySelectorAll(".batch-error").length;
  const doubtful = table.querySelector("tbody").querySelectorAll("tr[data-check]").length;
  const remarks = [doubtful && `${doubtful} to look at`, bad && `${bad} not read`].filter(Boolean);
  Object.assign(progress.querySelector("progress"), { max: Math.max(jobs.length, 1), value: done });
  const state = [`${done} of ${jobs.length} photos done`, ...remarks].join(", ");
  const held = run || !waiting().length ? pausing : "Stopped.";
  const words = [refusal, jobs.length && [state, held].filter(Boolean).join(". ")].filter(Boolean).join(" ");
  progress.hidden = !words;
  progress.querySelector("[role=status]").textContent = words;
  table.dispatchEvent(new Event("rows"));
}

addEventListener("beforeunload", (event) => {
  if (run) event.preventDefault();
});
