// Text to the clipboard, also where the page is not served securely and the browser offers none.

export async function toClipboard(text) {
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
