import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { faultServer, listen } from '../../test/fault-server.ts';
import type { FaultServer } from '../../test/fault-server.ts';
import { checksum } from '../../test/idx-fixture.ts';
import { LOCALHOST } from '../../test/localhost-certificate.ts';
import { downloadFile } from './download-file.ts';
import type { DownloadFileOptions } from './download-file.ts';

const BYTES = Uint8Array.from({ length: 10_000 }, (_, index) => index >> 2);

interface Proxy {
  readonly port: number;
  readonly asked: string[];
  readonly credentials: (string | undefined)[];
}

/** A proxy on this machine, for plain addresses and tunnels. */
async function proxyServer({ secure = false, status = 200 } = {}): Promise<Proxy> {
  const asked: string[] = [];
  const credentials: (string | undefined)[] = [];
  const server: Server = secure ? createHttpsServer({ ...LOCALHOST }) : createServer();
  server.on('request', (request, response) => {
    asked.push(`GET ${request.url}`);
    credentials.push(request.headers['proxy-authorization']);
    response.end(BYTES);
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    credentials.push(request.headers['proxy-authorization']);
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} Forbidden\r\n\r\n`);
      return;
    }
    const [host, port] = (request.url ?? '').split(':');
    const goal = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      goal.pipe(socket).pipe(goal);
    });
    goal.on('error', () => socket.destroy());
    socket.on('error', () => goal.destroy());
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port, asked, credentials };
}

async function place(secure: boolean): Promise<{ server: FaultServer; options: DownloadFileOptions }> {
  const server = await faultServer({ bytes: BYTES, script: () => [{ type: 'none' }], secure });
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-web-'));
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const options = {
    ...{
      file: join(folder, 'file'),
      urls: [`${server.base}file`],
      expected: checksum(BYTES),
      remedy: 'check',
    },
    ...{ attempts: 1, ca: LOCALHOST.cert, environment: {} },
  };
  return { server, options };
}

test('https works, and a certificate that nobody vouches for is refused', async () => {
  const { options } = await place(true);
  const { bytes, md5 } = options.expected;
  await downloadFile({ ...options, expected: { bytes, md5 } });
  expect([...(await readFile(options.file))]).toEqual([...BYTES]);
  await expect(downloadFile({ ...options, ca: undefined })).rejects.toThrow(/\(.*self-signed certificate\)/);
});

test('from https to plain http only with a pinned sha256', async () => {
  const goal = await place(false);
  const server = await faultServer({
    bytes: BYTES,
    secure: true,
    script: () => [{ type: 'redirect', to: `${goal.server.base}file` }],
  });
  onTestFinished(() => server.close());
  const { options } = await place(true);
  const urls = [`${server.base}file`];
  const { bytes, md5 } = options.expected;
  await expect(downloadFile({ ...options, urls, expected: { bytes, md5 } })).rejects.toThrow('is plain http');
  expect(goal.server.requests).toEqual([]);
  await downloadFile({ ...options, urls });
  expect(goal.server.requests).toHaveLength(1);
});

test.each([false, true])(
  'https goes through a tunnel of the proxy (a proxy over TLS: %s)',
  async (secure) => {
    const { options, server } = await place(true);
    const proxy = await proxyServer({ secure });
    const address = `${secure ? 'https' : 'http'}://user:pa%20ss@localhost:${proxy.port}`;
    await downloadFile({ ...options, environment: { HTTPS_PROXY: address } });
    expect([...(await readFile(options.file))]).toEqual([...BYTES]);
    expect(proxy.asked).toEqual([`CONNECT localhost:${server.port}`]);
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from('user:pa ss').toString('base64')}`]);
  },
);

test('plain http is asked of the proxy itself', async () => {
  const { options } = await place(false);
  const proxy = await proxyServer();
  const urls = ['http://no.such.host.invalid/file?a=1'];
  await downloadFile({ ...options, urls, environment: { http_proxy: `localhost:${proxy.port}` } });
  expect(proxy.asked).toEqual(['GET http://no.such.host.invalid/file?a=1']);
});

test('a host of no_proxy is asked directly', async () => {
  const { options, server } = await place(true);
  await downloadFile({
    ...options,
    environment: { https_proxy: 'http://localhost:9', no_proxy: 'localhost' },
  });
  expect(server.requests).toHaveLength(1);
});

test('a proxy that refuses, one that is not there, and one of another kind', async () => {
  const { options } = await place(true);
  const refusing = await proxyServer({ status: 403 });
  const through = (https_proxy: string): Promise<string> =>
    downloadFile({ ...options, environment: { https_proxy } });
  await expect(through(`http://localhost:${refusing.port}`)).rejects.toThrow('answered 403 Forbidden');
  await expect(through('http://127.0.0.1:9')).rejects.toThrow('ECONNREFUSED');
  await expect(through('socks5://localhost:1')).rejects.toThrow('https_proxy is no address of an HTTP proxy');
});

test('a host that answers no connection is given up', async () => {
  const { options } = await place(false);
  // A proxy that accepts and never answers: the tunnel does not come about.
  const silent = createServer();
  silent.on('connect', () => {});
  const port = await listen(silent);
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  await expect(
    downloadFile({
      ...options,
      ...{ urls: ['https://no.such.host.invalid/file'], connectMs: 50 },
      environment: { all_proxy: `http://localhost:${port}` },
    }),
  ).rejects.toThrow(`the proxy localhost:${port} did not connect within 50 ms`);
});
