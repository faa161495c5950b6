// Numbers that were not taken along yet are not lost unasked.

// Notes that what stands in these fields was copied or saved.
/** @param {HTMLTextAreaElement[]} fields */
export function noteTaken(fields) {
  for (const field of fields) field.dataset.taken = field.value;
}

/**
 * Whether a field holds neither what was last taken along nor, before that, what costs nothing.
 * @param {HTMLTextAreaElement} field @param {string} costsNothing
 */
export const isNew = (field, costsNothing) => field.value !== (field.dataset.taken ?? costsNothing);

/**
 * Asks before the page is left while a field holds neither what was last taken along nor, before that, what costs nothing.
 * @param {() => HTMLTextAreaElement[]} fields @param {(field: HTMLTextAreaElement) => string} costsNothing
 */
export function askBeforeLeaving(fields, costsNothing) {
  addEventListener("beforeunload", (event) => {
    if (fields().some((field) => isNew(field, costsNothing(field)))) event.preventDefault();
  });
}
