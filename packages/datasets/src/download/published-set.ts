import type { ExpectedFile } from './expected-file.ts';

/** One file of a published data set. */
export interface PublishedDownload extends ExpectedFile {
  /** Name of the file, as its publisher has it. */
  readonly name: string;
  /** Addresses, the best first. */
  readonly urls: readonly string[];
  /**
   * Whether the data set is complete without it: another form of what another file holds, or an extra part.
   * @defaultValue false
   */
  readonly optional?: boolean | undefined;
  /**
   * Name of the file that need not be there where this one is.
   * @defaultValue none
   */
  readonly insteadOf?: string | undefined;
}

/** A data set that its authors have published, and how its files are known to be theirs. */
export interface PublishedSet {
  /** Name, also of its folder in the cache. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** The publisher's page. */
  readonly home: string;
  /**
   * How it is had: `embedded` comes with this package, `download` is fetched, `folder` is read from a folder of the user's only, for the
   * reason that `note` gives.
   */
  readonly source: 'embedded' | 'download' | 'folder';
  /** Its files; none where it is embedded or read from a folder only. */
  readonly files: readonly PublishedDownload[];
  /** What else there is to know. */
  readonly note?: string | undefined;
}
