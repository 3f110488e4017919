import { setTimeout as wait } from 'node:timers/promises';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { createFolderLook, type StableFile } from './stable-files.ts';
import { type Taken, type TakingOf, takeFile } from './take-file.ts';

/** Time between two looks at a folder. */
export const LOOK_MS = 2_000;
/** How long a file must have been the same: tills write a day's file in one go, slow drives pause for a second or two. */
export const STABLE_MS = 4_000;

/** A folder under watch; `step` looks once and takes what has come to rest. */
export interface FolderWatch {
  step(): Promise<void>;
}

/** Watches one folder, or one file in it that is written anew (then nothing is moved). */
export function watchFolder(
  context: Context,
  actor: Actor,
  watch: {
    folder: string;
    onlyName?: string | undefined;
    taking: TakingOf;
    stableMs?: number;
    onTaken: (file: StableFile, taken: Taken) => Promise<void> | void;
  },
): FolderWatch {
  const { folder, onlyName, taking, stableMs = STABLE_MS, onTaken } = watch;
  const { look } = createFolderLook(folder, stableMs);
  // What could not be moved (a drive that is read-only for us) or is not to be moved is not taken again and again.
  const handled = new Map<string, string>();
  return {
    async step() {
      for (const file of await look(performance.now(), onlyName)) {
        if (taking.signal?.aborted) return;
        const version = `${file.size} ${file.modifiedMs}`;
        if (handled.get(file.name) === version) continue;
        const taken = await takeFile(context, actor, file, taking).catch((error: unknown): Taken => {
          context.log.warn({ code: (error as NodeJS.ErrnoException).code }, 'a file could not be put away');
          return { state: 'growing' };
        });
        if (taken.state === 'postponed') return;
        handled.set(file.name, version);
        if (taken.state === 'growing') continue;
        await onTaken(file, taken);
      }
    },
  };
}

/** Looks at a folder until the signal. A folder that is away for a while (a drive that sleeps) is no end. */
export async function keepWatching(
  watch: FolderWatch,
  options: { signal: AbortSignal; lookMs?: number; onAway: (error: unknown) => void },
): Promise<void> {
  const { signal, lookMs = LOOK_MS, onAway } = options;
  while (!signal.aborted) {
    await watch.step().catch(onAway);
    await wait(lookMs, undefined, { signal }).catch(() => {});
  }
}
