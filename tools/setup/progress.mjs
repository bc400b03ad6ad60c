// What set-up shows: one line per step, a moving line on a terminal, a plain line every ten seconds elsewhere.

const PLAIN_EVERY_MS = 10_000;
const MOVING_EVERY_MS = 250;

/** @param {number} milliseconds */
export const duration = (milliseconds) => {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, '0')} s`;
};

/** Text without escape sequences and control characters, fit for one line. */
export const plain = (text) =>
  // eslint-disable-next-line no-control-regex -- taking control characters out is the purpose
  text
    .replaceAll(/\u001B\[[0-?]*[ -/]*[@-~]/g, '')
    .replaceAll(/[\u0000-\u001F\u007F]+/g, ' ')
    .trim();

/**
 * @param {{ out?: NodeJS.WriteStream }} [options]
 */
export function createProgress({ out = process.stdout } = {}) {
  const terminal = out.isTTY === true;
  let moving = false;
  const clear = () => {
    if (moving) out.write('\r\u001B[2K');
    moving = false;
  };
  return {
    /** Writes a finished line. */
    line(text) {
      clear();
      out.write(`${text}\n`);
    },
    /** Shows that `label` is at work until the returned function is called; `detail()` is the newest news of it. */
    during(label, detail) {
      const began = Date.now();
      const show = () => {
        const news = plain(detail());
        const text = `${label}: ${duration(Date.now() - began)}${news === '' ? '' : `, ${news}`}`;
        if (terminal) {
          out.write(`\r\u001B[2K${text.slice(0, Math.max(20, (out.columns || 80) - 1))}`);
          moving = true;
        } else out.write(`${text.slice(0, 160)}\n`);
      };
      const timer = setInterval(show, terminal ? MOVING_EVERY_MS : PLAIN_EVERY_MS);
      return () => {
        clearInterval(timer);
        clear();
      };
    },
  };
}
