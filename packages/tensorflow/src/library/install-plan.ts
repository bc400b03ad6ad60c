import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { planFolder, type Environment } from './cache-folder.ts';
import { isComplete } from './install-engine.ts';
import { libraryPlan, noPlanReason, planBytes, type LibraryPlan, type PlanBytes } from './library-plan.ts';

/** Options of {@link installPlan}. */
export interface InstallPlanOptions {
  /** As for the installation. @defaultValue false */
  readonly gpu?: boolean;
  /** Environment variables. @defaultValue `process.env` */
  readonly environment?: Environment;
  /** What would be installed. @defaultValue what is pinned for this platform */
  readonly plan?: LibraryPlan;
}

/** What an installation would do. */
export interface InstallPlan {
  /** The wheels, what is taken out of them, and the layout. */
  readonly plan: LibraryPlan;
  /** Where it would be. */
  readonly folder: string;
  /** Whether it is there already. */
  readonly complete: boolean;
  /** What it needs. */
  readonly bytes: PlanBytes;
  /** What is free on the cache's disk. */
  readonly freeBytes: number;
}

/**
 * Says what an installation would do, and does nothing.
 * @throws EngineError `UNSUPPORTED_PLATFORM` where no wheel is pinned.
 */
export function installPlan(options: InstallPlanOptions = {}): InstallPlan {
  const { gpu = false, environment = process.env, plan = libraryPlan({ gpu }) } = options;
  if (!plan) throw new EngineError('UNSUPPORTED_PLATFORM', noPlanReason({ gpu }));
  const folder = planFolder(plan, environment);
  const { bavail, bsize } = statfsSync(nearestFolder(folder));
  return {
    plan,
    folder,
    complete: isComplete(folder, plan),
    bytes: planBytes(plan),
    freeBytes: bavail * bsize,
  };
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}
