// What the tab's own storage keeps of the pages of this visit: it outlasts a reload, and ends with the tab.

const PREFIX = "ziffer ";
const MOST_OF_PHOTO = 3e6; // bytes: as text it takes a third more, and browsers give a site about five million letters

const numbers = new WeakMap(); // photos that are kept, each with its number

// A new number, greater than all before it in this tab.
export function nextNumber() {
  const next = Number(read("next") ?? 0) + 1;
  write("next", String(next));
  return next;
}

/**
 * Keeps what is JSON of a place in the history.
 * @param {number} place @param {KeptPage | null} page
 */
export function keep(place, page) {
  makeRoomFor(`page ${place}`, JSON.stringify(page));
}

/** @param {number} place @returns {KeptPage | null} */
export function kept(place) {
  return JSON.parse(read(`page ${place}`));
}

/**
 * Keeps a photo as it was sent, and gives the number under which it is found again; null where it is too large.
 * @param {File} file @param {Blob} asSent
 */
export function keepPhoto(file, asSent) {
  if (!file || asSent.size > MOST_OF_PHOTO) return null;
  if (!numbers.has(file)) {
    numbers.set(file, nextNumber());
    const reader = new FileReader();
    reader.onload = () => makeRoomFor(`photo ${numbers.get(file)}`, JSON.stringify({ name: file.name, url: reader.result }));
    reader.readAsDataURL(asSent);
  }
  return numbers.get(file);
}

/** @param {File} file */
export const numberOf = (file) => numbers.get(file) ?? null;

/** @param {number} number */
export function keptPhoto(number) {
  const found = JSON.parse(read(`photo ${number}`));
  if (!found) return null;
  const [head, data] = found.url.split(",");
  const file = new File([bytesOf(atob(data))], found.name, { type: head.slice(5, head.indexOf(";")) });
  numbers.set(file, number);
  return file;
}

/**
 * A loop: `Uint8Array.from` takes ten times as long, which a phone notices after a reload.
 * @param {string} letters
 */
function bytesOf(letters) {
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

/**
 * Where there is no room left, what is oldest goes first.
 * @param {string} name @param {string} text
 */
function makeRoomFor(name, text) {
  while (!write(name, text)) {
    const oldest = oldestBut(name);
    if (!oldest) return;
    sessionStorage.removeItem(oldest);
  }
}

/** @param {string} name */
function oldestBut(name) {
  try {
    /** @param {string} key */
    const age = (key) => Number(key.split(" ").at(-1));
    const keys = Object.keys(sessionStorage).filter((key) => /^ziffer (?:page|photo) \d+$/.test(key) && key !== PREFIX + name);
    return keys.sort((one, other) => age(one) - age(other))[0];
  } catch {
    return undefined; // a browser that was told to keep nothing
  }
}

/** @param {string} name */
function read(name) {
  try {
    return sessionStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string} text */
function write(name, text) {
  try {
    sessionStorage.setItem(PREFIX + name, text);
    return true;
  } catch {
    return false;
  }
}
