// The rules for the scripts: all of ESLint's, but for those below.

import js from "@eslint/js";
import globals from "globals";

const STYLE = "our style, which reads well without it";

/** Rules that are off, each with its reason. */
const OFF = {
  "capitalized-comments": STYLE,
  "consistent-return": "tsc's noImplicitReturns checks the same, and knows which calls give nothing back",
  "func-style": STYLE,
  "id-length": "x and y are the names of coordinates",
  "init-declarations": "a variable may get its value in a branch or in a handler",
  "no-await-in-loop": "photos, frames and tries follow one another on purpose",
  "no-inline-comments": STYLE,
  "no-magic-numbers": "limits have names; halves, ends of arrays and statuses of HTTP need none",
  "no-ternary": STYLE,
  "no-undefined": "nothing can overwrite it in a module",
  "one-var": STYLE,
  "require-atomic-updates": "it takes a field that is set after an await for a race, where nothing else sets it",
  "require-unicode-regexp": "the patterns match bytes and ASCII",
  "sort-imports": STYLE,
  "sort-keys": "keys stand in the order in which they are read",
};

const LIMITS = {
  "max-classes-per-file": ["error", 2], // an error stands beside what throws it
  "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }], // types are comments
  curly: ["error", "multi-line"],
  "max-params": ["error", 6],
  "max-statements": ["error", 20],
  "no-use-before-define": ["error", { functions: false, variables: false }], // what is called may stand below its caller
};

export default [
  { ignores: [".venv", ".cache", "templates"] }, // the templates hold an example, with gaps to be filled in
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.all,
  { rules: { ...Object.fromEntries(Object.keys(OFF).map((rule) => [rule, "off"])), ...LIMITS } },
  { files: ["static/**/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["tests/scripts/*.mjs"], languageOptions: { globals: globals.node } },
];
