// Ziffer's script. Every page works without it; with it, photos also come by drop, paste, camera and pen, large ones are
// reduced before they are sent, and a new choice reads the photo again without choosing the file again.

import { choose, chosenIn, ready } from "./chosen.js";
import { Refused } from "./photo.js";
import { wirePad } from "./pad.js";
import { wireResult } from "./result.js";

const MOST_NAMED = 3; // of the files that could not be taken

const pages = new Map(); // pages of this visit by their place in the history, for the way back
let place = 0;
let held = null; // the photo of this page: the one that was read, or is chosen and can be sent
let latest = null; // the photo that was chosen last, which may yet be refused
let busy = false;

const main = () => document.getElementById("main");
const uploadForm = () => document.querySelector("form.upload");

export function announce(words) {
  document.getElementById("announcer").textContent = words;
}

// ---- Getting a photo in

async function take(file, how = "try") {
  if (!file) return;
  if (busy) return notice(`I am still reading. Please ${how} it again in a moment.`);
  const form = uploadForm();
  clearNotice();
  latest = file;
  if (!form?.querySelector(".zone")) return sendPhoto(file, document.querySelector(".brand").href, new FormData());
  choose(form, file);
  form.querySelector(".primary").focus();
  try {
    await ready(file);
    if (latest === file) held = file;
  } catch (error) {
    if (latest === file) refuse(error);
  }
}

// Of files that were dropped or pasted, the first that can be sent. Told once it is there, or its answer: what stood on
// the page before would be gone with it.
async function takeFirst(files, how) {
  latest = files[0];
  const at = busy ? 0 : await firstGood(files);
  if (latest !== files[0]) return; // another one came meanwhile
  await take(files[at], how);
  if (files.length > 1 && held === files[at]) notice(taken(files, at));
}

// The place of the first file that can be sent; where none before it can, that of the last, to be taken or refused.
async function firstGood(files) {
  for (const [at, file] of files.slice(0, -1).entries()) {
    if (await ready(file).then(() => true, () => false)) return at;
  }
  return files.length - 1;
}

function taken(files, at) {
  if (!at) return `I took the first of your ${files.length} files. “Many photos” above reads them all.`;
  const more = at < files.length - 1 ? " “Many photos” above reads several at once." : "";
  return `I took ${files[at].name}. I could not take ${listed(files.slice(0, at))}.${more}`;
}

function listed(files) {
  if (files.length > MOST_NAMED) return `the ${files.length} files before it`;
  return new Intl.ListFormat("en").format(files.map((file) => file.name));
}

// The photo that was there before stays.
function refuse(error) {
  choose(uploadForm(), held);
  notice(error instanceof Refused ? error.message : "I could not open this file. Please try another one.");
}

function clearNotice() {
  document.querySelectorAll(".notice").forEach((old) => old.remove());
}

function notice(words) {
  clearNotice();
  const told = Object.assign(document.createElement("p"), { className: "notice", role: "alert", textContent: words });
  const zone = document.querySelector("form.upload:has(.zone)");
  zone ? zone.before(told) : main().prepend(told);
  told.scrollIntoView({ block: "nearest" });
}

function photograph() {
  const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  camera.setAttribute("capture", "environment");
  camera.onchange = () => take(camera.files[0]);
  camera.click();
}

// ---- Sending it and showing the answer

async function submitted(form, button) {
  const target = new URL(button?.getAttribute("formaction") ?? form.getAttribute("action"), location.href);
  const fields = new FormData(form);
  const again = "again" in form.dataset && target.pathname === new URL(form.action).pathname;
  if (form.method === "get") {
    for (const [name, value] of fields) if (value) target.searchParams.set(name, value);
    return send(target, null, button, again);
  }
  return sendPhoto(chosenIn(form), target, fields, button, again);
}

async function sendPhoto(file, target, fields, button, again) {
  busyWith(button, true);
  try {
    fields.set("photo", await ready(file));
  } catch (error) {
    busyWith(button, false);
    return refuse(error);
  }
  return send(target, fields, button, again, file);
}

async function send(target, fields, button, again, file) {
  busyWith(button, true);
  try {
    const response = await fetch(target, fields ? { method: "POST", body: fields } : {});
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!fresh.getElementById("main")) throw new Error(`status ${response.status}`);
    busyWith(button, false); // the page that asked, which the way back may show again
    const refusal = !response.ok && fresh.querySelector("#main [role=alert]");
    if (refusal && (again || !button)) return notice(refusal.textContent); // what is on the page stays usable
    show(fresh, String(target), again, response.ok, file);
  } catch {
    notice("I could not reach the server. Please check your connection and try again.");
  } finally {
    busyWith(button, false);
  }
}

function busyWith(button, now) {
  busy = now;
  main().setAttribute("aria-busy", String(now));
  document.querySelector(".photo")?.classList.toggle("reading", now);
  if (!button) return;
  if (now && !button.dataset.words) {
    button.dataset.words = button.textContent;
    button.textContent = "Reading…";
  } else if (!now && button.dataset.words) {
    button.textContent = button.dataset.words;
    delete button.dataset.words;
  }
  button.setAttribute("aria-busy", String(now));
}

function show(fresh, address, again, good, file) {
  const active = again ? controlOf(document.activeElement) : null;
  const isCorrected = main().querySelector(".edited") !== null; // the way back leads to what was typed
  leave();
  if (file) held = file;
  if ((again && !isCorrected) || !good) {
    history.replaceState({ place }, "", good ? address : location.href);
  } else {
    place += 1;
    history.pushState({ place }, "", address);
  }
  document.title = fresh.title;
  for (const item of fresh.querySelectorAll("[autofocus]")) item.removeAttribute("autofocus"); // focus is moved below
  main().replaceWith(document.adoptNode(fresh.getElementById("main")));
  enhance();
  const told = main().querySelector("[role=alert]") ?? main().querySelector("h1");
  if (active) {
    main().querySelector("details.again").open = true;
    main().querySelector(active)?.focus({ preventScroll: true });
    announce(told.ariaLabel ?? told.textContent);
  } else {
    told.tabIndex = -1;
    told.focus();
    window.scrollTo(0, 0);
  }
}

// Keeps the page for the way back, without what was said of it in passing.
function leave() {
  clearNotice();
  pages.set(place, { node: main(), title: document.title, held });
}

// How to find the same control on the next page.
function controlOf(element) {
  if (element?.id) return `#${element.id}`;
  return element?.dataset?.do ? `[data-do="${element.dataset.do}"]` : "summary";
}

function goTo(state) {
  if (!state || state.place === place) return; // a link within the page
  const page = pages.get(state.place);
  if (!page) return location.reload();
  leave();
  place = state.place;
  held = page.held;
  document.title = page.title;
  main().replaceWith(page.node);
}

// ---- Putting it together

// Shows what only the script can do, and puts the photo of the page back into a form that came fresh.
function enhance() {
  for (const item of main().querySelectorAll("[data-script]")) item.hidden = false;
  const form = uploadForm();
  if (form && held) choose(form, held);
  const again = form?.querySelector(".choose-again");
  if (again) again.hidden = Boolean(held);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form.upload")) return;
  event.preventDefault();
  if (!busy) submitted(form, event.submitter);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form.upload");
  if (!form) return;
  if (event.target.type === "file") take(event.target.files[0]);
  else if ("again" in form.dataset && (held || form.method === "get") && form.reportValidity()) form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const what = event.target.closest?.("[data-do]")?.dataset.do;
  if (what === "camera") photograph();
});

document.addEventListener("dragover", (event) => {
  if (event.defaultPrevented || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  document.body.classList.add("dropping");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dropping");
});

document.addEventListener("drop", (event) => {
  document.body.classList.remove("dropping");
  const files = event.dataTransfer.files;
  if (event.defaultPrevented || !files.length) return;
  event.preventDefault();
  takeFirst([...files], event.type);
});

document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files;
  if (!files?.length || event.defaultPrevented) return;
  event.preventDefault();
  takeFirst([...files], event.type);
});

window.addEventListener("popstate", (event) => goTo(event.state));

wirePad(take);
wireResult(announce);
history.replaceState({ place }, "");
enhance();
