import { mkdtempSync, rmSync } from 'node:fs';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LogDisk, RunRecord } from '../src/index.ts';

/** A new folder, removed after the test. */
export function logFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'skipjack-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A disk that takes `room` bytes and then is full, and that can be given more. */
export class SmallDisk implements LogDisk {
  room: number;
  code = 'ENOSPC';
  refused = 0;

  constructor(room: number) {
    this.room = room;
  }

  openSync = (path: string, flags: string): number => fs.openSync(path, flags);
  fsyncSync = (fd: number): void => fs.fsyncSync(fd);
  closeSync = (fd: number): void => fs.closeSync(fd);

  ftruncateSync = (fd: number, size: number): void => {
    this.room += Math.max(0, fs.fstatSync(fd).size - size);
    fs.ftruncateSync(fd, size);
  };

  writeSync = (fd: number, bytes: Uint8Array, offset: number, length: number, position: number): number => {
    const most = Math.min(length, Math.max(0, this.room), 7); // and never more than seven at once
    if (most === 0) {
      this.refused += 1;
      throw Object.assign(new Error(`${this.code}: refused`), { code: this.code });
    }
    this.room -= most;
    return fs.writeSync(fd, bytes, offset, most, position);
  };
}

/** What some run is. */
export const RUN: RunRecord = {
  version: 1,
  recipe: { name: 'quick-mnist', batch: 128, optimizer: { type: 'sgd', momentum: 0.9 } },
  model: { name: 'resnet8', options: { shortcut: 'A' } },
  data: { name: 'mnist', fingerprint: 'abc' },
  steps: 40,
  versions: { skipjack: '0.1.0' },
  machine: { cpu: 'Some CPU', cores: 2, memoryGiB: 8, platform: 'linux x64', node: '20.20.2' },
  started: '2026-11-25T08:00:00.000Z',
};
