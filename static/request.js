// A request whose sending can be watched, ended and timed out, and what is said where no answer comes.

export class NoAnswer extends Error {}

const UNREACHABLE = "I could not reach the site. Please check your connection and try again.";
const TOO_SLOW = "The site did not answer in time. Please try again.";
const BROKEN = "The site is not answering at this moment. Please try again in a few seconds.";

/**
 * The answer to a form, or to a plain address where there is no body; rejects with NoAnswer, or with the signal's
 * reason where it was ended. The answer has its status, its text, and the seconds to `wait` where it asks for that, else
 * 0. `sent` hears the share of the body that went out. `seconds` may pass without any progress.
 * @param {string | URL} address
 * @param {{ body?: FormData | null, signal: AbortSignal, sent?: (share: number) => void, seconds: number }} how
 * @returns {Promise<Answer>}
 */
export function ask(address, { body = null, signal, sent, seconds }) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    /** @type {ReturnType<typeof setTimeout>} */
    let timer;
    const waitOn = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        fail(new NoAnswer(TOO_SLOW));
        request.abort();
      }, seconds * 1000);
    };
    request.open(body ? "POST" : "GET", address);
    request.upload.onprogress = (event) => {
      waitOn();
      sent?.(event.loaded / event.total);
    };
    request.onloadend = () => clearTimeout(timer);
    request.onload = () => {
      const { status, responseText: text } = request; // gone once it is ended
      done({ status, text, wait: Number(request.getResponseHeader("Retry-After")) });
    };
    request.onerror = () => fail(new NoAnswer(UNREACHABLE));
    request.onabort = () => fail(signal.reason);
    signal.addEventListener("abort", () => request.abort());
    waitOn();
    request.send(body);
  });
}

/**
 * The page of an answer; what is no page of this site comes from something in front of it, which could not reach it.
 * @param {Answer} answer
 */
export function pageOf(answer) {
  const page = new DOMParser().parseFromString(answer.text, "text/html");
  if (!page.getElementById("main")) throw new NoAnswer(BROKEN);
  return page;
}

/** Seconds that may pass without any progress, as the page says. */
export const patience = () => Number(document.body.dataset.patience);
