import { expect, test } from 'vitest';
import { bytesOf, goldenCases } from '../../test/golden-images.ts';
import { DataError } from '../data-error.ts';
import { decodeImage } from './decode-image.ts';
import { loadSharp } from './sharp-loader.ts';

interface Decoded {
  readonly name: string;
  readonly file: string;
  readonly height: number;
  readonly width: number;
  readonly rgb: string;
}

const files = goldenCases<Decoded>('decoded');
const file = (name: string): Uint8Array => bytesOf(files.find((each) => each.name === name)?.file ?? '');

test.each(files)('$name is decoded to the bytes of PIL', async ({ name, file: text, height, width, rgb }) => {
  const image = await decodeImage({ bytes: bytesOf(text), name });
  expect({ height: image.height, width: image.width, channels: image.channels }).toEqual({
    height,
    width,
    channels: 3,
  });
  expect(Buffer.from(image.pixels).equals(bytesOf(rgb))).toBe(true);
});

test('16 bits of grey keep their upper 8, which PIL clips', async () => {
  const sharp = await loadSharp();
  const levels = Uint16Array.of(0, 255, 256, 0x8012, 0xffff, 0x7fff);
  const bytes = await sharp(levels, { raw: { width: 3, height: 2, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  const image = await decodeImage({ bytes, name: 'grey-16.png', channels: 1 });
  expect([...image.pixels]).toEqual([0, 0, 1, 0x80, 255, 0x7f]);
});

test('one channel is the luma of PIL', async () => {
  const rgb = await decodeImage({ bytes: file('png-named.JPEG'), name: 'a.png' });
  const grey = await decodeImage({ bytes: file('png-named.JPEG'), name: 'a.png', channels: 1 });
  expect(grey.channels).toBe(1);
  const luma = (at: number): number => {
    const [red = 0, green = 0, blue = 0] = rgb.pixels.subarray(at * 3, at * 3 + 3);
    return Math.floor((red * 19595 + green * 38470 + blue * 7471) / 65536 + 0.5);
  };
  expect([...grey.pixels]).toEqual(Array.from({ length: 16 * 12 }, (_, at) => luma(at)));
});

test('bytes after the end of a JPEG, and before its end marker, are no damage', async () => {
  const bytes = file('baseline.jpg');
  const whole = await decodeImage({ bytes, name: 'a.jpg' });
  const after = await decodeImage({ bytes: Buffer.concat([bytes, Buffer.from('trailing')]), name: 'b.jpg' });
  const before = Buffer.concat([bytes.subarray(0, -2), Buffer.alloc(12, 0x12), bytes.subarray(-2)]);
  expect(after).toEqual(whole);
  expect(await decodeImage({ bytes: before, name: 'c.jpg' })).toEqual(whole);
});

test.each(['baseline.jpg', 'progressive.jpg', 'png-named.JPEG', 'cmyk.tif', 'animated.gif', 'lossy.webp'])(
  '%s cut off is a DataError',
  async (name) => {
    const bytes = file(name);
    for (const share of [0.1, 0.2, 0.3, 0.4]) {
      const cut = bytes.subarray(0, Math.floor(bytes.length * share));
      const error: unknown = await decodeImage({ bytes: cut, name: `set/${name}` }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(DataError);
      expect(error).toMatchObject({ file: `set/${name}`, message: expect.stringContaining(`set/${name} `) });
    }
  },
);

test('a PNG with one wrong byte is a DataError', async () => {
  const bytes = file('png-named.JPEG').slice();
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
  await expect(decodeImage({ bytes, name: 'a.png' })).rejects.toThrow(
    /^a\.png is a damaged PNG: .*; replace or remove it\.$/,
  );
});

test('what is no image is a DataError that says how it begins', async () => {
  const text = new TextEncoder().encode('<html>404</html>');
  await expect(decodeImage({ bytes: text, name: 'page.jpg' })).rejects.toThrow(
    'page.jpg is no image: it begins with the bytes 3c 68 74 6d, expected JPEG, PNG, GIF, WebP or TIFF; replace or remove it.',
  );
  await expect(decodeImage({ bytes: new Uint8Array(0), name: 'none.jpg' })).rejects.toThrow(
    'none.jpg is empty (0 bytes), expected an image; replace or remove it.',
  );
  await expect(decodeImage({ bytes: new TextEncoder().encode('BM'), name: 'a.bmp' })).rejects.toThrow(
    'a.bmp is a BMP, which is not read; expected JPEG, PNG, GIF, WebP or TIFF; convert it to PNG.',
  );
});

test('a header that claims 65,535 squared is refused before anything is decoded', async () => {
  const bomb = (name: string, offset: number, size: readonly number[]): Uint8Array => {
    const bytes = file(name).slice();
    bytes.set(size, offset);
    return bytes;
  };
  const frame = Buffer.from(file('baseline.jpg')).indexOf(Buffer.of(0xff, 0xc0));
  const expected = 'claims 65535 x 65535 = 4295 million pixels, more than maxPixels, 64 million;';
  await expect(
    decodeImage({ bytes: bomb('baseline.jpg', frame + 5, [255, 255, 255, 255]), name: 'a.jpg' }),
  ).rejects.toThrow(`a.jpg ${expected}`);
  await expect(
    decodeImage({ bytes: bomb('png-named.JPEG', 16, [0, 0, 255, 255, 0, 0, 255, 255]), name: 'a.png' }),
  ).rejects.toThrow(`a.png ${expected}`);
  await expect(
    decodeImage({ bytes: bomb('animated.gif', 6, [255, 255, 255, 255]), name: 'a.gif' }),
  ).rejects.toThrow(`a.gif ${expected}`);
  await expect(decodeImage({ bytes: file('cmyk.tif'), name: 'a.tif', maxPixels: 100 })).rejects.toThrow(
    /a\.tif is a damaged TIFF: .*pixel limit/,
  );
  expect((await decodeImage({ bytes: file('cmyk.tif'), name: 'a.tif', maxPixels: 192 })).width).toBe(16);
});

test('options are checked', async () => {
  const bytes = file('baseline.jpg');
  await expect(decodeImage({ bytes, name: 'a', channels: JSON.parse('4') })).rejects.toThrow(
    'channels must be 1 (grey) or 3 (red, green, blue); got 4.',
  );
  await expect(decodeImage({ bytes, name: 'a', maxPixels: 0 })).rejects.toThrow(
    'maxPixels must be a positive number; got 0.',
  );
});

test('without sharp the error says how to install it', async () => {
  const load = (): Promise<never> => Promise.reject(new Error('Cannot find package'));
  await expect(loadSharp({ load })).rejects.toThrow(
    'Reading image files needs the package sharp, which could not be loaded; install it beside this package with `npm install sharp`.',
  );
});
