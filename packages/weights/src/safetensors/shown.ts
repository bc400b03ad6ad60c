/** Bytes for a message: printable ASCII as it is, a dot for each other byte. */
export function shownBytes(bytes: Uint8Array): string {
  const signs = Array.from(bytes, (byte) => (byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : '.'));
  return `'${signs.join('')}'`;
}

/** A text of a file for a message: quoted, without anything that a terminal obeys, cut after 60 characters. */
export function shownText(text: string): string {
  const quoted = JSON.stringify(text.slice(0, 60)).replace(
    /[\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length > 60 ? `${quoted}...` : quoted;
}
