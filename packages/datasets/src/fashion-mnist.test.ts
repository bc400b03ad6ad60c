import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fixture, folderWith, rejection } from '../test/idx-fixture.ts';
import { DataError } from './data-error.ts';
import { fashionMnist, fashionMnistFrom } from './fashion-mnist.ts';
import type { FashionMnistFromOptions } from './fashion-mnist.ts';
import type { DownloadProgress } from './download/download-published.ts';
import type { PublishedSet } from './download/published-set.ts';

const tiny = fixture();

/** Where the files of the fixture would be. */
function tinySet(baseUrl: string): PublishedSet {
  const { trainImages, trainLabels, testImages, testLabels } = tiny.files;
  const files = [trainImages, trainLabels, testImages, testLabels].map(({ name, gzip }) => ({
    ...{ name: `${name}.gz`, urls: [`${baseUrl}${name}.gz`] },
    ...gzip,
  }));
  return { name: 'fashion-mnist', title: 'tiny', home: baseUrl, source: 'download', files };
}

type Answer = (response: ServerResponse, bytes: Uint8Array | undefined, request: number) => void;

/** A host on this machine, an empty folder, and options to load with. */
async function host(
  answer: Answer,
): Promise<{ options: FashionMnistFromOptions; requests: string[]; root: string; baseUrl: string }> {
  const requests: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    requests.push(request.url ?? '');
    answer(response, tiny.packed.get((request.url ?? '').slice(1)), requests.length);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const root = await mkdtemp(join(tmpdir(), 'skipjack-fashion-'));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(root, { recursive: true, force: true });
  });
  const baseUrl = `http://127.0.0.1:${address.port}/`;
  const patience = { backoffMs: 1, silenceMs: 5000 };
  const options = { root, set: tinySet(baseUrl), files: tiny.files, download: true, ...patience };
  return { options, requests, root, baseUrl };
}

const send: Answer = (response, bytes) => {
  response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
};
const damaged = (bytes: Uint8Array = new Uint8Array()): Uint8Array => bytes.map((byte) => byte ^ 1);

test('the files are downloaded once, verified, and read', async () => {
  const { options, requests, root } = await host(send);
  const progress: DownloadProgress[] = [];
  const first = await fashionMnistFrom({ ...options, onProgress: (event) => progress.push(event) });
  expect(first.name).toBe('fashion-mnist');
  expect(first.classNames[9]).toBe('Ankle boot');
  expect(first.train.length).toBe(4);
  expect(requests).toHaveLength(4);
  expect((await readdir(root)).sort()).toEqual([...tiny.packed.keys()].sort());
  const total = [...tiny.packed.values()].reduce((sum, { length }) => sum + length, 0);
  expect(progress.at(-1)).toEqual({
    file: 't10k-labels-idx1-ubyte.gz',
    receivedBytes: total,
    totalBytes: total,
  });
  const received = progress.map(({ receivedBytes }) => receivedBytes);
  expect(received).toEqual([...received].sort((a, b) => a - b));

  const second = await fashionMnistFrom(options);
  expect(requests).toHaveLength(4);
  expect(second.fingerprint).toBe(first.fingerprint);
});

test('only what is missing is downloaded', async () => {
  const { options, requests } = await host(send);
  const root = await folderWith([...tiny.raw].slice(0, 2));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await fashionMnistFrom({ ...options, root });
  expect(requests).toEqual(['/t10k-images-idx3-ubyte.gz', '/t10k-labels-idx1-ubyte.gz']);
});

test('a connection that is cut is tried again', async () => {
  const { options, requests } = await host((response, bytes = new Uint8Array(), request = 1) => {
    if (request > 2) {
      response.end(bytes);
      return;
    }
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 20), () => response.destroy());
  });
  expect((await fashionMnistFrom(options)).train.length).toBe(4);
  expect(requests).toHaveLength(6);
});

test('connections that are cut each time end in one error and leave nothing', async () => {
  const { options, requests, root } = await host((response, bytes = new Uint8Array()) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 20), () => response.destroy());
  });
  const error = await rejection(fashionMnistFrom(options));
  expect(error).toBeInstanceOf(DataError);
  expect(String(error)).toMatch(
    /train-images-idx3-ubyte\.gz cannot be downloaded after 4 attempts \(.+\); check the network, or give `root`/,
  );
  expect(requests).toHaveLength(4);
  expect(await readdir(root)).toEqual([]);
});

test('an answer that ends early without an error is noticed by its size', async () => {
  const { options } = await host((response, bytes) => {
    response.end(bytes?.subarray(0, 20));
  });
  await expect(fashionMnistFrom(options)).rejects.toThrow(
    /cannot be downloaded after 4 attempts \(the server announces 20 bytes, where \d+ were expected\); check the network/,
  );
});

test('wrong bytes are never given a name, and the error has both sums', async () => {
  const { options, requests, root, baseUrl } = await host((response, bytes) => {
    response.end(damaged(bytes));
  });
  await expect(fashionMnistFrom({ ...options, attempts: 2 })).rejects.toThrow(
    new RegExp(
      `^${baseUrl}train-images-idx3-ubyte.gz is not the published file: its md5 sum is \\w{32}, where ${tiny.files.trainImages.gzip.md5} was expected; check`,
    ),
  );
  expect(requests).toHaveLength(2);
  expect(await readdir(root)).toEqual([]);
});

test('an answer without an end is stopped at the size expected', async () => {
  const { options } = await host((response) => {
    const more = (): void => {
      if (!response.destroyed) response.write(new Uint8Array(64), () => setImmediate(more));
    };
    more();
  });
  await expect(fashionMnistFrom({ ...options, attempts: 1 })).rejects.toThrow(
    `(the server sent more than the ${tiny.files.trainImages.gzip.bytes} bytes expected)`,
  );
});

test('404 is final', async () => {
  const { options, requests } = await host((response) => {
    response.writeHead(404).end('no such file');
  });
  await expect(fashionMnistFrom(options)).rejects.toThrow(
    /cannot be downloaded \(the server answered 404 Not Found\); check the network, or give `root`/,
  );
  expect(requests).toHaveLength(1);
});

test('503 may pass', async () => {
  const { options, requests } = await host((response, bytes, request) => {
    response.writeHead(request === 1 ? 503 : 200).end(bytes);
  });
  await fashionMnistFrom(options);
  expect(requests).toHaveLength(5);
});

test('a silent server is given up', async () => {
  const { options } = await host(() => {});
  await expect(fashionMnistFrom({ ...options, attempts: 1, silenceMs: 50 })).rejects.toThrow(
    '(the server was silent for 50 ms)',
  );
});

test('no network', async () => {
  const { options } = await host(send);
  // Port 9 of this machine is one that nothing listens on.
  await expect(
    fashionMnistFrom({ ...options, set: tinySet('http://127.0.0.1:9/'), attempts: 2 }),
  ).rejects.toThrow(/cannot be downloaded after 2 attempts \(.+\); check the network/);
});

test('abort stops a download in the middle, rejects with its reason, and leaves nothing', async () => {
  const controller = new AbortController();
  const { options, root, requests } = await host((response, bytes) => {
    response.write(bytes?.subarray(0, 20), () => controller.abort(new Error('stopped by the user')));
  });
  await expect(fashionMnistFrom({ ...options, signal: controller.signal })).rejects.toThrow(
    'stopped by the user',
  );
  expect(requests).toHaveLength(1);
  expect(await readdir(root)).toEqual([]);
});

test('abort stops the wait between two attempts', async () => {
  const controller = new AbortController();
  const { options } = await host((response) => {
    response.writeHead(503).end();
    setTimeout(() => controller.abort(new Error('stopped by the user')), 20);
  });
  await expect(
    fashionMnistFrom({ ...options, backoffMs: 60_000, signal: controller.signal }),
  ).rejects.toThrow('stopped by the user');
});

test('without leave to download, the error says how to give it', async () => {
  const { root } = await host(send);
  await expect(fashionMnist({ root })).rejects.toThrow(
    `${root} has neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz of the data set fashion-mnist; allow the download (\`download: true\`), or give \`root\`, a folder with the four official files.`,
  );
});

test('a damaged file in the folder is not downloaded over', async () => {
  const { options, requests } = await host(send);
  const name = 'train-images-idx3-ubyte.gz';
  const root = await folderWith(new Map(tiny.packed).set(name, damaged(tiny.packed.get(name))));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await expect(fashionMnistFrom({ ...options, root })).rejects.toThrow(
    /is not the published file: .*; delete the file, and `download: true` gets it again\.$/,
  );
  expect(requests).toEqual([]);
});
