// Whose turn it is: of the photos that were given, the one that was given last is read, if it can be. It knows no page.

export class Turns {
  #given = 0; // photos so far
  #taken = 0; // which of them is read, or was
  #calledOff = 0; // those up to this one are not to be read any more
  #isSending = false; // rather than still opening the photo
  /** @type {AbortController | null} */
  #run = null; // the reading under way: what ends it

  get isReading() {
    return this.#run !== null;
  }

  /** The number of a photo that was given now. */
  give() {
    this.#given += 1;
    return this.#given;
  }

  /** Whether a photo that turned out to be one is to be read: not where a later one is, or all were called off. @param {number} which */
  take(which) {
    if (which < this.#taken || which <= this.#calledOff) return false;
    this.#taken = which;
    return true;
  }

  /** A reading begins, and the one before it ends; `isSending` where its photo is known to be one. */
  begin(isSending = false) {
    this.#run?.abort();
    this.#run = new AbortController();
    this.#isSending = isSending;
    return this.#run;
  }

  /** Whether a reading is the one under way. @param {AbortController} run */
  is(run) {
    return this.#run === run;
  }

  /** Ends a reading, and tells whether it was under way. @param {AbortController} run */
  end(run) {
    run.abort();
    if (!this.is(run)) return false;
    this.#run = null;
    return true;
  }

  /** Ends the reading of a photo that is still being opened, and tells whether there was one: a file that is none does so. */
  giveUp() {
    return this.isReading && !this.#isSending && this.end(this.#run);
  }

  /** Ends the reading under way, if there is one, and tells so; what was given so far is not read any more. */
  callOff() {
    this.#calledOff = this.#given;
    return this.isReading && this.end(this.#run);
  }
}
