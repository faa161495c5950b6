// How fast frames are sent: a token bucket, so that a number locks quickly and the site's limit is never reached.

export const SHORTEST = 250; // milliseconds from one frame to the next
export const STORE = 20; // frames that may be sent that fast
export const REFILL = 1.4; // frames a second that come to the store: with it at most 104 in a minute, of 120 allowed

export class Pace {
  #tokens = STORE;
  #before;

  constructor(now) {
    this.#before = now;
  }

  // Milliseconds to wait from the sending of a frame, which is now, to the next.
  next(now) {
    this.#tokens = Math.min(STORE, this.#tokens + ((now - this.#before) / 1000) * REFILL);
    this.#before = now;
    this.#tokens -= 1;
    return this.#tokens >= 0 ? SHORTEST : Math.max(SHORTEST, (-this.#tokens / REFILL) * 1000);
  }
}
