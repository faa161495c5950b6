// Boxes on a photo: [x, y, width, height] in shares of its sides, 0 to 1, and places on it: [x, y].

export const LEAST = 0.02; // side of a box that is resized

/** @param {number} value @param {number} least @param {number} most */
const clamped = (value, least, most) => Math.min(Math.max(value, least), most);

/** @param {Place} place @returns {Place} */
export const onPhoto = ([x, y]) => [clamped(x, 0, 1), clamped(y, 0, 1)];

/** @param {Place} one @param {Place} other @returns {Box} */
export function between([x, y], [otherX, otherY]) {
  return [Math.min(x, otherX), Math.min(y, otherY), Math.abs(x - otherX), Math.abs(y - otherY)];
}

/**
 * The smallest box around several.
 * @param {Box[]} boxes
 */
export function around(boxes) {
  const [least, most] = [Math.min, Math.max];
  return between(
    [least(...boxes.map(([x]) => x)), least(...boxes.map(([, y]) => y))],
    [most(...boxes.map(([x, , width]) => x + width)), most(...boxes.map(([, y, , height]) => y + height))],
  );
}

/**
 * A box with a margin around it, as far as the photo has room.
 * @param {Box} box @param {number} across @param {number} down
 */
export function grown([x, y, width, height], across, down) {
  return between(onPhoto([x - across, y - down]), onPhoto([x + width + across, y + height + down]));
}

/**
 * A box moved as far as the photo allows.
 * @param {Box} box @param {number} across @param {number} down @returns {Box}
 */
export function shifted([x, y, width, height], across, down) {
  return [clamped(x + across, 0, 1 - width), clamped(y + down, 0, 1 - height), width, height];
}

/**
 * A box of which some edges are moved: those that are named of n, e, s and w.
 * @param {Box} box @param {string} edges @param {number} across @param {number} down
 */
export function resized([x, y, width, height], edges, across, down) {
  const [left, right] = pulled(x, x + width, edges.includes("w") && across, edges.includes("e") && across);
  const [top, bottom] = pulled(y, y + height, edges.includes("n") && down, edges.includes("s") && down);
  return between([left, top], [right, bottom]);
}

/** @param {number} from @param {number} to @param {number | false} first @param {number | false} last */
function pulled(from, to, first, last) {
  if (first) return [clamped(from + first, 0, Math.max(to - LEAST, 0)), to];
  if (last) return [from, clamped(to + last, Math.min(from + LEAST, 1), 1)];
  return [from, to];
}

/**
 * A box on the photo as it is shown, turned clockwise by degrees, on the photo as it came.
 * @param {Box} box @param {number} degrees @returns {Box}
 */
export function upright([x, y, width, height], degrees) {
  if (degrees === 90) return [y, 1 - x - width, height, width];
  if (degrees === 180) return [1 - x - width, 1 - y - height, width, height];
  if (degrees === 270) return [1 - y - height, x, height, width];
  return [x, y, width, height];
}
