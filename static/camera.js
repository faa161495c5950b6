// The live camera: a number that is held in the frame is read until it is certain; the frame that showed it is then read
// as any photo is.

import { closestTo } from "./events.js";
import { passed } from "./passed.js";
import { asJpeg } from "./photo.js";
import { Votes } from "./votes.js";

export const PHOTO = "camera.jpg"; // the name of a photo that was taken here
const QUALITY = 0.85; // of its JPEG, 0 to 1
const BUZZ = 60; // milliseconds of vibration when a number is certain
const FLASH = 450; // milliseconds for which the frame then flashes
const AWAY = 2; // seconds until a site that could not be reached is asked again

const NO_CAMERA = "I found no camera on this device. Please choose a photo instead.";
const NOT_ALLOWED = "The camera is not allowed here. Please allow it beside the page's address, or choose a photo instead.";
const IN_USE = "The camera does not start; perhaps another program uses it. Please close that, or choose a photo instead.";
const NOT_SECURE = "The camera works only over https. Please open the page so, or choose a photo instead.";
const LOOKING = "I am looking. Hold still and close enough.";
const BUSY = "Many photos are being read. I go on in a moment.";
const UNREACHABLE = "I cannot reach the site. I keep trying.";

const dialog = () => document.querySelector("dialog.live");
/** @template {string} S @param {S} selectors */
const part = (selectors) => dialog().querySelector(selectors);
/** @param {string} name */
const control = (name) => part(`[data-live=${name}]`);

/** @type {MediaStream} */
let stream = null;
/** @type {AbortController} */
let looking = null; // ends the looking that is under way
/** @type {string} */
let lens = null; // the device that was asked for, else the one at the back

/**
 * Opens the camera; `take` gets the photo, with the fields that it was read with.
 * @param {Take} take
 */
export async function openCamera(take) {
  if (!dialog().dataset.wired) wire(take);
  dialog().showModal();
  await start(take);
}

/** @param {Take} take */
function wire(take) {
  const live = dialog();
  live.dataset.wired = "";
  live.addEventListener("close", stop);
  live.addEventListener("click", (event) => {
    const what = closestTo(event, "[data-live]")?.dataset.live;
    if (what === "close") live.close();
    else if (what === "torch") toggleTorch();
    else if (what === "lens") changeLens(take);
    else if (what === "choose") chooseInstead();
  });
  document.addEventListener("visibilitychange", () => {
    if (!live.isConnected || !live.open) return;
    if (document.hidden) stop();
    else start(take);
  });
}

/** @param {Take} take */
async function start(take) {
  stop();
  say("");
  const mine = new AbortController();
  looking = mine;
  control("choose").hidden = true;
  try {
    const opened = await open();
    if (mine.signal.aborted) return release(opened);
    stream = opened;
    part("video").srcObject = stream;
    await part("video").play();
    await showControls();
  } catch (error) {
    if (!mine.signal.aborted) giveUp(error);
    return;
  }
  look(mine.signal, take);
}

function open() {
  if (!navigator.mediaDevices?.getUserMedia) throw new TypeError(NOT_SECURE);
  const which = lens ? { deviceId: { exact: lens } } : { facingMode: { ideal: "environment" } };
  return navigator.mediaDevices.getUserMedia({ video: { ...which, width: { ideal: 1280 }, height: { ideal: 720 } } });
}

/** @param {unknown} error */
function giveUp(error) {
  stop();
  /** @type {Record<string, string>} */
  const words = { NotFoundError: NO_CAMERA, OverconstrainedError: NO_CAMERA, NotAllowedError: NOT_ALLOWED, TypeError: NOT_SECURE };
  say((error instanceof Error && words[error.name]) || IN_USE);
  control("choose").hidden = false;
  control("choose").focus();
}

function stop() {
  looking?.abort();
  release(stream);
  stream = null;
  showNumber("", [], 1, 1);
}

/** @param {MediaStream} opened */
function release(opened) {
  for (const track of opened?.getTracks() ?? []) track.stop();
}

function chooseInstead() {
  dialog().close();
  document.querySelector("form.upload input[type=file]").click();
}

// ---- Looking

/** @param {AbortSignal} signal @param {Take} take */
async function look(signal, take) {
  const votes = new Votes(Number(dialog().dataset.sure));
  const frames = new Map(); // the last frame that showed each number
  say(LOOKING);
  while (!signal.aborted) {
    const started = performance.now();
    const frame = await grab();
    const answer = await read(frame.blob, signal);
    if (signal.aborted) return;
    if (answer.wait) {
      await passed(answer.wait * 1000, signal);
    } else {
      frames.set(answer.text, frame.blob);
      const number = voted(votes, answer, frame);
      if (number) return lock(frames.get(number), number, signal, take);
      await passed(started + Number(dialog().dataset.gap) - performance.now(), signal);
    }
  }
}

/**
 * Shows what the frames say together, and gives the number once it is certain, else "".
 * @param {Votes} votes @param {Seen} answer @param {{ width: number, height: number }} frame
 */
function voted(votes, answer, frame) {
  const digits = answer.rows.flatMap((row) => row.digits);
  say(LOOKING);
  votes.add(answer.text, digits.map((digit) => digit.confidence));
  showNumber(votes.best(), digits, frame.width, frame.height);
  return votes.certain();
}

// What the frame shows, small, as a JPEG.
async function grab() {
  const video = part("video");
  const [x, y, width, height] = partOf(video, part(".live-frame").getBoundingClientRect());
  const factor = Math.min(1, Number(dialog().dataset.side) / Math.max(width, height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(width * factor), height: Math.round(height * factor) });
  canvas.getContext("2d").drawImage(video, x, y, width, height, 0, 0, canvas.width, canvas.height);
  const blob = await asJpeg(canvas, QUALITY);
  return { blob, width: canvas.width, height: canvas.height };
}

/**
 * The part of the video, in its pixels, that lies under a box of the screen; the video fills its own box, cut off at the
 * sides ("object-fit: cover").
 * @param {HTMLVideoElement} video @param {DOMRect} box
 */
function partOf(video, box) {
  const shown = video.getBoundingClientRect();
  const scale = Math.max(shown.width / video.videoWidth, shown.height / video.videoHeight);
  const left = shown.left + (shown.width - video.videoWidth * scale) / 2;
  const top = shown.top + (shown.height - video.videoHeight * scale) / 2;
  return [(box.left - left) / scale, (box.top - top) / scale, box.width / scale, box.height / scale];
}

/**
 * The reading of a frame; where there is none, the seconds to wait.
 * @param {Blob} blob @param {AbortSignal} signal @returns {Promise<Seen>}
 */
async function read(blob, signal) {
  try {
    const response = await fetch(`${dialog().dataset.read}?turn=0&frame=1`, { method: "POST", body: blob, signal });
    if (response.ok) return await response.json();
    if ([429, 503].includes(response.status)) return waiting(BUSY, Number(response.headers.get("Retry-After")) || Number(dialog().dataset.retry));
    return waiting(UNREACHABLE, AWAY);
  } catch {
    return waiting(UNREACHABLE, AWAY);
  }
}

/** @param {string} words @param {number} seconds */
function waiting(words, seconds) {
  if (dialog().open) say(words);
  return { wait: seconds };
}

/**
 * The same bytes are read again, so that the result says what the camera said.
 * @param {Blob} blob @param {string} number @param {AbortSignal} signal @param {Take} take
 */
async function lock(blob, number, signal, take) {
  navigator.vibrate?.(BUZZ);
  part("video").pause();
  part(".live-frame").classList.add("certain");
  say(`The number is ${number}.`);
  await passed(FLASH, signal);
  part(".live-frame").classList.remove("certain");
  if (signal.aborted) return;
  dialog().close();
  take(new File([blob], PHOTO, { type: "image/jpeg" }), { turn: "0", region: "" });
}

// ---- Showing it

/** @param {string} words */
function say(words) {
  const place = part(".live-words");
  if (place.textContent !== words) place.textContent = words;
}

/** @param {string} number @param {SeenDigit[]} digits @param {number} width @param {number} height */
function showNumber(number, digits, width, height) {
  part(".live-number").textContent = number;
  const drawing = part(".live-frame svg");
  drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  drawing.replaceChildren(...digits.map(({ box }) => rectangle(drawing, box)));
}

/** @param {Element} drawing @param {SeenDigit["box"]} box */
function rectangle(drawing, box) {
  const rect = document.createElementNS(drawing.namespaceURI, "rect");
  for (const side of ["x", "y", "width", "height"]) rect.setAttribute(side, String(box[side]));
  return rect;
}

// ---- Light and lens, where the device has them

const track = () => stream.getVideoTracks()[0];

async function showControls() {
  control("torch").hidden = !track().getCapabilities?.().torch;
  control("torch").setAttribute("aria-pressed", "false");
  control("lens").hidden = (await cameras()).length < 2;
}

async function cameras() {
  return (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
}

function toggleTorch() {
  const on = control("torch").getAttribute("aria-pressed") !== "true";
  track().applyConstraints({ advanced: [{ torch: on }] });
  control("torch").setAttribute("aria-pressed", String(on));
}

/** @param {Take} take */
async function changeLens(take) {
  const ids = (await cameras()).map((device) => device.deviceId);
  lens = ids[(ids.indexOf(track().getSettings().deviceId) + 1) % ids.length];
  await start(take);
}
