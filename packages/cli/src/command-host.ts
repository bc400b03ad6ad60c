import type { CommandContext } from './degradation-command.ts';

/** What commands are added to a program with. */
export interface CommandHost {
  /** What a command gets. */
  readonly context: <Flags>(flags: Flags) => CommandContext<Flags>;
  /** Wants the exit code. */
  readonly onExitCode: (code: number) => void;
}
