// Headless Chromium, driven over a DevTools pipe: no network, no package.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const FLAGS = [
  '--headless',
  '--remote-debugging-pipe',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
];

/** @returns {{ chromium?: string, why?: string }} where Chromium is, or why none was found */
export function findChromium({ named = process.env.CHROMIUM, places = PLACES } = {}) {
  if (named)
    return existsSync(named)
      ? { chromium: named }
      : { why: `CHROMIUM names ${named}, which does not exist.` };
  const chromium = places.find((place) => existsSync(place));
  return chromium === undefined
    ? { why: 'No Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM to its path.' }
    : { chromium };
}

/** Sends commands over the browser's pipe: file descriptor 3 takes them, 4 answers, each message ends in a zero byte. */
function connect(browser, { limitMs }) {
  const [commands, answers] = [browser.stdio[3], browser.stdio[4]];
  const waiting = new Map();
  const listeners = new Map();
  let rest = '';
  let count = 0;
  answers.setEncoding('utf8');
  answers.on('data', (chunk) => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      const { id, method, params, error, result } = message;
      if (id === undefined) listeners.get(method)?.(params);
      else if (error) waiting.get(id)?.reject(new Error(error.message));
      else waiting.get(id)?.resolve(result);
      waiting.delete(id);
    }
  });
  const failed = new Promise((_, reject) => {
    browser.on('error', reject);
    commands.on('error', () => undefined); // a broken pipe: the exit below says what happened
    browser.on('exit', (code) => reject(new Error(`Chromium ended early with code ${code}.`)));
    setTimeout(
      () => reject(new Error(`Chromium did not finish within ${limitMs / 1000} s.`)),
      limitMs,
    ).unref();
  });
  failed.catch(() => undefined);
  const send = (method, params = {}, sessionId = undefined) => {
    const id = ++count;
    const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    commands.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return Promise.race([answer, failed]);
  };
  const listen = (method, listener) => void listeners.set(method, listener);
  const event = (method) => Promise.race([new Promise((resolve) => listen(method, resolve)), failed]);
  return { send, listen, event };
}

/**
 * Opens an empty page in a browser of its own, and ends the browser when `use` is done.
 *
 * @template T
 * @param {{ chromium: string, flags?: string[], limitMs?: number }} options
 * @param {(page: { call(method: string, params?: object): Promise<any>, listen(event: string, listener: (params: any) => void): void,
 *   event(name: string): Promise<any> }) => Promise<T>} use `call` sends a command to the page, `event` waits for one from it
 * @returns {Promise<T>} what `use` returned
 */
export async function withPage({ chromium, flags = ['--disable-gpu'], limitMs = 60_000 }, use) {
  const profile = mkdtempSync(join(tmpdir(), 'skipjack-chromium-'));
  const browser = spawn(chromium, [...FLAGS, ...flags, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  try {
    const { send, listen, event } = connect(browser, { limitMs });
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const call = (method, params) => send(method, params, sessionId);
    await call('Page.enable');
    return await use({ call, listen, event });
  } finally {
    const ended = new Promise((resolve) => browser.once('exit', resolve));
    if (browser.exitCode === null && browser.kill()) await ended;
    // The browser's children may still write for a moment after it has gone.
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
