// Settings that this browser keeps from visit to visit; where it refuses to, they hold as long as the page.

/** @type {Map<string, string>} */
const here = new Map();

/** What was set, or "". @param {string} key */
export function remembered(key) {
  try {
    return here.get(key) ?? localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
    here.delete(key);
  } catch {
    here.set(key, value);
  }
}
