import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../../../platform/context.ts';
import { listRightsOf } from '../../staff/index.ts';
import { folderPath, STOPPED, takingOf } from './service.ts';
import { findFolder, listFolderIds, noteStopped, noteTaken } from './store.ts';
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
  const watches = new Map<string, FolderWatch & { mayRun: () => Promise<boolean> }>();
  const stopped = new Set<string>();

  const begin = async (workspaceId: string, folderId: string) => {
    const db = context.database.of(workspaceId);
    const row = await findFolder(db, workspaceId, folderId);
    if (!row) return undefined;
    const { createdBy: accountId } = row;
    // Rights may be lost while the folder is under watch, and who made it may be gone: then nobody answers for it.
    const rightsNow = async () =>
      accountId === null ? [] : await listRightsOf(context.database.outside, { workspaceId, accountId });
    const mayRun = async () => (await rightsNow()).includes('imports:run');
    const { actor, taking } = takingOf(row, await rightsNow(), signal);
    const watch = watchFolder(context, actor, {
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
    return { ...watch, mayRun };
  };
  const round = async () => {
    const folders = await listFolderIds(context.database.outside);
    const ids = new Set(folders.map(({ folderId }) => folderId));
    for (const known of watches.keys()) if (!ids.has(known)) watches.delete(known);
    for (const { workspaceId, folderId } of folders) {
      if (signal.aborted) return;
      const watch = watches.get(folderId) ?? (await begin(workspaceId, folderId));
      if (!watch) continue;
      if (await watch.mayRun()) {
        stopped.delete(folderId);
        watches.set(folderId, watch);
        await watch.step();
        continue;
      }
      watches.delete(folderId);
      if (!stopped.has(folderId)) await noteStopped(context.database.of(workspaceId), workspaceId, folderId, STOPPED);
      stopped.add(folderId);
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
