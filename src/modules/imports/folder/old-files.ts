import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { legalRule } from '../../privacy/index.ts';
import { getWorkspace, listWorkspaces } from '../../workspace/index.ts';

/** When a file was put away, as its name begins. */
const STAMP = /^(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(\d\d)-/;

/**
 * Destroys files that watched folders put away, those of removed folders too, after the days of their own rule (PV-24).
 */
export async function destroyOldFolderFiles(context: Context): Promise<void> {
  const now = context.clock.now();
  for (const { workspaceId } of await listWorkspaces(context.database.outside)) {
    const inbox = path.join(context.config.home, 'inbox', workspaceId);
    const folders = await readdir(inbox).catch(() => []);
    if (folders.length === 0) continue;
    const workspace = await getWorkspace(context.database.of(workspaceId), workspaceId);
    const { doneDays, failedDays } = legalRule('folder_file_retention', businessDayOf(now, workspace));
    for (const folder of folders) {
      await destroyBefore(path.join(inbox, folder, 'done'), shiftDays(now, -doneDays));
      await destroyBefore(path.join(inbox, folder, 'failed'), shiftDays(now, -failedDays));
    }
  }
}

async function destroyBefore(folder: string, before: Date): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    // The file's own time is the till's: it may be a year old on the day it is put here.
    const [, day, hour, minute, second] = STAMP.exec(name) ?? [];
    if (day === undefined || new Date(`${day}T${hour}:${minute}:${second}Z`) >= before) continue;
    await rm(path.join(folder, name), { force: true });
  }
}
