// What the page says: aloud to screen readers, and in a box that everyone sees.

/** @param {string} words */
export function announce(words) {
  document.getElementById("announcer").textContent = words;
}

export function clearNotice() {
  for (const old of document.querySelectorAll("main .notice")) old.remove();
}

/**
 * Shows a sentence above the form, or above all else; `buttons` are the ways on, [words, what to do] each.
 * @param {string} words @param {WayOn[]} [buttons]
 */
export function notice(words, buttons = []) {
  clearNotice();
  const box = Object.assign(document.createElement("div"), { className: "notice", tabIndex: -1 });
  box.append(Object.assign(document.createElement("p"), { role: "alert", textContent: words }));
  if (buttons.length) box.append(waysOn(buttons));
  const zone = document.querySelector("main form:has(.zone)");
  if (zone) zone.before(box);
  else document.getElementById("main").prepend(box);
  box.scrollIntoView({ block: "nearest" });
  return box;
}

/** @param {WayOn[]} buttons */
function waysOn(buttons) {
  const row = Object.assign(document.createElement("div"), { className: "go" });
  for (const [words, act] of buttons) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
    button.onclick = () => {
      clearNotice();
      act();
    };
    row.append(button);
  }
  return row;
}
