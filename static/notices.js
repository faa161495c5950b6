// What the page says: aloud to screen readers, and in a box that everyone sees.

export function announce(words) {
  document.getElementById("announcer").textContent = words;
}

export function clearNotice() {
  for (const old of document.querySelectorAll("main .notice")) old.remove();
}

// Shows a sentence above the form, or above all else; `buttons` are the ways on, [words, what to do] each.
export function notice(words, buttons = []) {
  clearNotice();
  const box = Object.assign(document.createElement("div"), { className: "notice", tabIndex: -1 });
  box.append(Object.assign(document.createElement("p"), { role: "alert", textContent: words }));
  if (buttons.length) box.append(waysOn(buttons));
  const zone = document.querySelector("main form:has(.zone)");
  zone ? zone.before(box) : document.getElementById("main").prepend(box);
  box.scrollIntoView({ block: "nearest" });
  return box;
}

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
