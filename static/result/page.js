// The page of a result: what its parts do, each in a module of its own.

import { closestTo } from "../events.js";
import { wireAgain } from "./again.js";
import { wireColumns } from "./columns.js";
import { wireFrame } from "./frame.js";
import { wireNumber } from "./number.js";
import { wireOffer } from "./offer.js";
import { mark, point, wirePointing } from "./pointing.js";
import { wireShare } from "./share.js";
import { photo } from "./sheet.js";
import { wireZoom } from "./zoom.js";

/** @param {Announce} announce */
export function wireResult(announce) {
  document.addEventListener("click", (event) => closestTo(event, "[data-do=boxes]") && toggleBoxes());
  wireZoom();
  wirePointing(announce);
  wireFrame(announce);
  wireOffer();
  wireAgain();
  wireNumber(announce, point);
  wireColumns(announce);
  wireShare();
}

// Without its boxes the photo still shows the digit that is pointed at elsewhere.
function toggleBoxes() {
  const hidden = photo().classList.toggle("unboxed");
  photo().querySelector("[data-do=boxes]").setAttribute("aria-pressed", String(hidden));
  mark("");
}
