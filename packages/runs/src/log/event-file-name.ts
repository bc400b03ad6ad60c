import { hostname } from 'node:os';

const NAME = /^events\.out\.tfevents\.(\d{10,12})\./;

/**
 * The name of a new event file: TensorBoard reads the files of a folder by their names, so that a later one has to have the greater
 * number, whatever the clock says.
 *
 * @param names - What the folder holds.
 * @param now - Seconds since 1970.
 */
export function eventFileName(names: readonly string[], now: number = Date.now() / 1000): string {
  const former = names.map((name) => Number(NAME.exec(name)?.[1] ?? -1));
  const time = Math.max(Math.floor(now), ...former.map((second) => second + 1));
  const host = hostname().replace(/[^\w.-]/g, '_') || 'localhost';
  return `events.out.tfevents.${String(time).padStart(10, '0')}.${host}.${process.pid}.0`;
}
