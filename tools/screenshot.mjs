// Full-page screenshot of an HTML or SVG file with headless Chromium, driven over a DevTools pipe: no network, no package.
//   node tools/screenshot.mjs <html file> <png file> [--dark] [--width <pixels>] [--scale <factor>]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = 'node tools/screenshot.mjs <html file> <png file> [--dark] [--width 1200] [--scale 1]';
const TIME_LIMIT = 60_000;

function stop(code, message) {
  console.error(message);
  process.exit(code);
}

function readArguments() {
  const options = {
    dark: { type: 'boolean', default: false },
    width: { type: 'string', default: '1200' },
    scale: { type: 'string', default: '1' },
  };
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [page, image] = positionals;
    const [width, scale] = [Number(values.width), Number(values.scale)];
    if (positionals.length !== 2) throw new Error(`Two files are needed, got ${positionals.length}.`);
    if (!existsSync(page)) throw new Error(`There is no file ${page}.`);
    if (!(Number.isInteger(width) && width >= 100 && width <= 4000))
      throw new Error(`--width must be 100 to 4000 pixels; got ${values.width}.`);
    if (!(scale > 0 && scale <= 4))
      throw new Error(`--scale must be above 0 and at most 4; got ${values.scale}.`);
    return { page: resolve(page), image: resolve(image), dark: values.dark, width, scale };
  } catch (error) {
    return stop(2, `${error.message}\nUsage: ${USAGE}`);
  }
}

function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) return existsSync(named) ? named : stop(1, `CHROMIUM names ${named}, which does not exist.`);
  const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = places.find((place) => existsSync(place));
  return (
    found ??
    stop(1, 'No Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM to its path.')
  );
}

/** Sends DevTools commands over the browser's pipe: file descriptor 3 takes them, 4 answers, each message ends in a zero byte. */
function connect(browser) {
  const [commands, answers] = [browser.stdio[3], browser.stdio[4]];
  const waiting = new Map();
  const events = new Map();
  let rest = '';
  let count = 0;
  answers.setEncoding('utf8');
  answers.on('data', (chunk) => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      const { id, method, error, result } = message;
      if (id === undefined) events.get(method)?.();
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
      () => reject(new Error(`Chromium did not answer within ${TIME_LIMIT / 1000} s.`)),
      TIME_LIMIT,
    ).unref();
  });
  failed.catch(() => undefined);
  const send = (method, params = {}, sessionId = undefined) => {
    const id = ++count;
    const answer = new Promise((accept, reject) => waiting.set(id, { resolve: accept, reject }));
    commands.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return Promise.race([answer, failed]);
  };
  const event = (method) => Promise.race([new Promise((accept) => events.set(method, accept)), failed]);
  return { send, event };
}

async function photograph({ send, event }, { page, dark, width, scale }) {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const call = (method, params) => send(method, params, sessionId);
  const size = (height) =>
    call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false });
  await call('Page.enable');
  await call('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }],
  });
  await size(900);
  const loaded = event('Page.loadEventFired');
  await call('Page.navigate', { url: pathToFileURL(page).href });
  await loaded;
  const { cssContentSize } = await call('Page.getLayoutMetrics');
  await size(Math.ceil(cssContentSize.height));
  const { data } = await call('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
  return {
    png: Buffer.from(data, 'base64'),
    height: Math.ceil(cssContentSize.height),
    overflow: cssContentSize.width - width,
  };
}

const options = readArguments();
const chromium = findChromium();
const profile = mkdtempSync(join(tmpdir(), 'skipjack-screenshot-'));
const browser = spawn(
  chromium,
  [
    '--headless',
    '--remote-debugging-pipe',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--hide-scrollbars',
    `--user-data-dir=${profile}`,
    `--window-size=${options.width},900`,
  ],
  { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
);
try {
  const devtools = connect(browser);
  const { png, height, overflow } = await photograph(devtools, options);
  writeFileSync(options.image, png);
  console.log(`${options.image}: ${options.width} x ${height} pixels${options.dark ? ', dark' : ''}`);
  if (overflow > 0) console.error(`The page is ${overflow} pixels wider than the window.`);
} catch (error) {
  console.error(`The screenshot failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  const ended = new Promise((accept) => browser.once('exit', accept));
  if (browser.exitCode === null && browser.kill()) await ended;
  // The browser's children may still write for a moment after it has gone.
  await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
