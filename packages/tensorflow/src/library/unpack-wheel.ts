import { mkdir } from 'node:fs/promises';
import { EngineError } from '../engine-error.ts';
import type { Environment } from './cache-folder.ts';
import { placeOf, type LibraryPlan } from './library-plan.ts';
import type { PinnedWheel } from './pinned-wheel.ts';
import { lastLines, runPython } from './run-python.ts';

/** Options of {@link unpackWheel}. */
export interface UnpackWheelOptions {
  readonly wheel: PinnedWheel;
  /** Where its members go. */
  readonly layout: LibraryPlan['layout'];
  /** The wheel's file. */
  readonly file: string;
  /** The folder to make; it gets the libraries. */
  readonly out: string;
  readonly environment: Environment;
  /** Called with the bytes that are unpacked. */
  readonly onBytes: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Streams the libraries out of the wheel, flushes them to disk and answers the sha256 of each. */
const UNPACK = `
import hashlib, json, zipfile
wheel, out, members = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
done = 0
with zipfile.ZipFile(wheel) as archive:
    for member, place, mode in members:
        digest = hashlib.sha256()
        path = os.path.join(out, *place.split('/'))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(member) as source, open(path, 'xb') as target:
            for chunk in iter(lambda: source.read(1 << 22), b''):
                digest.update(chunk)
                target.write(chunk)
                done += len(chunk)
                print('bytes', done, flush=True)
            target.flush()
            os.fsync(target.fileno())
        os.chmod(path, mode)
        print('sha256', digest.hexdigest(), flush=True)
`;

/**
 * Unpacks a wheel's libraries and checks the sha256 of each.
 * @throws EngineError `INSTALL_FAILED` with both sums, or with Python's reason.
 */
export async function unpackWheel(options: UnpackWheelOptions): Promise<void> {
  const { wheel, layout, file, out, environment, onBytes, signal } = options;
  await mkdir(out);
  const sums: string[] = [];
  const what = `Unpacking ${wheel.project}`;
  const members = wheel.libraries.map(({ member, executable }) => [
    member,
    placeOf({ layout }, member),
    executable ? 0o755 : 0o644,
  ]);
  const end = await runPython(UNPACK, [file, out, JSON.stringify(members)], {
    what,
    environment,
    signal,
    onLine: (line) => {
      const [kind, value = ''] = line.trim().split(' ');
      if (kind === 'sha256') sums.push(value);
      else if (kind === 'bytes') onBytes(Number(value));
    },
  });
  if (end.code !== 0)
    throw new EngineError(
      'INSTALL_FAILED',
      `${what} failed (${lastLines({ ...end, output: '' })}); mend that, for example make room, and run the command again.`,
    );
  for (const [index, { member, sha256 }] of wheel.libraries.entries())
    if (sums[index] !== sha256)
      throw new EngineError(
        'INSTALL_FAILED',
        `${member} has sha256 ${sums[index]}, expected ${sha256}; nothing was installed, run the command again.`,
      );
}
