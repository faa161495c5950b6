// Hands a result to the device's share sheet: the numbers as text, and the photo with its boxes.

import { closestTo } from "../events.js";
import { notice } from "../notices.js";
import { noteTaken } from "../unsaved.js";
import { asCorrected, numbers } from "./number.js";
import { withEachPhoto } from "./sheet.js";

export function wireShare() {
  if (!navigator.share) return;
  withEachPhoto(() => {
    for (const button of document.querySelectorAll("[data-do=share]")) button.hidden = false;
  });
  document.addEventListener("click", (event) => closestTo(event, "[data-do=share]") && share());
}

async function share() {
  const text = asCorrected();
  try {
    const files = [await boxedPhoto()];
    await navigator.share(navigator.canShare?.({ text, files }) ? { text, files } : { text });
    noteTaken(numbers());
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") return; // it was closed again
    notice("I could not share this. You can copy the number, and save the boxed photo below it.");
  }
}

async function boxedPhoto() {
  const { href, download } = document.querySelector(".downloads a[download$='-boxed.jpg']");
  // The page's own policy forbids to fetch an address that holds the picture itself.
  const inside = href.startsWith("data:") && Uint8Array.from(atob(href.split(",")[1]), (sign) => sign.charCodeAt(0));
  return new File([inside || (await (await fetch(href)).blob())], download, { type: "image/jpeg" });
}
