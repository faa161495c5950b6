// What is left to check in the table of many photos: counted, shown alone, and gone through one by one.

import { closestTo, commandOf } from "./events.js";

// Watches a table; it tells with an event "rows" that rows came or went.
/** @param {HTMLElement} table */
export function wireChecks(table) {
  const bar = table.querySelector(".batch-check");
  const left = () => [...table.querySelectorAll("tr[data-check]:not([data-checked])")];
  const only = bar.querySelector("[data-do=check-only]");

  function count() {
    const number = left().length;
    bar.hidden = !number && only.getAttribute("aria-pressed") === "false";
    bar.querySelector("b").textContent = number ? `${number} left to check` : "All checked";
    bar.querySelector("button[data-do=check-next]").disabled = !number;
  }

  // The row in which the focus is counts as checked with that.
  function next() {
    const rows = left();
    const here = rows.find((row) => row.contains(document.activeElement)) ?? table.querySelector("tr.current");
    const at = rows.indexOf(here);
    if (at >= 0) here.dataset.checked = "";
    here?.classList.remove("current");
    const row = rows[at + 1] ?? left()[0];
    count();
    if (!row) return;
    row.classList.add("current");
    row.querySelector("textarea")?.focus();
    row.scrollIntoView({ block: "center" });
  }

  table.addEventListener("rows", count);
  table.addEventListener("input", (event) => {
    const row = closestTo(event, "tr[data-check]");
    if (row) row.dataset.checked = ""; // what was corrected was checked
    count();
  });
  table.addEventListener("click", (event) => {
    const what = commandOf(event);
    if (what === "check-next") next();
    if (what !== "check-only") return;
    const isOn = table.classList.toggle("unchecked-only");
    only.setAttribute("aria-pressed", String(isOn));
    count();
  });
  count();
}
