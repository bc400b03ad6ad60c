import { DataError } from '../data-error.ts';
import { LIMITS } from '../limits.ts';

/** Options of {@link memberName}. */
export interface MemberNameOptions {
  /** Path of the archive. */
  readonly file: string;
  /** Name as the archive has it. */
  readonly name: string;
  /** Where in the archive it is, if that is known. */
  readonly offset?: number;
}

/**
 * Checks the name of an archive's member. Nothing is ever written under it; a name that tries to leave its folder all the same
 * tells of a forged archive.
 *
 * @param options - The name.
 * @returns The same without a `./` before it and slashes after it.
 * @throws {@link DataError} when it is empty, absolute, goes up, or has a backslash, a drive or a control character.
 */
export function memberName(options: MemberNameOptions): string {
  const { file, name } = options;
  const plain = name.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
  const hostile =
    name.length > LIMITS.path ||
    plain.startsWith('/') ||
    /[\u0000-\u001f\u007f\\\uFFFD]/.test(plain) ||
    /^[A-Za-z]:/.test(plain) ||
    plain.split('/').includes('..');
  if (!hostile) return plain;
  throw new DataError(
    `${file} has a member ${JSON.stringify(name.slice(0, 80))}, where a relative path without "..", backslash or control characters was expected; get the archive again from its publisher.`,
    { file, ...(options.offset === undefined ? {} : { offset: options.offset }) },
  );
}
