// The ways in which a photo comes: chosen, dropped, pasted, or taken with the phone's own camera.

import { ready } from "./chosen.js";
import { closestTo, commandOf } from "./events.js";
import { notice } from "./notices.js";
import { choicesIn } from "./part.js";
import { firstForm, take } from "./reading.js";

const MOST_NAMED = 3; // of the files that could not be taken
const NOTHING_TO_PASTE = "There is no picture to paste. Please copy one first, then press Paste again.";

/**
 * Of files that came together, one that can be sent is read; several are for the page of many photos.
 * @param {File[]} files
 */
async function takeSome(files) {
  if (document.querySelector(".batch-form")) return (await import("./batch.js")).add(files);
  const isGood = await Promise.all(files.map((file) => ready(file).then(() => true, () => false)));
  const good = files.filter((_, at) => isGood[at]);
  if (good.length > 1) return offer(good);
  await take(good[0] ?? files.at(-1));
  const bad = files.filter((_, at) => !isGood[at]);
  if (good.length && bad.length) notice(`I took ${good[0].name}. I could not take ${listed(bad)}.`);
}

/** @param {File[]} files */
function offer(files) {
  notice(`You gave me ${files.length} photos.`, [
    [`Read all ${files.length}`, () => readAll(files)],
    [`Read only ${files[0].name}`, () => take(files[0])],
  ]);
}

/** @param {File[]} files */
async function readAll(files) {
  const { carry } = await import("./batch.js");
  carry(files, choicesIn(firstForm()));
}

/** @param {File[]} files */
function listed(files) {
  if (files.length > MOST_NAMED) return `the ${files.length} other files`;
  return new Intl.ListFormat("en").format(files.map((file) => file.name));
}

function photograph() {
  const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  camera.setAttribute("capture", "environment");
  camera.onchange = () => camera.files.length && take(camera.files[0]);
  camera.click();
}

async function paste() {
  const picture = await copied().catch(/** @returns {undefined} */ () => undefined);
  if (picture) take(picture);
  else notice(NOTHING_TO_PASTE);
}

// The picture in the clipboard as a file; undefined where there is none.
async function copied() {
  for (const item of await navigator.clipboard.read()) {
    const type = item.types.find((one) => one.startsWith("image/"));
    if (type) return new File([await item.getType(type)], `pasted.${type.slice(6)}`, { type });
  }
  return undefined;
}

export function wireIntake() {
  document.addEventListener("change", (event) => {
    const file = closestTo(event, "form.upload input[type=file]")?.files[0];
    if (file) take(file);
  });
  document.addEventListener("click", (event) => {
    const what = commandOf(event);
    if (what === "photograph") photograph();
    else if (what === "paste") paste();
  });
  document.addEventListener("dragover", (event) => {
    if (event.defaultPrevented || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => given(event, event.dataTransfer));
  document.addEventListener("paste", (event) => given(event, event.clipboardData));
}

/** @param {Event} event @param {DataTransfer | null} data */
function given(event, data) {
  document.body.classList.remove("dropping");
  const files = data?.files;
  if (event.defaultPrevented || !files?.length) return;
  event.preventDefault();
  takeSome([...files]);
}
