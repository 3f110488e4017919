import { MAX_INCREMENTAL_CUSTOMERS, refreshMart } from './build.ts';
import { buildColumnar, type ColumnarBuild, type ColumnarContext } from './columnar/build.ts';
import { findChangedPeople } from './columnar/changes.ts';
import { martFolder, readManifest } from './columnar/manifest.ts';

/**
 * The whole mart: facts of people in PostgreSQL, then the columnar copy, which holds them too. Without `full` only of those whose
 * orders changed since the copy was built. `now` is the workspace's now. @returns what the copy holds, and both times in seconds
 */
export async function buildMart(
  context: ColumnarContext,
  { workspaceId, full, now }: { workspaceId: string; full: boolean; now: Date },
): Promise<ColumnarBuild & { columnarSeconds: number }> {
  const startedAt = performance.now();
  const customerIds = full ? undefined : await findPeople(context, workspaceId);
  if (customerIds === undefined || customerIds.length > 0) {
    await refreshMart(context.database.of(workspaceId), { workspaceId, customerIds, now });
  }
  const built = await buildColumnar(context, { workspaceId, full });
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  return { ...built, seconds, columnarSeconds: built.seconds };
}

async function findPeople(context: ColumnarContext, workspaceId: string): Promise<string[] | undefined> {
  const manifest = readManifest(martFolder(context.config.home, workspaceId));
  if (!manifest) return undefined;
  const client = await context.database.connect(workspaceId);
  try {
    return await findChangedPeople(client, { workspaceId, manifest, max: MAX_INCREMENTAL_CUSTOMERS });
  } finally {
    client.release();
  }
}
