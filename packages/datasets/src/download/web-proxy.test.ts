import { expect, test } from 'vitest';
import { proxyFor } from './web-proxy.ts';
import type { Environment } from './web-proxy.ts';

const proxyOf = (url: string, environment: Environment): string | undefined =>
  proxyFor(new URL(url), environment)?.href;

test('the setting of the protocol, in small letters first, else that of all', () => {
  const both = { https_proxy: 'http://small:1', HTTPS_PROXY: 'http://large:1', ALL_PROXY: 'http://all:1' };
  expect(proxyOf('https://host/', both)).toBe('http://small:1/');
  expect(proxyOf('http://host/', both)).toBe('http://all:1/');
  expect(proxyOf('http://host/', { http_proxy: '', https_proxy: 'http://a:1' })).toBeUndefined();
});

test.each([
  ['https://host.example/', 'host.example', true],
  ['https://host.example/', 'example', true],
  ['https://host.example/', '.example', true],
  ['https://host.example/', '*.example', true],
  ['https://host.example/', 'HOST.EXAMPLE', true],
  ['https://host.example/', 'other, host.example', true],
  ['https://host.example/', '*', true],
  ['https://host.example/', 'host.example:443', true],
  ['https://host.example/', 'host.example:444', false],
  ['https://host.example:444/', 'host.example:444', true],
  ['https://host.example/', 'ost.example', false],
  ['https://host.example/', 'host.example.org', false],
  ['https://host.example/', '', false],
  ['https://10.0.0.1/', '10.0.0.1', true],
  ['https://[::1]/', '::1', true],
  ['https://[::1]:8443/', '[::1]:8443', true],
])('%s with no_proxy %j is asked directly: %s', (url, no_proxy, direct) => {
  expect(proxyOf(url, { https_proxy: 'http://proxy:1', no_proxy }) === undefined).toBe(direct);
});

test.each(['ftp://proxy:1', 'http://'])('%s is no proxy', (https_proxy) => {
  expect(() => proxyOf('https://host/', { https_proxy })).toThrow(
    'https_proxy is no address of an HTTP proxy',
  );
});
