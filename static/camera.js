// The live camera: a number that is held in the frame is read until it is certain; the frame that showed it is then read
// as any photo is.

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
const part = (name) => dialog().querySelector(name);
const control = (name) => part(`[data-live=${name}]`);

let stream = null;
let looking = null; // ends the looking that is under way
let lens = null; // the device that was asked for, else the one at the back

// Opens the camera; `take` gets the photo, with the fields that it was read with.
export async function openCamera(take) {
  if (!dialog().dataset.wired) wire(take);
  dialog().showModal();
  await start(take);
}

function wire(take) {
  const live = dialog();
  live.dataset.wired = "";
  live.addEventListener("close", stop);
  live.addEventListener("click", (event) => {
    const what = event.target.closest("[data-live]")?.dataset.live;
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

async function start(take) {
  stop();
  say("");
  const mine = (looking = new AbortController());
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

function giveUp(error) {
  stop();
  const words = { NotFoundError: NO_CAMERA, OverconstrainedError: NO_CAMERA, NotAllowedError: NOT_ALLOWED, TypeError: NOT_SECURE };
  say(words[error.name] ?? IN_USE);
  control("choose").hidden = false;
  control("choose").focus();
}

function stop() {
  looking?.abort();
  release(stream);
  stream = null;
  showNumber("", [], 1, 1);
}

function release(opened) {
  for (const track of opened?.getTracks() ?? []) track.stop();
}

function chooseInstead() {
  dialog().close();
  document.querySelector("form.upload input[type=file]").click();
}

// ---- Looking

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
      continue;
    }
    say(LOOKING);
    const digits = answer.rows.flatMap((row) => row.digits);
    votes.add(answer.text, digits.map((digit) => digit.confidence));
    frames.set(answer.text, frame.blob);
    showNumber(votes.best(), digits, frame.width, frame.height);
    if (votes.certain()) return lock(frames.get(votes.certain()), votes.certain(), signal, take);
    await passed(started + Number(dialog().dataset.gap) - performance.now(), signal);
  }
}

// What the frame shows, small, as a JPEG.
async function grab() {
  const video = part("video");
  const [x, y, width, height] = partOf(video, part(".live-frame").getBoundingClientRect());
  const factor = Math.min(1, Number(dialog().dataset.side) / Math.max(width, height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(width * factor), height: Math.round(height * factor) });
  canvas.getContext("2d").drawImage(video, x, y, width, height, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return { blob, width: canvas.width, height: canvas.height };
}

// The part of the video, in its pixels, that lies under a box of the screen; the video fills its own box, cut off at the
// sides ("object-fit: cover").
function partOf(video, box) {
  const shown = video.getBoundingClientRect();
  const scale = Math.max(shown.width / video.videoWidth, shown.height / video.videoHeight);
  const left = shown.left + (shown.width - video.videoWidth * scale) / 2;
  const top = shown.top + (shown.height - video.videoHeight * scale) / 2;
  return [(box.left - left) / scale, (box.top - top) / scale, box.width / scale, box.height / scale];
}

// The reading of a frame; where there is none, the seconds to wait.
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

function waiting(words, seconds) {
  if (dialog().open) say(words);
  return { wait: seconds };
}

function passed(time, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, time);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    });
  });
}

// The same bytes are read again, so that the result says what the camera said.
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

function say(words) {
  const place = part(".live-words");
  if (place.textContent !== words) place.textContent = words;
}

function showNumber(number, digits, width, height) {
  part(".live-number").textContent = number;
  const drawing = part(".live-frame svg");
  drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  drawing.replaceChildren(...digits.map(({ box }) => rectangle(drawing, box)));
}

function rectangle(drawing, box) {
  const rect = document.createElementNS(drawing.namespaceURI, "rect");
  for (const side of ["x", "y", "width", "height"]) rect.setAttribute(side, box[side]);
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

async function changeLens(take) {
  const ids = (await cameras()).map((device) => device.deviceId);
  lens = ids[(ids.indexOf(track().getSettings().deviceId) + 1) % ids.length];
  await start(take);
}
