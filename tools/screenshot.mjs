// Full-page screenshot of an HTML or SVG file with headless Chromium, driven over a DevTools pipe: no network, no package.
//   node tools/screenshot.mjs <html file> <png file> [--dark] [--width <pixels>] [--scale <factor>]
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findChromium, withPage } from './browser/chromium.mjs';

const USAGE = 'node tools/screenshot.mjs <html file> <png file> [--dark] [--width 1200] [--scale 1]';

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

async function photograph({ call, event }, { page, dark, width, scale }) {
  const size = (height) =>
    call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false });
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
const { chromium, why } = findChromium();
if (chromium === undefined) stop(1, why);
try {
  const flags = ['--disable-gpu', `--window-size=${options.width},900`];
  const { png, height, overflow } = await withPage({ chromium, flags }, (page) => photograph(page, options));
  writeFileSync(options.image, png);
  console.log(`${options.image}: ${options.width} x ${height} pixels${options.dark ? ', dark' : ''}`);
  if (overflow > 0) console.error(`The page is ${overflow} pixels wider than the window.`);
} catch (error) {
  console.error(`The screenshot failed: ${error.message}`);
  process.exitCode = 1;
}
