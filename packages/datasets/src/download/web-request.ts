import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { proxyFor, proxyHeaders } from './web-proxy.ts';
import type { Environment } from './web-proxy.ts';

/** How long to wait for a server, and the way to it. */
export interface ConnectionOptions {
  /** Longest wait for a connection, in milliseconds. */
  readonly connectMs: number;
  /** Longest silence of the server, in milliseconds. */
  readonly silenceMs: number;
  /** Where the proxy settings are. */
  readonly environment: Environment;
  /** Certificates to trust in place of Node's, in PEM form: for tests. */
  readonly ca?: string | undefined;
  /** Stops the request. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link webRequest}. */
export interface WebRequestOptions extends ConnectionOptions {
  /** Address, of http or https. */
  readonly url: URL;
  /** Headers to send. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Asks for an address, through a proxy where one is set. Redirects are not followed and nothing is unpacked.
 *
 * @param options - The address.
 * @returns The answer; its body has not been read.
 * @throws Error when no answer comes in time.
 */
export async function webRequest(options: WebRequestOptions): Promise<IncomingMessage> {
  const { url, headers, environment, ca, signal } = options;
  signal?.throwIfAborted();
  const proxy = proxyFor(url, environment);
  if (url.protocol === 'https:') {
    const tunnel = proxy === undefined ? undefined : await openTunnel(proxy, options);
    const secure = { servername: isIP(bare(url)) === 0 ? bare(url) : '', ca };
    const way =
      tunnel === undefined
        ? { agent: false as const, ...secure }
        : { createConnection: () => tlsConnect({ ...secure, host: bare(url), socket: tunnel }) };
    return await answer(httpsRequest(url, { headers, signal, ...way }), 'secureConnect', options);
  }
  if (proxy === undefined)
    return await answer(httpRequest(url, { headers, signal, agent: false }), 'connect', options);
  const path = new URL(url);
  path.hash = '';
  const through = { ...headers, ...proxyHeaders(proxy), host: url.host };
  return await answer(
    toProxy(proxy, { path: path.href, headers: through, signal, ca }),
    proxyConnected(proxy),
    options,
  );
}

const bare = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
const proxyConnected = ({ protocol }: URL): Connected =>
  protocol === 'https:' ? 'secureConnect' : 'connect';

type Connected = 'connect' | 'secureConnect';

function toProxy(
  proxy: URL,
  options: {
    readonly path: string;
    readonly method?: 'CONNECT';
    readonly headers: Record<string, string>;
    readonly signal: AbortSignal | undefined;
    readonly ca: string | undefined;
  },
): ClientRequest {
  const secure = proxy.protocol === 'https:';
  const send = secure ? httpsRequest : httpRequest;
  const port = proxy.port === '' ? (secure ? 443 : 80) : Number(proxy.port);
  return send({ ...options, host: bare(proxy), port, agent: false });
}

/** Asks an HTTP proxy to pass on what is sent, for TLS with the server itself. */
async function openTunnel(proxy: URL, { url, connectMs, signal, ca }: WebRequestOptions): Promise<Socket> {
  const place = `${url.hostname}:${url.port === '' ? 443 : url.port}`;
  const headers = { ...proxyHeaders(proxy), host: place };
  const request = toProxy(proxy, { path: place, method: 'CONNECT', headers, signal, ca });
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      request.destroy(new Error(`the proxy ${proxy.host} did not connect within ${connectMs} ms`));
    }, connectMs);
    request.once('connect', ({ statusCode = 0, statusMessage = '' }, socket) => {
      clearTimeout(timer);
      if (statusCode >= 200 && statusCode < 300) {
        resolve(socket as Socket);
        return;
      }
      socket.destroy();
      reject(new Error(`the proxy ${proxy.host} answered ${statusCode} ${statusMessage}`.trimEnd()));
    });
    request.once('response', (response) => {
      clearTimeout(timer);
      response.destroy();
      reject(
        new Error(`the proxy ${proxy.host} answered ${response.statusCode} where a tunnel was asked for`),
      );
    });
    request.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end();
  });
}

async function answer(
  request: ClientRequest,
  connected: Connected,
  { connectMs, silenceMs, url }: WebRequestOptions,
): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    const giveUp = (milliseconds: number, reason: string): NodeJS.Timeout =>
      setTimeout(() => request.destroy(new Error(reason)), milliseconds);
    let timer = giveUp(connectMs, `no connection to ${url.host} within ${connectMs} ms`);
    request.once('socket', (socket) => {
      socket.once(connected, () => {
        clearTimeout(timer);
        timer = giveUp(silenceMs, `the server was silent for ${silenceMs} ms`);
      });
    });
    request.once('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end();
  });
}
