// Text to the clipboard, also where the page is not served securely and the browser offers none.

const TOLD = 2000; // milliseconds for which a button says that it copied

// Copies a text, for those who can take it as HTML too, and says so on the button that was pressed for it.
/** @param {HTMLElement} button @param {string} text @param {string} [html] */
export async function copy(button, text, html = "") {
  await toClipboard(text, html);
  const words = button.querySelector("span");
  button.dataset.words ??= words.textContent;
  tell(button, words, "Copied", true);
  setTimeout(() => tell(button, words, button.dataset.words, false), TOLD);
}

/** @param {HTMLElement} button @param {HTMLElement} words @param {string} text @param {boolean} isTold */
function tell(button, words, text, isTold) {
  words.textContent = text;
  button.classList.toggle("told", isTold);
}

/** @param {string} text @param {string} html */
async function toClipboard(text, html) {
  if (html) return copyTheOldWay(text, html); // the new way holds the HTML's styles to the page's own rules
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyTheOldWay(text);
  }
}

/** @param {string} text @param {string} [html] */
function copyTheOldWay(text, html = "") {
  const area = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
  const before = document.activeElement;
  document.body.append(area);
  area.select();
  if (html) area.addEventListener("copy", (event) => setBoth(event, text, html));
  document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
}

/** @param {ClipboardEvent} event @param {string} text @param {string} html */
function setBoth(event, text, html) {
  event.preventDefault();
  event.clipboardData.setData("text/plain", text);
  event.clipboardData.setData("text/html", html);
}
