// A file on its way to the server: known by its first bytes, reduced where it is large, refused where it cannot be read.

const QUALITY = 0.9; // of the JPEG, 0 to 1: digits show no loss
const HEAD = 1024; // bytes that tell a format: a PDF may have a little before it, see PDF_WITHIN in webapp/config.py

// What begins like one of these goes to the server, which looks closer; a TIFF may have several pages, as a PDF may.
const TIFF = ["II*\0", "MM\0*"];
const STARTS = ["\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "GIF8", "BM", ...TIFF];

export class Refused extends Error {}

// The file to send for a file that was chosen; throws Refused with the sentence for the user.
export async function prepare(file, limits) {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  const isPdf = !isPicture(head) && head.includes("%PDF-");
  if (!isPicture(head) && !isPdf) throw new Refused(limits.notAPicture);
  // Reduced, a file of several pages would be a picture of its first one.
  const isPaged = isPdf || TIFF.some((start) => head.startsWith(start));
  const sent = isPaged ? file : await reduced(file, limits.shrink);
  if (sent.size > limits.mostBytes) throw new Refused(limits.tooLarge);
  return sent;
}

function isPicture(head) {
  if (!head) return true; // an empty file: the server has the sentence
  const isWebP = head.startsWith("RIFF") && head.slice(8, 12) === "WEBP";
  return isWebP || head.slice(4, 8) === "ftyp" || STARTS.some((start) => head.startsWith(start));
}

// The photo with its longer side at most `longest` pixels, upright; as it is where it is smaller or the browser cannot
// open it.
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
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
}
