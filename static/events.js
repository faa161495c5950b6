// What an event is about: buttons and fields are found from the document, since a new answer brings new ones.

/**
 * The nearest element around the target of an event that a selector matches, the target included; null where none does.
 * @template {string} S @param {Event} event @param {S} selectors
 */
export const closestTo = ({ target }, selectors) => (target instanceof Element ? target.closest(selectors) : null);

/** What the button that was pressed does, by its data-do. @param {Event} event */
export const commandOf = (event) => closestTo(event, "[data-do]")?.dataset.do;
