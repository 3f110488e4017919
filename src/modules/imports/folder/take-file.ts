import { copyFile, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import type { ImportBasis, ImportKind, ImportMap, ImportResult } from '../contract.ts';
import { importers } from '../service/importers.ts';
import { describeFailure, isPassing } from '../service/run-batch.ts';
import { isUnchanged, type StableFile } from './stable-files.ts';

/** How the files of one folder are taken. */
export interface TakingOf {
  kind: ImportKind;
  map: ImportMap | undefined;
  basis: ImportBasis;
  sourceName: string;
  /** Files go to `done/` or `failed/` afterwards; without it they stay where they are. */
  moves: boolean;
  encoding?: string | undefined;
  delimiter?: string | undefined;
  sheet?: string | undefined;
  headerRow?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** What became of a file. `growing`: it changed while it was read, so nothing of it is stored, and it is taken again when it has come to rest. */
export type Taken =
  | { state: 'done'; result: ImportResult }
  | { state: 'failed'; failure: ReturnType<typeof describeFailure> }
  | { state: 'growing' | 'postponed' };

/**
 * Imports one file of a watched folder and puts it away. Killed at any moment it leaves either the file as it was and nothing
 * stored, or everything stored and the file still there: then it comes again and changes nothing.
 */
export async function takeFile(context: Context, actor: Actor, file: StableFile, taking: TakingOf): Promise<Taken> {
  const { kind, moves, ...options } = taking;
  try {
    const result = await importers[kind](context, actor, {
      ...options,
      source: file.path,
      fileName: file.name,
      isUnchanged: () => isUnchanged(file),
      isUnattended: true,
    });
    if (moves) {
      const target = await putAway(file, 'done', context.clock.now());
      if (result.errorFile !== null) await copyFile(result.errorFile, `${target}.errors.csv`);
    }
    return { state: 'done', result };
  } catch (error) {
    if (isPassing(error, taking.signal)) return { state: 'postponed' };
    const failure = describeFailure(error);
    if (!(await isUnchanged(file))) return { state: 'growing' };
    if (moves) {
      const target = await putAway(file, 'failed', context.clock.now());
      await writeFile(`${target}.txt`, `${failure.message[actor.locale]}\n`, { mode: 0o600 });
    }
    return { state: 'failed', failure };
  }
}

/** Moves a file into a folder beside it, under a name that says when; nothing that lies there is written over. */
async function putAway(file: StableFile, where: 'done' | 'failed', now: Date): Promise<string> {
  const folder = path.join(path.dirname(file.path), where);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stamp = now.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  for (let again = 0; ; again += 1) {
    const target = path.join(folder, `${stamp}${again === 0 ? '' : `-${again}`}-${file.name}`);
    if (await exists(target)) continue;
    await rename(file.path, target);
    return target;
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
