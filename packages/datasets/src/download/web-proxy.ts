/** Environment variables by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Says through which proxy an address is reached: `https_proxy` or `http_proxy` by the address's own protocol, else `all_proxy`, in
 * small or capital letters; none for the hosts of `no_proxy`. That is a list, separated by commas, of names (which stand for their
 * subdomains too, with or without a dot before them), addresses, either with a port; `*` is every host.
 *
 * Proxies are spoken to over HTTP or HTTPS, with a name and password where their address has one; SOCKS is not supported.
 *
 * @param url - The address.
 * @param environment - Where the settings are.
 * @returns The proxy's address; undefined where there is none.
 * @throws Error when the setting is no address of an HTTP proxy.
 */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const scheme = url.protocol.slice(0, -1);
  const name = [`${scheme}_proxy`, 'all_proxy'].find((key) => setting(environment, key) !== undefined);
  const value = name === undefined ? undefined : setting(environment, name);
  if (name === undefined || value === undefined || isExcepted(url, setting(environment, 'no_proxy')))
    return undefined;
  const proxy = parse(value.includes('://') ? value : `http://${value}`);
  if (proxy === undefined || !['http:', 'https:'].includes(proxy.protocol)) {
    throw new Error(
      `${name} is no address of an HTTP proxy (its protocol is ${proxy?.protocol ?? 'unreadable'}); write http://host:port, or unset it`,
    );
  }
  return proxy;
}

function setting(environment: Environment, name: string): string | undefined {
  return [environment[name], environment[name.toUpperCase()]].find(
    (value) => value !== undefined && value !== '',
  );
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isExcepted(url: URL, list: string | undefined): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return (list ?? '').split(/[\s,]+/).some((entry) => {
    if (entry === '') return false;
    if (entry === '*') return true;
    const [, bare = '', wanted] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    // An IPv6 address without brackets has colons of its own.
    const [name, only] =
      entry.split(':').length > 2 && !entry.startsWith('[')
        ? [entry.toLowerCase(), undefined]
        : [bare, wanted];
    if (only !== undefined && only !== port) return false;
    const suffix = name.replace(/^\*?\.?/, '');
    return host === suffix || host.endsWith(`.${suffix}`);
  });
}

/**
 * The header that a proxy's name and password make.
 *
 * @param proxy - The proxy's address.
 * @returns `proxy-authorization`, or nothing.
 */
export function proxyHeaders({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}
