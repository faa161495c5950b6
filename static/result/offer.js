// A click on a number on the photo offers to read that part of it alone.

import { closestTo } from "../events.js";
import { readPart } from "./again.js";
import { boxAround } from "./frame.js";
import { photo, putOver, reveal } from "./sheet.js";

const numbers = new WeakMap(); // offers, each with the number on the photo that it is for

const offer = () => photo()?.querySelector(".offer");

export function wireOffer() {
  document.addEventListener("click", (event) => {
    const number = closestTo(event, ".photo:not(.framing) g.boxed-number");
    if (number) show(number);
    else if (closestTo(event, "[data-do=read-number]")) read();
    else hide();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

/** @param {SVGGElement} number */
function show(number) {
  const box = boxAround(number);
  numbers.set(offer(), number);
  offer().querySelector("b").textContent = number.dataset.number;
  putOver(offer(), box);
  offer().hidden = false;
  const button = offer().querySelector("button");
  Object.assign(offer().dataset, beside(box, button.offsetHeight / offer().parentElement.offsetHeight));
  reveal(button);
}

/**
 * Below the number or above it, so that its button stays on the photo; `high` is the button's share of its height.
 * @param {Box} box @param {number} high
 */
function beside([x, y, width, height], high) {
  const middle = x + width / 2;
  const over = y >= high ? "above" : "inside";
  const align = ["start", "center", "end"][Math.min(Math.floor(3 * middle), 2)];
  return { side: y + height + high <= 1 ? "below" : over, align };
}

function hide() {
  if (offer()) offer().hidden = true;
}

function read() {
  photo().querySelector("[data-do=frame]").focus({ preventScroll: true }); // which is there after it too
  hide();
  readPart(boxAround(numbers.get(offer())));
}
