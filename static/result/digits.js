// The switch "Digits only": whoever wants numbers without points, commas and signs says so once, and is remembered.

import { remember, remembered } from "../remembered.js";

const KEY = "digits-only";

let isOn = remembered(KEY) === "on";

export const isDigitsOnly = () => isOn;

// Numbers without their marks; a space stays between them.
export function digitsOf(text) {
  return text.split(/\s+/).map((number) => number.replace(/\D/g, "")).filter(Boolean).join(" ");
}

// `show` brings a field or cell, of those that `fields` gives, to digits alone or back.
export function wireDigitsOnly(fields, show) {
  const apply = () => {
    for (const box of document.querySelectorAll("[data-do=digits-only]")) box.checked = isOn;
    for (const field of fields()) show(field, isOn);
  };
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-do=digits-only]")) return;
    isOn = event.target.checked;
    remember(KEY, isOn ? "on" : "");
    apply();
  });
  // Another answer takes the place of this one without a new page.
  new MutationObserver(apply).observe(document.body, { childList: true });
  apply();
}
