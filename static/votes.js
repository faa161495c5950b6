// Which number the frames of a camera show: each place is voted on by the last frames, weighted by confidence.

export const WINDOW = 6; // frames that vote, the last ones
export const ENOUGH = 3; // of them that must have shown the number with each of its digits sure

// A frame is its text, such as "12\n007", and the confidences, 0 to 1, of the text's digits in order.
export class Votes {
  /** @type {Vote[]} */
  #frames = [];
  #sure;

  /**
   * `sure` is the confidence from which a digit counts as sure.
   * @param {number} sure
   */
  constructor(sure) {
    this.#sure = sure;
  }

  /** @param {string} text @param {number[]} confidences */
  add(text, confidences) {
    this.#frames.push({ text, confidences });
    if (this.#frames.length > WINDOW) this.#frames.shift();
  }

  // The number that the frames show best, or "": never one that no frame has shown.
  best() {
    const shape = heaviest(this.#frames.map((frame) => [shapeOf(frame.text), 1]));
    const alike = this.#frames.filter((frame) => shapeOf(frame.text) === shape);
    if (!shape) return "";
    const winners = alike[0].confidences.map((_, place) =>
      heaviest(alike.map((frame) => [digitsOf(frame.text)[place], frame.confidences[place]])),
    );
    /** @param {Vote} frame */
    const agreeing = (frame) =>
      digitsOf(frame.text).reduce((sum, digit, place) => sum + (digit === winners[place] ? frame.confidences[place] : 0), 0);
    return heaviest(alike.map((frame) => [frame.text, agreeing(frame)]), Math.max);
  }

  // The number that is certain, or "": the last frame shows it, enough frames show it surely, and none surely another.
  certain() {
    const text = this.best();
    const sure = this.#frames.filter((frame) => frame.text && frame.confidences.every((one) => one >= this.#sure));
    const isShown = this.#frames.at(-1)?.text === text;
    return isShown && sure.length >= ENOUGH && sure.every((frame) => frame.text === text) ? text : "";
  }
}

/**
 * The same for numbers that have the same digits at the same places.
 * @param {string} text
 */
const shapeOf = (text) => text.replace(/\d/g, "0");
/** @param {string} text */
const digitsOf = (text) => text.match(/\d/g) ?? [];

/**
 * Of pairs of a value and its weight, the value whose weights together are the heaviest; of equal ones the last.
 * @template V @param {[value: V, weight: number][]} pairs @param {(sum: number, weight: number) => number} together
 */
function heaviest(pairs, together = (sum, weight) => sum + weight) {
  const weights = new Map();
  for (const [value, weight] of pairs) {
    const before = weights.get(value) ?? 0;
    weights.delete(value);
    weights.set(value, together(before, weight));
  }
  return [...weights].reduce((best, one) => (one[1] >= best[1] ? one : best), ["", 0])[0];
}
