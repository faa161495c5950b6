// What a selector finds, by its tag: `form.upload` is a form, `svg.marks` a drawing, and one without a tag an HTML element.

import type { ParseSelector } from "typed-query-selector/parser";

type Found<S extends string> = Element extends ParseSelector<S> ? HTMLElement : ParseSelector<S>;

declare global {
  interface ParentNode {
    querySelector<S extends string, E extends Element = Found<S>>(selectors: S): E | null;
    querySelectorAll<S extends string, E extends Element = Found<S>>(selectors: S): NodeListOf<E>;
  }

  interface Element {
    closest<S extends string, E extends Element = Found<S>>(selectors: S): E | null;
  }

  // The light of a phone's camera, which the library of types does not know.
  interface MediaTrackCapabilities {
    torch?: boolean;
  }

  interface MediaTrackConstraintSet {
    torch?: boolean;
  }
}
