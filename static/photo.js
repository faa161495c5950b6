// A file on its way to the server: known by its first bytes, reduced where it is large, refused where it cannot be read.

const QUALITY = 0.9; // of the JPEG, 0 to 1: digits show no loss

// AVIF and its kin: where the browser opens one that is to be reduced, it is sent as a JPEG.
const CONTAINER = /^[\s\S]{4}ftyp/;

export class Refused extends Error {}

/**
 * What the server says of files, on an element of the page: its limits, its signatures and its sentences.
 * @param {HTMLElement} body @returns {FileLimits}
 */
export function limitsOf({ dataset }) {
  return {
    mostBytes: Number(dataset.mostBytes),
    shrink: Number(dataset.shrink),
    headBytes: Number(dataset.headBytes),
    picture: new RegExp(`^(?:${dataset.picture})`),
    paged: new RegExp(`^(?:${dataset.paged})`),
    tooLarge: dataset.tooLarge,
    notAPicture: dataset.notAPicture,
  };
}

/**
 * The file to send for a file that was chosen; throws Refused with the sentence for the user.
 * @param {File} file @param {FileLimits} limits
 */
export async function prepare(file, limits) {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, limits.headBytes).arrayBuffer()));
  // An empty file counts as a picture, because the server has the sentence for it.
  const isPicture = !head || limits.picture.test(head) || CONTAINER.test(head);
  const isPaged = !isPicture && limits.paged.test(head);
  if (!isPicture && !isPaged) throw new Refused(limits.notAPicture);
  // Reduced, a file of several pages would be a picture of its first one.
  const sent = isPaged ? file : await reduced(file, limits.shrink);
  if (sent.size > limits.mostBytes) throw new Refused(limits.tooLarge);
  return sent;
}

/**
 * The photo with its longer side at most `longest` pixels, upright; as it is where it is smaller or the browser cannot
 * open it.
 * @param {File} file @param {number} longest
 */
async function reduced(file, longest) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  const factor = longest / Math.max(bitmap.width, bitmap.height);
  if (factor >= 1) {
    bitmap.close();
    return file;
  }
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * factor);
  canvas.height = Math.round(bitmap.height * factor);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff"; // paper under what is transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await asJpeg(canvas, QUALITY);
  return blob ? new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" }) : file;
}

/** What is drawn, as a JPEG. @param {HTMLCanvasElement} canvas @param {number} quality @returns {Promise<Blob | null>} */
export function asJpeg(canvas, quality) {
  return new Promise((done) => {
    canvas.toBlob(done, "image/jpeg", quality);
  });
}
