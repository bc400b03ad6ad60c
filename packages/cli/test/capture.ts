import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { CliIo } from '../src/cli-io.ts';

/** A stream that remembers what is printed on it. */
export class Capture extends Writable {
  readonly isTTY: boolean;
  #text = '';

  constructor(isTTY = false) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.#text += chunk.toString();
    done();
  }

  get text(): string {
    return this.#text;
  }

  get lines(): string[] {
    return this.#text.split('\n').filter((line) => line !== '');
  }
}

/** A world in which nothing happens but what a test makes happen. */
export interface CapturedIo extends CliIo {
  readonly stdout: Capture;
  readonly stderr: Capture;
  readonly signals: EventEmitter;
  /** Exit codes that `exit` was called with. */
  readonly exits: number[];
}

export function capturedIo(io: Partial<CapturedIo> = {}): CapturedIo {
  const exits: number[] = [];
  return {
    stdout: new Capture(),
    stderr: new Capture(),
    environment: {},
    workingDirectory: '/nowhere',
    signals: new EventEmitter(),
    exit: (code) => exits.push(code),
    exits,
    now: () => 0,
    ...io,
  };
}
