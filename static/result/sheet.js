// The photo of a result on the screen: places on it, boxes drawn on it, and a pointer that moves over it.

import { onPhoto } from "./boxes.js";

const OUTLINE = 6; // pixels around a digit that is shown

export const photo = () => document.querySelector(".photo");

/**
 * Hands the photo of this answer to `act`, and once that of each answer that comes without a new page.
 * @param {(figure: HTMLElement) => void} act
 */
export function withEachPhoto(act) {
  const met = new WeakSet();
  const meet = () => {
    const figure = photo();
    if (!figure || met.has(figure)) return;
    met.add(figure);
    act(figure);
  };
  new MutationObserver(meet).observe(document.body, { childList: true });
  meet();
}

/**
 * Where on the photo a pointer is.
 * @param {{ clientX: number, clientY: number }} pointer
 */
export function placeOf({ clientX, clientY }) {
  const { left, top, width, height } = photo().querySelector(".sheet").getBoundingClientRect();
  return onPhoto([(clientX - left) / width, (clientY - top) / height]);
}

/**
 * The box of a rectangle that is drawn on the photo.
 * @param {SVGRectElement} rect @returns {Box}
 */
export function boxOf(rect) {
  const { width, height } = rect.ownerSVGElement.viewBox.baseVal;
  const [x, y, wide, high] = [rect.x, rect.y, rect.width, rect.height].map((side) => side.baseVal.value);
  return [x / width, y / height, wide / width, high / height];
}

/**
 * Puts an element over a box of the photo.
 * @param {HTMLElement} element @param {Box} box
 */
export function putOver(element, box) {
  const [left, top, width, height] = box.map((share) => `${100 * share}%`);
  Object.assign(element.style, { left, top, width, height });
}

/**
 * Scrolls the enlarged photo alone: the page would jump away from what points at the digit.
 * @param {Element} item
 */
export function reveal(item) {
  const stage = item.closest(".stage");
  const [inner, outer] = [item.getBoundingClientRect(), stage.getBoundingClientRect()];
  stage.scrollBy(
    beyond(inner.left, inner.right, outer.left, outer.right),
    beyond(inner.top, inner.bottom, outer.top, outer.bottom),
  );
}

/**
 * How far something from..to reaches out of least..most, with room for its outline.
 * @param {number} from @param {number} to @param {number} least @param {number} most
 */
function beyond(from, to, least, most) {
  if (from < least + OUTLINE) return from - least - OUTLINE;
  return Math.max(to - most + OUTLINE, 0);
}

/**
 * Calls `move` with each event of a pointer that was pressed on an element, until it is let go, or until another finger
 * joins it; `end` hears whether it was let go.
 * @param {HTMLElement} element
 * @param {PointerEvent} pressed
 * @param {(event: PointerEvent) => void} move
 * @param {(isLetGo: boolean) => void} [end]
 */
export function follow(element, pressed, move, end) {
  const over = new AbortController();
  const { signal } = over;
  /** @param {PointerEvent} event */
  const isOwn = (event) => event.pointerId === pressed.pointerId;
  /** @param {boolean} isLetGo */
  const finish = (isLetGo) => {
    over.abort();
    end?.(isLetGo);
  };
  element.addEventListener("pointermove", (event) => isOwn(event) && move(event), { signal });
  element.addEventListener("pointerup", (event) => isOwn(event) && finish(true), { signal });
  for (const kind of ["pointercancel", "pointerdown"]) {
    document.addEventListener(kind, (event) => event !== pressed && finish(false), { signal });
  }
}
