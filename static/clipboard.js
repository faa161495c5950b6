// Text to the clipboard, also where the page is not served securely and the browser offers none.

const TOLD = 2000; // milliseconds for which a button says that it copied

// Copies a text, and says so on the button that was pressed for it.
export async function copy(button, text) {
  await toClipboard(text);
  const words = button.querySelector("span");
  button.dataset.words ??= words.textContent;
  words.textContent = "Copied";
  setTimeout(() => (words.textContent = button.dataset.words), TOLD);
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyTheOldWay(text);
  }
}

function copyTheOldWay(text) {
  const area = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
  const before = document.activeElement;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  before?.focus();
}
