// Many photos: sent one after another, each row of the table filled as its answer arrives; can be stopped and taken up,
// and more photos may join at any time.

import { limitsOf, prepare } from "./photo.js";

const TRIES = 5; // of a photo that is told to wait

const form = document.querySelector(".batch-form");
const input = form.querySelector("input[type=file]");
const stop = form.querySelector("[data-do=stop]");
const start = form.querySelector("[type=submit]");
const progress = document.querySelector(".batch-progress");
const table = document.querySelector("[data-table]");
const body = table.querySelector("tbody");
const limits = limitsOf(form);

const waiting = []; // what is not read yet: {file, row}
let whole = 0; // photos that are read or wait
let refusal = ""; // why the photos that were given last were not taken, or are not read
let pausing = ""; // why nothing is read for a while
let abort = null; // ends the request that is under way; null where none is

// What is wrong with the choices, which are the same for all photos: none is read before they are changed.
class BadChoice extends Error {}

// ---- Reading

// Adds photos to the table, and tells whether it did.
function take(files) {
  const most = Number(form.dataset.mostPhotos);
  const many = files.length > most;
  refusal = many ? `You chose ${files.length} photos, and I read up to ${most} at once. Please choose fewer.` : "";
  if (!many) append(files);
  if (many || abort) report();
  else readAll();
  return !many;
}

function append(files) {
  for (const file of files) waiting.push({ file, row: body.appendChild(rowOf(file.name)) });
  whole += files.length;
  table.hidden = false;
}

async function readAll() {
  abort = new AbortController();
  refusal = "";
  running(true);
  try {
    while (waiting.length) {
      report();
      const { file, row } = waiting[0];
      row.setAttribute("aria-busy", "true");
      row.replaceWith(...(await rowsOf(file)));
      waiting.shift();
    }
  } catch (error) {
    if (error instanceof BadChoice) askToChange(error.message);
    else if (error.name !== "AbortError") throw error;
    waiting[0].row.removeAttribute("aria-busy");
  } finally {
    abort = null;
    running(false);
    report();
  }
}

function askToChange(words) {
  refusal = words;
  form.querySelector("details").open = true;
}

// The rows of a file: one a page, or one with the reason why it could not be read.
async function rowsOf(file) {
  try {
    const fields = new FormData(form);
    fields.set("photo", await prepare(file, limits), file.name);
    const page = await answerTo(fields);
    const rows = page.querySelectorAll(".batch tbody tr");
    if (rows.length) return rows;
    return [rowOf(file.name, page.querySelector("[role=alert]")?.textContent ?? "I could not read this photo.")];
  } catch (error) {
    if (error.name === "AbortError" || error instanceof BadChoice) throw error;
    const reason = error instanceof TypeError ? "I could not reach the server. Please try again." : error.message;
    return [rowOf(file.name, reason)];
  }
}

async function answerTo(fields) {
  for (let left = TRIES; ; left -= 1) {
    const response = await fetch(form.action, { method: "POST", body: fields, signal: abort.signal });
    if (![429, 503].includes(response.status) || left === 1) return pageOf(response);
    await pause(Number(response.headers.get("Retry-After")) || Number(form.dataset.retry));
  }
}

async function pageOf(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const told = page.querySelector("[role=alert]");
  if (response.status === 400 && told) throw new BadChoice(told.textContent);
  return page;
}

async function pause(seconds) {
  const time = seconds === 1 ? "1 second" : `${seconds} seconds`;
  pausing = `So many photos came at once that the site asks to wait ${time}. Then I go on.`;
  report();
  try {
    await passed(seconds, abort.signal);
  } finally {
    pausing = "";
    report();
  }
}

function passed(seconds, signal) {
  return new Promise((done, fail) => {
    const timer = setTimeout(done, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      fail(signal.reason);
    });
  });
}

// ---- Showing it

// A row of a file that has no answer yet, or never gets one.
function rowOf(name, reason) {
  const row = document.getElementById("row").content.querySelector("tr").cloneNode(true);
  row.querySelector("th").textContent = name;
  row.querySelector("[name=file]").value = name;
  row.querySelector("[name=remark]").value = reason ?? "not read";
  Object.assign(row.querySelector("p"), { className: reason ? "batch-error" : "hint", textContent: reason ?? "waiting" });
  return row;
}

function running(now) {
  const focused = document.activeElement === stop;
  stop.hidden = !now && !waiting.length;
  if (focused && stop.hidden) start.focus(); // or the focus would fall back to the page's beginning
  stop.textContent = now ? "Stop" : "Go on";
  for (const button of table.querySelectorAll(".go button")) button.disabled = now; // the table is not whole yet
}

function report() {
  const done = whole - waiting.length;
  const bad = body.querySelectorAll(".batch-error").length;
  const doubtful = body.querySelectorAll(".certainty-unsure, .certainty-probably").length;
  const remarks = [doubtful && `${doubtful} to look at`, bad && `${bad} not read`].filter(Boolean);
  progress.hidden = false;
  progress.querySelector("progress").max = whole;
  progress.querySelector("progress").value = done;
  const state = [`${done} of ${whole} photos done`, ...remarks].join(", ");
  const held = abort || !waiting.length ? pausing : "Stopped.";
  tell([refusal, whole && [state, held].filter(Boolean).join(". ")].filter(Boolean).join(" "));
}

function tell(words) {
  progress.hidden = false;
  progress.querySelector("[role=status]").textContent = words;
}

// ---- Putting it together

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (take(input.files)) input.value = ""; // they are in the table now: pressed again, the button would add them twice
});
stop.addEventListener("click", () => (abort ? abort.abort() : readAll()));
document.addEventListener("dragover", (event) => {
  if (event.dataTransfer.types.includes("Files")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  take(event.dataTransfer.files);
});
addEventListener("beforeunload", (event) => {
  if (abort) event.preventDefault();
});
for (const item of document.querySelectorAll("[data-script]")) item.hidden = false;
