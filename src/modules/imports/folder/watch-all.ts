import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../../../platform/context.ts';
import { folderPath, takingOf } from './service.ts';
import { findFolder, listFolderIds, noteTaken } from './store.ts';
import { type FolderWatch, LOOK_MS, STABLE_MS, watchFolder } from './watch.ts';

/**
 * Watches the folders of every workspace while the server runs: new ones are found, removed ones forgotten. One file after the
 * other, so that a hundred files at once do not take the machine.
 */
export function startFolderWatch(
  context: Context,
  { lookMs = LOOK_MS, stableMs = STABLE_MS }: { lookMs?: number; stableMs?: number } = {},
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const watches = new Map<string, FolderWatch>();

  const begin = async (workspaceId: string, folderId: string): Promise<FolderWatch | undefined> => {
    const db = context.database.of(workspaceId);
    const row = await findFolder(db, workspaceId, folderId);
    if (!row) return undefined;
    const { actor, taking } = takingOf(row, signal);
    return watchFolder(context, actor, {
      folder: folderPath(context.config, row),
      taking,
      stableMs,
      onTaken: async (file, taken) => {
        await noteTaken(db, workspaceId, {
          folderId,
          file: file.name,
          at: context.clock.now(),
          error: taken.state === 'failed' ? taken.failure : null,
        });
        context.log.info({ folderId, state: taken.state }, 'a file of a watched folder');
      },
    });
  };
  const round = async () => {
    const folders = await listFolderIds(context.database.outside);
    const ids = new Set(folders.map(({ folderId }) => folderId));
    for (const known of watches.keys()) if (!ids.has(known)) watches.delete(known);
    for (const { workspaceId, folderId } of folders) {
      if (signal.aborted) return;
      const watch = watches.get(folderId) ?? (await begin(workspaceId, folderId));
      if (!watch) continue;
      watches.set(folderId, watch);
      await watch.step();
    }
  };
  const running = (async () => {
    while (!signal.aborted) {
      await round().catch((error: unknown) => {
        context.log.warn({ code: (error as NodeJS.ErrnoException).code }, 'watching folders');
      });
      await wait(lookMs, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
