// From the output of a failed command to the thing to do about it.

const KNOWN = [
  [
    /ENOSPC|no space left on device|Errno 28\b/i,
    'The disk is full. Free about 2 GB in this checkout, the home folder and the temporary folder.',
  ],
  [
    /ENOTFOUND|ENOTCACHED|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network (?:is )?unreachable|name resolution|error sending request|connection (?:refused|reset|timed out)|NewConnectionError|MaxRetryError|ProxyError|tunneling socket/i,
    'The package registry could not be reached. Check the network, or the proxy settings of npm and pip (HTTPS_PROXY).',
  ],
  [
    /CERT_|self[- ]signed certificate|unable to (?:get|verify).*certificate|CERTIFICATE_VERIFY_FAILED/i,
    'A certificate was refused. Behind a company proxy, name its certificate in NODE_EXTRA_CA_CERTS and PIP_CERT.',
  ],
  [
    /EACCES|EPERM|EROFS|permission denied|read-only file system/i,
    'Something may not be written. Check who owns this checkout and the home folder; never run set-up with sudo.',
  ],
  [
    /OUTDATED_LOCKFILE|frozen-lockfile/i,
    'pnpm-lock.yaml does not match the package.json files. Get both back from git, or run `.skipjack/pnpm/node_modules/.bin/pnpm install` after a change of dependencies.',
  ],
  [
    /No module named pip|ensurepip/i,
    'Python has no pip. On Debian or Ubuntu: `sudo apt-get install python3-pip`; elsewhere: `python3 -m ensurepip`.',
  ],
  [
    /error TS\d+/,
    'The sources do not compile. The log has the places; `git status` shows whether they were changed here.',
  ],
];

/** @returns {string} what to do, or a general hint where the output tells nothing known */
export const adviceFor = (output) =>
  KNOWN.find(([pattern]) => pattern.test(output))?.[1] ??
  'The log has everything that the command wrote. Running the same command again goes on from this step.';
