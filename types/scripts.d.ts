// Types that several scripts share; they are for the checker alone and never served.

/** A place on the photo: across and down, in shares of its sides, 0 to 1. */
type Place = [x: number, y: number];

/** A box on the photo, in the same shares. */
type Box = [x: number, y: number, width: number, height: number];

/** A text field of the page. */
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Says a sentence to screen readers. */
type Announce = (words: string) => void;

/** Reads a photo that was given, with choices beside those of the form. */
type Take = (file: File, choices?: Record<string, string>) => void;

/** A button of a notice: its words, and what it does. */
type WayOn = [words: string, act: () => void];

/** What the site answered: `wait` is in seconds, 0 where it asks for no wait. */
interface Answer {
  status: number;
  text: string;
  wait: number;
}

/** A file in the table of many photos, with its rows: one a page. */
interface Job {
  file: File | null;
  rows: HTMLTableRowElement[];
  isDone: boolean;
  isUnderWay?: boolean;
}

/** A digit that a frame of the camera showed; its box is in pixels of the frame. */
interface SeenDigit {
  confidence: number;
  box: Record<string, number>;
}

/** The reading of a frame of the camera, or the seconds to wait where there is none. */
type Seen = { wait: number; text?: undefined; rows?: undefined } | { wait?: undefined; text: string; rows: { digits: SeenDigit[] }[] };

/** A frame of the camera that votes: its text, and the confidence of each of the text's digits. */
interface Vote {
  text: string;
  confidences: number[];
}

/** A page of this visit as the tab keeps it. */
interface KeptPage {
  html: string;
  title: string;
  values: string[];
  open: boolean[];
  scroll: number;
  photo: number | null;
}

/** What the server says of files, on the body of the page; sizes are in bytes, `shrink` is in pixels. */
interface FileLimits {
  mostBytes: number;
  shrink: number;
  headBytes: number;
  picture: RegExp;
  paged: RegExp;
  tooLarge: string;
  notAPicture: string;
}
