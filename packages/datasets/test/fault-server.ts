import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { gzipSync } from 'node:zlib';
import { LOCALHOST } from './localhost-certificate.ts';

/** What a server does wrong in one answer; places and sizes are fractions of the file. */
export type Fault =
  | { readonly type: 'none' }
  | { readonly type: 'cut'; readonly at: number }
  | { readonly type: 'endEarly'; readonly at: number }
  | { readonly type: 'shortLength'; readonly at: number }
  | { readonly type: 'longLength'; readonly at: number }
  | { readonly type: 'newVersion' }
  | { readonly type: 'newVersionBehindRange' }
  | { readonly type: 'ignoreRange' }
  | { readonly type: 'otherRange'; readonly at: number }
  | { readonly type: 'noRangeHeader' }
  | { readonly type: 'weakEtag'; readonly at: number }
  | { readonly type: 'status'; readonly status: number; readonly retryAfter?: string }
  | { readonly type: 'redirect'; readonly to: string }
  | { readonly type: 'dribble' }
  | { readonly type: 'wrongBytes'; readonly at: number }
  | { readonly type: 'gzip' }
  | { readonly type: 'hang' }
  | { readonly type: 'hangBody'; readonly at: number }
  | { readonly type: 'endless' }
  | { readonly type: 'garbage' }
  | { readonly type: 'reset' };

/** A request as it came. */
export interface SeenRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

/** A server of one file on this machine. */
export interface FaultServer {
  /** Its address, with a slash at the end. */
  readonly base: string;
  readonly port: number;
  /** What came in. */
  readonly requests: SeenRequest[];
  /** Statuses of the answers that got so far. */
  readonly answers: number[];
  close(): Promise<void>;
}

/** Serves `bytes` under every path; the n-th request of a path gets the n-th fault of its script, later ones the last. */
export async function faultServer(options: {
  readonly bytes: Uint8Array;
  readonly script: (path: string) => readonly Fault[];
  readonly secure?: boolean;
}): Promise<FaultServer> {
  const { bytes, script, secure = false } = options;
  const requests: SeenRequest[] = [];
  const answers: number[] = [];
  const asked = new Map<string, number>();
  const versions = new Map<string, number>();
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '';
    const count = asked.get(path) ?? 0;
    asked.set(path, count + 1);
    const { range, 'if-range': ifRange } = request.headers;
    requests.push({ path, range, ifRange: ifRange as string | undefined, headers: request.headers });
    response.on('error', () => {});
    response.once('close', () => answers.push(response.statusCode));
    const faults = script(path);
    const fault = faults[Math.min(count, faults.length - 1)] ?? { type: 'none' };
    if (fault.type === 'newVersion' || fault.type === 'newVersionBehindRange') {
      versions.set(path, (versions.get(path) ?? 0) + 1);
    }
    answer({ fault, bytes, request, response, version: versions.get(path) ?? 0 });
  };
  const server: Server = secure ? createHttpsServer({ ...LOCALHOST }, handle) : createHttpServer(handle);
  server.on('clientError', (_error, socket) => socket.destroy());
  const port = await listen(server);
  return {
    ...{ base: `${secure ? 'https' : 'http'}://localhost:${port}/`, port, requests, answers },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** Waits until a server listens on a port of its own. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

interface AnswerOptions {
  readonly fault: Fault;
  readonly bytes: Uint8Array;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly version: number;
}

function answer({ fault, bytes: original, request, response, version }: AnswerOptions): void {
  // Another version has other bytes of the same number.
  const bytes = version % 2 === 0 ? original : original.map((byte) => byte ^ 0x55);
  const etag = fault.type === 'weakEtag' ? 'W/"weak"' : `"v${version}"`;
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const mayRange = request.headers['if-range'] === etag || fault.type === 'newVersionBehindRange';
  const ranged =
    from !== undefined && mayRange && fault.type !== 'ignoreRange' && Number(from) < bytes.length;
  const start = ranged ? Number(from) : 0;
  const body = bytes.subarray(start);
  const place = (at: number): number => Math.floor(at * body.length);
  const head = (length: number | undefined, more: Record<string, string> = {}): void => {
    const shift = fault.type === 'otherRange' ? 1 + place(fault.at) : 0;
    const range = `bytes ${start + shift}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(ranged ? 206 : 200, {
      ...{ etag, ...more },
      ...(length === undefined ? {} : { 'content-length': length }),
      ...(ranged && fault.type !== 'noRangeHeader' ? { 'content-range': range } : {}),
    });
  };
  switch (fault.type) {
    case 'cut':
    case 'weakEtag':
      head(body.length);
      response.write(body.subarray(0, place(fault.at)), () => response.destroy());
      return;
    case 'endEarly':
      head(undefined);
      response.end(body.subarray(0, place(fault.at)));
      return;
    case 'shortLength':
      head(place(fault.at));
      response.flushHeaders();
      response.socket?.write(body);
      response.socket?.end();
      return;
    case 'longLength':
      head(body.length + 1 + place(fault.at));
      response.write(body, () => response.destroy());
      return;
    case 'wrongBytes': {
      const wrong = Uint8Array.from(body);
      wrong[place(fault.at)] = (wrong[place(fault.at)] ?? 0) ^ 1;
      head(wrong.length);
      response.end(wrong);
      return;
    }
    case 'gzip':
      head(undefined, { 'content-encoding': 'gzip' });
      response.end(gzipSync(body));
      return;
    case 'status':
      response.writeHead(
        fault.status,
        fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter },
      );
      response.end('no');
      return;
    case 'redirect':
      response.writeHead(302, { location: fault.to }).end();
      return;
    case 'dribble':
      head(body.length);
      dribble(response, body);
      return;
    case 'hang':
      return;
    case 'hangBody':
      head(body.length);
      response.write(body.subarray(0, place(fault.at)));
      return;
    case 'endless': {
      head(undefined);
      const more = (): void => {
        if (!response.destroyed) response.write(body, () => setImmediate(more));
      };
      more();
      return;
    }
    case 'garbage':
      request.socket.end('this is no HTTP\r\n\r\n');
      return;
    case 'reset':
      request.socket.destroy();
      return;
    default:
      head(body.length);
      response.end(body);
  }
}

function dribble(response: ServerResponse, body: Uint8Array): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (response.destroyed || sent >= body.length) {
      clearInterval(timer);
      response.end();
      return;
    }
    response.write(body.subarray(sent, sent + 1));
    sent += 1;
  }, 5);
  response.once('close', () => clearInterval(timer));
}
