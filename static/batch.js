// The page of many photos: its table is made to work, and files come to it from any page.

import { BatchTable } from "./batch-table.js";
import { notice } from "./notices.js";
import { enhance } from "./reading.js";
import { NoAnswer, ask, pageOf, patience } from "./request.js";
import { turnTo } from "./visits.js";

/** @type {Map<HTMLFormElement, BatchTable>} */
const tables = new Map(); // of this visit, by the form of their page

const formHere = () => document.querySelector("form.batch-form");

/** Makes the page of many photos work; rows that are on it already have been read. */
export function wireBatch() {
  if (tables.has(formHere())) return;
  for (const before of tables.values()) before.stop();
  tables.set(formHere(), new BatchTable(formHere(), document.querySelector("[data-table]")));
}

/**
 * Adds files to the table of this page that are not in it yet, and begins to read.
 * @param {File[]} files
 */
export const add = (files) => tables.get(formHere()).add(files);

/**
 * Takes files from whatever page this is to the page of many photos, with the choices that were made.
 * @param {File[]} files @param {Iterable<[string, FormDataEntryValue]>} choices
 */
export async function carry(files, choices) {
  const address = new URL(document.querySelector("nav a[data-many]").href);
  for (const [name, value] of choices) if (typeof value === "string" && value) address.searchParams.set(name, value);
  try {
    const fresh = pageOf(await ask(address, { signal: new AbortController().signal, seconds: patience() }));
    turnTo(fresh, String(address), true);
    await enhance();
    scrollTo(0, 0);
    add(files);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    notice(error.message, [["Try again", () => carry(files, choices)]]);
  }
}
