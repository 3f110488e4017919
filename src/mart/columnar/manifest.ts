import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readJson, writeFileAtomically } from '../../platform/files.ts';
import { CHANGE_KINDS } from './tables.ts';

/** Raised when a table or what a column says changes: older files are then built anew. */
export const MART_VERSION = 3;

const zFile = z.object({
  file: z.string(),
  /** A shorter or longer file is damaged; what is inside is checked by the engine, block by block. */
  bytes: z.number().int(),
});

const zSizes = z.object({ orders: z.number().int(), lines: z.number().int(), customers: z.number().int() });

const zManifest = z.object({
  version: z.literal(MART_VERSION),
  copyId: z.string(),
  base: zFile,
  /** Rows newer than the base: of `whole` kinds all of them, of `kinds` those that changed. */
  delta: zFile.extend({ whole: z.array(z.enum(CHANGE_KINDS)), kinds: z.array(z.enum(CHANGE_KINDS)) }).nullable(),
  /** PostgreSQL's snapshot that the files show, and the one that the log of changes may still remember instead. */
  snapshot: z.string(),
  previousSnapshot: z.string().nullable(),
  builtAt: z.iso.datetime(),
  seconds: z.number(),
  sizes: zSizes,
  /** Files that the manifests before named, and since when none names them: their readers may not be done yet. */
  retired: z.array(z.object({ file: z.string(), at: z.iso.datetime() })),
});
/** What is published of one workspace: its files, and what they show. */
export type Manifest = z.infer<typeof zManifest>;

/** The folder of a workspace's columnar mart. */
export function martFolder(home: string, workspaceId: string): string {
  return path.join(home, 'mart', workspaceId);
}

const MANIFEST = 'manifest.json';

/** What is published, when it is whole: undefined when nothing is, or a file of it is missing or has another length. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const parsed = zManifest.safeParse(readJson(path.join(folder, MANIFEST)));
    if (!parsed.success) return undefined;
    const { base, delta } = parsed.data;
    return [base, delta].every((file) => file === null || isWhole(folder, file)) ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function isWhole(folder: string, { file, bytes }: { file: string; bytes: number }): boolean {
  return statSync(path.join(folder, file), { throwIfNoEntry: false })?.size === bytes;
}

/** A folder for files that are not finished: nobody reads it, and the next build throws it away. */
export function newDraft(folder: string): string {
  const draft = path.join(folder, `${DRAFT}${randomUUID()}`);
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  return draft;
}

const DRAFT = 'draft-';

/** Moves a finished file to where readers find it; it is on the disk before its name is. */
export function keepFile(folder: string, draft: string, kind: 'base' | 'delta'): { file: string; bytes: number } {
  const from = path.join(draft, `${kind}.duckdb`);
  const file = `${kind}-${path.basename(draft).slice(DRAFT.length)}.duckdb`;
  const fd = openSync(from, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(from, path.join(folder, file));
  return { file, bytes: statSync(path.join(folder, file)).size };
}

/** From here on readers see the new files, all of them at once. */
export function publish(folder: string, manifest: Manifest): void {
  writeFileAtomically(path.join(folder, MANIFEST), JSON.stringify(manifest, null, 2));
}

/** Tells readers that what is published cannot be read: the next one builds it anew. */
export function unpublish(folder: string): void {
  rmSync(path.join(folder, MANIFEST), { force: true });
}

/** A reader that has just read an older manifest still finds its files for this long. */
const GRACE_MS = 60_000;

/** Retired files whose readers may not be done yet. A clock that ran ahead once does not keep them for good. */
function stillRead({ retired }: Manifest, now: Date): Manifest['retired'] {
  return retired.filter(({ at }) => Math.abs(now.getTime() - Date.parse(at)) < GRACE_MS);
}

/** Lets go of retired files that nobody reads any more, also where nothing else happens: an erased person may be in them (PV-20). */
export function letGo(folder: string, before: Manifest, now: Date): void {
  const retired = stillRead(before, now);
  if (retired.length === before.retired.length) return;
  const manifest = { ...before, retired };
  publish(folder, manifest);
  sweep(folder, manifest);
}

/** Files that `next` no longer names: those of `before`, and those that `before` had retired a short while ago. */
export function retire(
  before: Manifest | undefined,
  next: Pick<Manifest, 'base' | 'delta'>,
  now: Date,
): Manifest['retired'] {
  if (!before) return [];
  const named = new Set([next.base.file, next.delta?.file]);
  const gone = [before.base.file, before.delta?.file].filter((file) => file !== undefined && !named.has(file));
  return [...stillRead(before, now), ...gone.map((file) => ({ file: file ?? '', at: now.toISOString() }))];
}

/** Removes drafts that no build works on any more, and files without a reader. Only who holds the workspace's lock calls it. */
export function sweep(folder: string, manifest: Manifest | undefined): void {
  if (!existsSync(folder)) return;
  const kept = new Set([
    MANIFEST,
    manifest?.base.file,
    manifest?.delta?.file,
    ...(manifest?.retired ?? []).map(({ file }) => file),
  ]);
  for (const name of readdirSync(folder)) {
    if (!kept.has(name)) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}
