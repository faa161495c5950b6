// Ziffer's script. Every page works without it; with it a photo is read as soon as it is given, also by drop, paste,
// camera and pen, large ones are reduced before they are sent, and a new choice reads the photo again.

import { chosenIn } from "./chosen.js";
import { closestTo, commandOf } from "./events.js";
import { wireIntake } from "./intake.js";
import { clearNotice } from "./notices.js";
import { wirePart } from "./part.js";
import { cancel, enhance, submitted, take } from "./reading.js";
import { photoHeld, wireVisits } from "./visits.js";

/** @type {ReturnType<typeof setTimeout>} */
let due; // Enter is a change first

document.addEventListener("submit", (event) => {
  const form = closestTo(event, "form.upload");
  if (!form) return;
  event.preventDefault();
  clearTimeout(due);
  submitted(form, event.submitter);
});

document.addEventListener("change", (event) => {
  const form = closestTo(event, "form.upload");
  if (!form || closestTo(event, "[type=file]") || !("again" in form.dataset)) return;
  if ((photoHeld() || form.method === "get") && form.reportValidity()) due = setTimeout(() => form.requestSubmit());
});

document.addEventListener("click", (event) => {
  const what = commandOf(event);
  if (what === "cancel") cancel();
  else if (what === "live") import("./camera.js").then((camera) => camera.openCamera(take));
  else if (what === "pad") import("./pad.js").then((pad) => pad.openPad(take));
});

wireIntake();
wirePart();
wireVisits(() => {
  cancel();
  clearNotice();
}, enhance);

const early = chosenIn(document.querySelector("form.upload:has(.zone)")); // before this script had come
if (early && !photoHeld()) take(early);
