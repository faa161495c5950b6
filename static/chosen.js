// The photo that was chosen: its preview in the form, and what is sent for it.

import { limitsOf, prepare } from "./photo.js";

const prepared = new WeakMap(); // files, each with the promise of what is sent

/** @param {File} file @returns {Promise<File>} */
export function ready(file) {
  if (!prepared.has(file)) prepared.set(file, prepare(file, limitsOf(document.body)));
  return prepared.get(file);
}

/** @param {Element} form */
const inputOf = (form) => form?.querySelector("input[type=file]");
/** @param {Element} form */
export const chosenIn = (form) => inputOf(form)?.files[0];

/**
 * Puts a photo into a form, so that the browser's own check of a required file is content, and shows it; without a
 * photo the form is as if none had been chosen.
 * @param {Element} form @param {File} [file]
 */
export function choose(form, file) {
  const input = inputOf(form);
  if (!input) return;
  const list = new DataTransfer();
  if (file) list.items.add(file);
  input.files = list.files;
  const zone = form.querySelector(".zone");
  if (zone) preview(zone, file);
}

/** @param {Element} zone @param {File} [file] */
function preview(zone, file) {
  const shown = zone.querySelector(".preview");
  zone.classList.toggle("chosen", Boolean(file));
  shown.hidden = !file;
  if (!file) return;
  const image = shown.querySelector("img");
  image.hidden = true;
  image.onload = () => {
    image.hidden = false;
    URL.revokeObjectURL(image.src);
  };
  image.src = URL.createObjectURL(file);
  shown.querySelector(".preview-name").textContent = `${file.name} (${size(file.size)})`;
}

/** @param {number} bytes */
function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
