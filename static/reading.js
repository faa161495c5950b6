// Reads a photo: sends it, shows how far that is, and then its answer. One photo is read at a time, the one given last.

import { busy, idle, progress } from "./busy.js";
import { choose, chosenIn, ready } from "./chosen.js";
import { keepPhoto } from "./kept.js";
import { announce, clearNotice, notice } from "./notices.js";
import { choicesIn } from "./part.js";
import { Refused } from "./photo.js";
import { NoAnswer, ask, pageOf, patience } from "./request.js";
import { Turns } from "./turns.js";
import { hold, photoHeld, turnTo } from "./visits.js";

const RESULT = "#result"; // so that a link to the first page leaves the result in the history
const OPENING = "Opening the photo…";
const SENDING = "Sending the photo…";
const READING = "Reading…";
const FROM_CAMERA = "camera.jpg"; // as PHOTO in camera.js
const TRY_LATER = [408, 429, 500, 503]; // statuses after which the same photo may well be read

const turns = new Turns();

const main = () => document.getElementById("main");
const uploadForm = () => document.querySelector("form.upload");
export const firstForm = () => document.querySelector("form.upload:has(.zone)");

/**
 * Reads a photo that was given, with some choices beside those of the form; one that is still being read makes way for
 * it, but not for a file that is none.
 * @param {File} file @param {Record<string, string>} [choices]
 */
export async function take(file, choices = {}) {
  const which = turns.give();
  clearNotice();
  if (!turns.isReading) begin(OPENING);
  try {
    await ready(file);
  } catch (error) {
    if (turns.giveUp()) idle();
    refuse(error);
    return;
  }
  if (!turns.take(which)) return;
  const form = firstForm();
  if (form) {
    hold(file);
    choose(form, file);
  }
  const fields = choicesIn(form);
  for (const [name, value] of Object.entries(choices)) fields.set(name, value);
  await send(form ? form.action : document.querySelector("a.brand").href, fields, file);
}

/**
 * Reads again what a form holds.
 * @param {HTMLFormElement} form @param {HTMLElement} button
 */
export function submitted(form, button) {
  const target = new URL(button?.getAttribute("formaction") ?? form.getAttribute("action"), location.href);
  const again = "again" in form.dataset && target.pathname === new URL(form.action).pathname;
  const fields = "again" in form.dataset ? new FormData(form) : choicesIn(form);
  clearNotice();
  if (form.method !== "get") return send(target, fields, chosenIn(form), again);
  for (const [name, value] of fields) if (typeof value === "string" && value) target.searchParams.set(name, value);
  return send(target, null, null, again);
}

export function cancel() {
  if (turns.callOff()) idle();
}

/**
 * The photo that was there before stays.
 * @param {unknown} error
 */
function refuse(error) {
  const form = uploadForm();
  if (form && !turns.isReading) choose(form, photoHeld());
  notice(error instanceof Refused ? error.message : "I could not open this file. Please try another one.");
}

/** @param {string} words @param {boolean} [isSending] */
function begin(words, isSending) {
  const mine = turns.begin(isSending);
  busy(words);
  wireResult(); // on its way while the photo is
  return mine;
}

/** @param {string | URL} target @param {FormData | null} fields @param {File | null} file @param {boolean} [again] */
async function send(target, fields, file, again = false) {
  const mine = begin(file ? OPENING : READING, true);
  try {
    if (file) {
      fields.set("photo", await ready(file));
      keepPhoto(file, await ready(file));
    }
    if (mine.signal.aborted) return;
    progress(READING);
    const answer = await ask(target, { body: fields, signal: mine.signal, sent, seconds: patience() });
    const fresh = pageOf(answer);
    await Promise.allSettled([wireResult()]);
    if (!turns.end(mine)) return;
    idle();
    const refusal = answer.status >= 400 && fresh.querySelector("#main [role=alert]");
    if (refusal) failed(refusal.textContent, TRY_LATER.includes(answer.status) && (() => send(target, fields, file, again)));
    else show(fresh, target, again, file);
  } catch (error) {
    if (!turns.end(mine)) return; // it made way for another, or was called off
    idle();
    if (error instanceof NoAnswer) failed(error.message, () => send(target, fields, file, again));
    else refuse(error);
  }
}

/** @param {number} share */
const sent = (share) => (share < 1 ? progress(SENDING, share) : progress(READING));

/**
 * What is on the page stays usable.
 * @param {string} words @param {WayOn[1] | false} [retry]
 */
function failed(words, retry) {
  notice(words, retry ? [["Try again", retry]] : []).focus({ preventScroll: true });
}

/** @param {Document} fresh @param {string | URL} target @param {boolean} again @param {File | null} file */
function show(fresh, target, again, file) {
  const active = again ? controlOf(document.activeElement) : null;
  const isCorrected = main().querySelector(".edited") !== null; // the way back leads to what was typed
  const address = file ? new URL(RESULT, target) : target;
  clearNotice();
  for (const item of fresh.querySelectorAll("[autofocus]")) item.removeAttribute("autofocus"); // focus is moved below
  turnTo(fresh, String(address), !again || isCorrected);
  if (file) hold(file);
  enhance();
  const told = main().querySelector("h1");
  if (active) {
    main().querySelector("details.again").open = true;
    main().querySelector(active)?.focus({ preventScroll: true });
    (main().querySelector(".number") ?? told).scrollIntoView({ block: "nearest" });
    announce(told.ariaLabel ?? told.textContent);
  } else {
    told.tabIndex = -1;
    told.focus();
    window.scrollTo(0, 0);
  }
}

/**
 * How to find the same control on the next page.
 * @param {Element | null} element
 */
function controlOf(element) {
  if (element?.id) return `#${element.id}`;
  const command = element?.getAttribute("data-do");
  return command ? `[data-do="${command}"]` : "summary";
}

/** Shows what only the script can do, and puts the photo of the page back into a form that came fresh. */
export async function enhance() {
  for (const item of main().querySelectorAll("[data-script]")) item.hidden = false;
  for (const item of main().querySelectorAll(".result [data-do=live]")) item.hidden = photoHeld()?.name !== FROM_CAMERA;
  const form = uploadForm();
  if (form && photoHeld()) choose(form, photoHeld());
  const again = form?.querySelector(".choose-again");
  if (again) again.hidden = Boolean(photoHeld());
  if (main().querySelector(".batch-form")) (await import("./batch.js")).wireBatch();
  for (const item of main().querySelectorAll(".ways [data-do=live]")) item.hidden = !(await hasCamera());
  if (main().querySelector(".result")) await wireResult();
}

/** Whether there is a camera to look through; on a phone there is one, also where the page may not ask. */
async function hasCamera() {
  if (matchMedia("(pointer: coarse)").matches) return true;
  const devices = await navigator.mediaDevices?.enumerateDevices();
  return devices?.some(({ kind }) => kind === "videoinput");
}

/** @type {{ wired?: Promise<unknown> }} */
const result = {}; // its script with its styles, once they are asked for

function wireResult() {
  result.wired ??= Promise.all([import("./result/page.js"), styles()]).then(([page]) => page.wireResult(announce));
  return result.wired;
}

// The styles of the result page, which are there already where it came as a page of its own.
function styles() {
  if (document.querySelector("link[href$='/result/style.css']")) return null;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet" });
  link.href = String(new URL("./result/style.css", import.meta.url));
  document.head.append(link);
  return new Promise((done) => {
    for (const kind of ["load", "error"]) link.addEventListener(kind, done);
  });
}
