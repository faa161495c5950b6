// Waiting that can be ended.

/**
 * Resolves when so many milliseconds have passed, or at once when the signal ends them.
 * @param {number} time @param {AbortSignal} signal @returns {Promise<void>}
 */
export function passed(time, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, time);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    });
  });
}
