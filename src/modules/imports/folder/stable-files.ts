import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file that lies in a watched folder and has stopped growing. */
export interface StableFile {
  name: string;
  path: string;
  size: number;
  modifiedMs: number;
}

/** Names under which programs write before they are done, lock files of spreadsheets, and hidden files. */
const UNFINISHED = /^[.~]|\.(?:tmp|part|partial|filepart|crdownload|download|swp|lock)$/i;

/**
 * Looks at a folder again and again. A file counts once its size and time have been the same for `stableMs`: asking the folder
 * works on network drives too, where no system tells of changes.
 */
export function createFolderLook(folder: string, stableMs: number) {
  const seen = new Map<string, { size: number; modifiedMs: number; sinceMs: number }>();
  return {
    /** Files that have come to rest, the oldest first. `nowMs` is of a clock that only goes forward. */
    async look(nowMs: number, onlyName?: string): Promise<StableFile[]> {
      const entries = await readdir(folder, { withFileTypes: true });
      const names = entries
        .filter((entry) => entry.isFile() && !UNFINISHED.test(entry.name))
        .map((entry) => entry.name)
        .filter((name) => onlyName === undefined || name === onlyName);
      for (const name of seen.keys()) if (!names.includes(name)) seen.delete(name);
      const stable: StableFile[] = [];
      for (const name of names) {
        const file = path.join(folder, name);
        const found = await stat(file).catch(() => undefined);
        if (!found) continue;
        const now = { size: found.size, modifiedMs: found.mtimeMs };
        const before = seen.get(name);
        const isSame = before?.size === now.size && before.modifiedMs === now.modifiedMs;
        if (!isSame) seen.set(name, { ...now, sinceMs: nowMs });
        else if (nowMs - before.sinceMs >= stableMs && now.size > 0) stable.push({ name, path: file, ...now });
      }
      return stable.sort((a, b) => a.modifiedMs - b.modifiedMs || (a.name < b.name ? -1 : 1));
    },
  };
}

/** Whether a file is as it was when it was looked at. */
export async function isUnchanged(file: StableFile): Promise<boolean> {
  const found = await stat(file.path).catch(() => undefined);
  return found !== undefined && found.size === file.size && found.mtimeMs === file.modifiedMs;
}
