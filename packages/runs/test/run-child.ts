import { spawn } from 'node:child_process';

/** How a child ended. */
export interface ChildEnd {
  /** Its exit code; null where a signal ended it. */
  readonly code: number | null;
  /** The signal that ended it. */
  readonly signal: string | null;
  /** What it printed. */
  readonly lines: readonly string[];
  /** What it wrote to its second channel. */
  readonly errors: string;
}

/** Options of {@link runChild}. */
export interface RunChildOptions {
  /** Program and its arguments. */
  readonly args: readonly string[];
  /** Is told each line. */
  readonly onLine?: (line: string, child: { kill(): void; say(line: string): void }) => void;
}

/** Runs a Node program to its end. */
export async function runChild({ args, onLine }: RunChildOptions): Promise<ChildEnd> {
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const lines: string[] = [];
  let [rest, errors] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.on('error', () => undefined);
  const hands = {
    kill: () => void child.kill('SIGKILL'),
    say: (line: string) => void child.stdin.write(`${line}\n`),
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = `${rest}${text}`.split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      onLine?.(line, hands);
    }
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, lines, errors }));
  });
}
