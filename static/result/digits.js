// The switch "Digits only": whoever wants numbers without points, commas and signs says so once, and is remembered.

import { closestTo } from "../events.js";
import { remember, remembered } from "../remembered.js";

const KEY = "digits-only";

let isOn = remembered(KEY) === "on";

export const isDigitsOnly = () => isOn;

/**
 * Numbers without their marks; a space stays between them.
 * @param {string} text
 */
export function digitsOf(text) {
  return text.split(/\s+/).map((number) => number.replace(/\D/g, "")).filter(Boolean).join(" ");
}

/**
 * `show` brings a field or cell, of those that `fields` gives, to digits alone or back.
 * @param {() => HTMLTextAreaElement[]} fields @param {(field: HTMLTextAreaElement, isOn: boolean) => void} show
 */
export function wireDigitsOnly(fields, show) {
  const apply = () => {
    for (const box of document.querySelectorAll("input[data-do=digits-only]")) box.checked = isOn;
    for (const field of fields()) show(field, isOn);
  };
  document.addEventListener("change", (event) => {
    const box = closestTo(event, "input[data-do=digits-only]");
    if (!box) return;
    isOn = box.checked;
    remember(KEY, isOn ? "on" : "");
    apply();
  });
  // Another answer takes the place of this one without a new page.
  new MutationObserver(apply).observe(document.body, { childList: true });
  apply();
}
