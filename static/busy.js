// The panel that tells what is going on while a photo is read, with its progress and a way to end it.

const TAKEN_ALONG = ".answer :is(.number, .go, .downloads, .columns)"; // what is still of the photo before

const panel = () => document.querySelector(".busy");
const main = () => document.getElementById("main");

/**
 * Shows the panel: in the form where the photo is chosen, else at the edge of the screen.
 * @param {string} words
 */
export function busy(words) {
  const zone = document.querySelector(".upload .zone");
  (zone ?? document.body).append(panel());
  zone?.classList.add("reading");
  panel().hidden = false;
  main().setAttribute("aria-busy", "true");
  document.querySelector(".photo")?.classList.add("reading");
  for (const item of document.querySelectorAll(TAKEN_ALONG)) item.inert = true;
  progress(words);
  if (zone) panel().scrollIntoView({ block: "nearest" });
}

/**
 * Says what is done now, and how much of it, 0 to 1, where that is known.
 * @param {string} words @param {number} [share]
 */
export function progress(words, share) {
  const status = panel().querySelector("[role=status]");
  if (status.textContent !== words) status.textContent = words;
  const bar = panel().querySelector("progress");
  if (share === undefined) bar.removeAttribute("value");
  else bar.value = share;
}

export function idle() {
  const wasFocused = panel().contains(document.activeElement);
  panel().hidden = true;
  document.body.append(panel()); // the page that it stood in may go
  main().setAttribute("aria-busy", "false");
  for (const item of document.querySelectorAll(".zone.reading, .photo.reading")) item.classList.remove("reading");
  for (const item of document.querySelectorAll(TAKEN_ALONG)) item.inert = false;
  if (wasFocused) document.querySelector("form.upload [type=submit]")?.focus();
}
