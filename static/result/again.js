// The photo read again: turned, or a part of it.

import { commandOf } from "../events.js";
import { upright } from "./boxes.js";
import { photo } from "./sheet.js";

export function wireAgain() {
  document.addEventListener("click", (event) => {
    const what = commandOf(event);
    if (what === "turn") turnOn();
    else if (what === "whole") choose("region", "");
  });
}

/**
 * Reads a box of the photo alone.
 * @param {Box} box
 */
export function readPart(box) {
  const shares = upright(box, Number(photo().dataset.turned));
  choose("region", shares.map((share) => share.toFixed(4)).join(","));
}

// A turn that is asked for while the one before is still being read goes on from there.
function turnOn() {
  const { turned, asked } = photo().dataset;
  const isReading = photo().classList.contains("reading");
  photo().dataset.asked = String((Number(isReading && asked ? asked : turned) + 90) % 360);
  choose("turn", photo().dataset.asked);
}

/** @param {string} name @param {string} value */
function choose(name, value) {
  const menu = document.querySelector(`form[data-again] select[name=${name}]`);
  const isKnown = [...menu.options].some((option) => option.value === value);
  if (!isKnown) menu.add(new Option("the frame on the photo", value));
  menu.value = value;
  menu.form.requestSubmit();
}
