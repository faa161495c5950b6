// The table of numbers, on the page of many photos and as the answer to a file of several pages: corrections are kept.

const numbers = () => [...document.querySelectorAll(".batch-number")];

// Corrected since it was read, or since the table was last taken along.
const isUnsaved = (field) => field.value !== (field.dataset.saved ?? field.defaultValue);

function noteSaved() {
  for (const field of numbers()) field.dataset.saved = field.value;
}

document.addEventListener("submit", (event) => {
  if (event.target.matches(".batch")) noteSaved();
});

addEventListener("beforeunload", (event) => {
  if (numbers().some(isUnsaved)) event.preventDefault();
});
