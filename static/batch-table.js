// The table of many photos: they are sent one after another, and each row is filled as its answer arrives. More may join
// at any time, each can be read again or removed, and where the site cannot be reached the list waits.

import { wireChecks } from "./checks.js";
import { ready } from "./chosen.js";
import { closestTo } from "./events.js";
import { Jobs } from "./jobs.js";
import { clearNotice } from "./notices.js";
import { passed } from "./passed.js";
import { NoAnswer, ask, pageOf, patience } from "./request.js";

const WAIT = [429, 503]; // statuses with which the site asks to wait
const TRIES = 5; // of a photo that is told to wait
const LOST = "This photo is no longer here. Please choose it again.";

/** What is wrong with the choices, which are the same for all photos: none is read before they are changed. */
class BadChoice extends Error {}

/** The page of an answer; throws BadChoice where the choices are refused. @param {Answer} answer */
function checked(answer) {
  const page = pageOf(answer);
  const told = page.querySelector("[role=alert]");
  if (answer.status === 400 && told) throw new BadChoice(told.textContent);
  return page;
}

/** @param {HTMLTableRowElement} row @param {string} [reason] */
function describe(row, reason) {
  row.querySelector("input[name=remark]").value = reason ?? "not read";
  const told = { className: reason ? "batch-error" : "hint", textContent: reason ?? "waiting" };
  Object.assign(row.querySelector("td > p"), told);
  return row;
}

/** @param {Job} job @param {Iterable<HTMLTableRowElement>} rows */
function replace(job, rows) {
  const [first, ...others] = job.rows;
  first.replaceWith(...rows);
  for (const row of others) row.remove();
  job.rows = [...rows];
}

/** The table of a page, with the form that its photos are sent by. */
export class BatchTable {
  #form;
  #table;
  #blank; // a row that is not filled yet
  #jobs;
  #refusal = ""; // why the photos that were given last were not taken, or are not read
  #pausing = ""; // why nothing is read for a while
  /** @type {AbortController} */
  #run = null; // ends the request that is under way

  /** @param {HTMLFormElement} form @param {HTMLElement} table */
  constructor(form, table) {
    this.#form = form;
    this.#table = table;
    this.#blank = document.querySelector("template#row").content.querySelector("tr");
    this.#jobs = new Jobs(Number(form.dataset.mostPhotos), this.#body.rows);
    for (const row of this.#body.rows) {
      row.querySelector("[data-do=row-again]").hidden = true; // its file went with the page
      row.removeAttribute("aria-busy");
      if (row.querySelector("td .hint")) describe(row, LOST);
    }
    this.#wire();
  }

  get #body() {
    return this.#table.querySelector("tbody");
  }

  get #input() {
    return this.#form.querySelector("input[type=file]");
  }

  #wire() {
    const taken = () => {
      this.add([...this.#input.files]);
      this.#input.value = ""; // they are in the table now
    };
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#input.addEventListener("change", taken);
    this.#form.querySelector("[data-do=stop]").addEventListener("click", () => this.#stopOrGoOn());
    this.#table.addEventListener("click", (event) => this.#rowButton(event));
    addEventListener("beforeunload", (event) => this.#run && event.preventDefault());
    wireChecks(this.#table);
    if (this.#input.files.length) taken(); // chosen before this script had come
  }

  // ---- Files come and go

  /** @param {File[]} files */
  add(files) {
    clearNotice();
    const { fresh, refusal } = this.#jobs.sift(files);
    this.#refusal = refusal;
    for (const file of fresh) this.#jobs.add(file, this.#body.appendChild(this.#rowOf(file.name)));
    this.#table.hidden = !this.#jobs.size;
    if (this.#run || !this.#jobs.waiting.length) this.#report();
    else this.#readAll();
  }

  /** @param {Event} event */
  #rowButton(event) {
    const pressed = closestTo(event, "[data-do=row-again], [data-do=row-remove]");
    if (!pressed) return;
    const row = pressed.closest("tr");
    this.#refusal = "";
    if (pressed.dataset.do === "row-remove") this.#remove(row);
    else this.#readAgain(this.#jobs.of(row));
  }

  /** @param {Job} job */
  #readAgain(job) {
    replace(job, [this.#rowOf(job.file.name)]);
    job.isDone = false;
    if (!this.#run) this.#readAll();
  }

  /** @param {HTMLTableRowElement} row */
  #remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    const job = this.#jobs.of(row);
    this.#jobs.drop(row);
    row.remove();
    if (job.isUnderWay && !job.rows.length) this.#run?.abort("removed");
    this.#table.hidden = !this.#jobs.size;
    (next?.querySelector("[data-do=row-remove]") ?? this.#input).focus();
    this.#report();
  }

  // ---- Reading

  stop() {
    this.#run?.abort();
  }

  #stopOrGoOn() {
    if (this.#run) return this.stop();
    this.#refusal = "";
    return this.#readAll();
  }

  async #readAll() {
    this.#running(true);
    while (this.#jobs.waiting.length) {
      const [job] = this.#jobs.waiting;
      this.#run = new AbortController();
      this.#report();
      try {
        await this.#readOne(job);
      } catch (error) {
        if (this.#jobs.has(job) && this.#hold(job, error)) break;
      }
    }
    this.#run = null;
    this.#running(false);
    this.#report();
  }

  /**
   * Whether nothing more is to be read for now, and why.
   * @param {Job} job @param {unknown} error
   */
  #hold(job, error) {
    job.rows[0].removeAttribute("aria-busy");
    const isTold = error instanceof BadChoice || error instanceof NoAnswer;
    if (isTold) this.#refusal = error.message;
    else if (!this.#run.signal.aborted) throw error;
    if (error instanceof BadChoice) this.#form.querySelector("details").open = true;
    return true;
  }

  /** @param {Job} job */
  async #readOne(job) {
    job.isUnderWay = true;
    job.rows[0].setAttribute("aria-busy", "true");
    try {
      replace(job, await this.#rowsFor(job.file));
      job.isDone = true;
    } finally {
      job.isUnderWay = false;
    }
  }

  /**
   * The rows of a file: one a page, or one with the reason why it could not be read.
   * @param {File} file
   */
  async #rowsFor(file) {
    let sent;
    try {
      sent = await ready(file);
    } catch (error) {
      return [this.#rowOf(file.name, /** @type {Error} */ (error).message)];
    }
    const fields = new FormData(this.#form);
    fields.set("photo", sent, file.name);
    const page = await this.#answerTo(fields);
    const rows = page.querySelectorAll(".batch tbody tr");
    if (rows.length) return rows;
    return [this.#rowOf(file.name, page.querySelector("[role=alert]")?.textContent ?? "I could not read this photo.")];
  }

  /** @param {FormData} body */
  async #answerTo(body) {
    for (let left = TRIES; ; left -= 1) {
      const answer = await ask(this.#form.action, { body, signal: this.#run.signal, seconds: patience() });
      if (!WAIT.includes(answer.status) || left === 1) return checked(answer);
      await this.#pause(answer.wait || Number(this.#form.dataset.retry));
    }
  }

  /** @param {number} seconds */
  async #pause(seconds) {
    const time = seconds === 1 ? "1 second" : `${seconds} seconds`;
    const { signal } = this.#run;
    this.#pausing = `So many photos came at once that the site asks to wait ${time}. Then I go on.`;
    this.#report();
    await passed(seconds * 1000, signal);
    this.#pausing = "";
    this.#report();
    signal.throwIfAborted();
  }

  // ---- Showing it

  /**
   * A row of a file that has no answer yet, or never gets one.
   * @param {string} name @param {string} [reason]
   */
  #rowOf(name, reason) {
    const row = /** @type {HTMLTableRowElement} */ (document.importNode(this.#blank, true));
    row.querySelector("th").textContent = name;
    row.querySelector("input[name=file]").value = name;
    for (const one of row.querySelectorAll(".row-buttons button")) one.setAttribute("aria-label", `${one.title}: ${name}`);
    return describe(row, reason);
  }

  /** @param {boolean} now */
  #running(now) {
    const stop = this.#form.querySelector("[data-do=stop]");
    const isFocused = document.activeElement === stop;
    stop.hidden = !now && !this.#jobs.waiting.length;
    if (isFocused && stop.hidden) this.#input.focus(); // or the focus would be lost
    const goOn = this.#refusal ? "Try again" : "Go on";
    stop.textContent = now ? "Stop" : goOn;
    for (const one of this.#table.querySelectorAll(".go button")) one.disabled = now; // the table is not whole yet
  }

  #report() {
    const progress = this.#form.querySelector(".batch-progress");
    const done = this.#jobs.size - this.#jobs.waiting.length;
    Object.assign(progress.querySelector("progress"), { max: Math.max(this.#jobs.size, 1), value: done });
    const words = this.#jobs.progress({
      doubtful: this.#body.querySelectorAll("tr[data-check]").length,
      bad: this.#body.querySelectorAll(".batch-error").length,
      refusal: this.#refusal,
      pausing: this.#pausing,
      isReading: this.#run !== null,
    });
    progress.hidden = !words;
    progress.querySelector("[role=status]").textContent = words;
    this.#table.dispatchEvent(new Event("rows"));
  }
}
