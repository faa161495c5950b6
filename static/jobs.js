// The photos of the table of many: which are in it, which still wait, and in which words that is told. It knows no page.

/** @param {number} number @param {string} what */
const count = (number, what) => (number === 1 ? `1 ${what} was` : `${number} ${what}s were`);

/** @param {File | null} one @param {File} other */
const isSame = (one, other) =>
  one?.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

export class Jobs {
  /** @type {Job[]} */
  #all = [];
  #most;

  /**
   * `most` files are taken at once; `done` are the rows of files that were read before and are gone since.
   * @param {number} most @param {Iterable<HTMLTableRowElement>} done
   */
  constructor(most, done = []) {
    this.#most = most;
    for (const row of done) this.add(null, row);
  }

  get size() {
    return this.#all.length;
  }

  /** Those that are still to be read, in their order. */
  get waiting() {
    return this.#all.filter((job) => !job.isDone);
  }

  /** @param {Job} job */
  has(job) {
    return this.#all.includes(job);
  }

  /** The job that a row belongs to. @param {HTMLTableRowElement} row */
  of(row) {
    return this.#all.find(({ rows }) => rows.includes(row));
  }

  /**
   * Of files that were given, those that belong into the table now, and why the others do not, or "".
   * @param {File[]} files @returns {{ fresh: File[], refusal: string }}
   */
  sift(files) {
    const fresh = files.filter((file) => !this.#all.some((job) => isSame(job.file, file)));
    if (fresh.length > this.#most) {
      const refusal = `You chose ${fresh.length} photos, and I read up to ${this.#most} at once. Please choose fewer.`;
      return { fresh: [], refusal };
    }
    const known = files.length - fresh.length;
    return { fresh, refusal: known ? `${count(known, "photo")} already in the table.` : "" };
  }

  /** A file and its row join the table; without a file the row is done. @param {File | null} file @param {HTMLTableRowElement} row */
  add(file, row) {
    this.#all.push({ file, rows: [row], isDone: !file });
  }

  /** A row leaves the table, and its file with the last of them. @param {HTMLTableRowElement} row */
  drop(row) {
    const job = this.of(row);
    job.rows = job.rows.filter((one) => one !== row);
    if (!job.rows.length) this.#all = this.#all.filter((one) => one !== job);
  }

  /**
   * How far the reading is, in words; "" where there is nothing to say. `doubtful` and `bad` count rows.
   * @param {{ doubtful: number, bad: number, refusal: string, pausing: string, isReading: boolean }} now
   */
  progress({ doubtful, bad, refusal, pausing, isReading }) {
    const waiting = this.waiting.length;
    const remarks = [doubtful && `${doubtful} to look at`, bad && `${bad} not read`].filter(Boolean);
    const state = [`${this.size - waiting} of ${this.size} photos done`, ...remarks].join(", ");
    const held = isReading || !waiting ? pausing : "Stopped.";
    return [refusal, this.size && [state, held].filter(Boolean).join(". ")].filter(Boolean).join(" ");
  }
}
