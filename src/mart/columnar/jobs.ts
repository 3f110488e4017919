import { rmSync } from 'node:fs';
import { z } from 'zod';
import { defineJob } from '../../platform/jobs.ts';
import { buildColumnar, type ColumnarContext } from './build.ts';
import { cutLog, findLastQuestion } from './changes.ts';
import { martFolder, readManifest } from './manifest.ts';

/** A mart that was asked within a day follows every sale within seconds; any other waits for its next question. */
const FOLLOW_MS = 86_400_000;

const zPayload = z.object({ workspaceId: z.string() });

/** Brings the columnar mart up to date while somebody uses it. Twice does the same as once. */
export const columnarJob = defineJob({
  name: 'mart.columnar',
  payload: zPayload,
  async run(context, { workspaceId }) {
    const manifest = readManifest(martFolder(context.config.home, workspaceId));
    if (!manifest) return;
    const askedAt = await cutAndFind(context, workspaceId, manifest.copyId);
    if (!askedAt || context.clock.now().getTime() - askedAt.getTime() > FOLLOW_MS) return;
    await buildColumnar(context, { workspaceId });
  },
});

/**
 * At night also a mart that nobody asked today, so that whoever was erased leaves it (PV-20); one that nobody asked for a week
 * is removed. Twice does the same as once.
 */
export const columnarNightJob = defineJob({
  name: 'mart.columnarNight',
  payload: zPayload,
  async run(context, { workspaceId }) {
    const folder = martFolder(context.config.home, workspaceId);
    const askedAt = await cutAndFind(context, workspaceId, readManifest(folder)?.copyId);
    if (askedAt) await buildColumnar(context, { workspaceId });
    else rmSync(folder, { recursive: true, force: true });
  },
});

/** One waiting refresh a workspace: the one that runs may be too early for what happened since, the next is not. */
export function columnarOptions({ workspaceId }: { workspaceId: string }) {
  const queue = `columnar:${workspaceId}`;
  return { queue, key: queue };
}

/** Cuts the log of what nobody has still to read. @returns when the copy was last asked; undefined when it is forgotten */
async function cutAndFind(
  context: ColumnarContext,
  workspaceId: string,
  copyId: string | undefined,
): Promise<Date | undefined> {
  const client = await context.database.connect(workspaceId);
  try {
    await cutLog(client, { workspaceId, now: context.clock.now() });
    return copyId === undefined ? undefined : await findLastQuestion(client, { workspaceId, copyId });
  } finally {
    client.release();
  }
}
