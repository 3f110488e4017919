import { createWriteStream, mkdirSync } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Config } from '../../../platform/config.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { recordAccess } from '../../staff/index.ts';
import { UPLOAD_DAYS, type zUpload } from '../contract.ts';
import { deleteUploadRow, findUpload, insertUpload, listDryRunsOf, listExpiredUploads } from '../store.ts';
import { importsFolder } from './run-batch.ts';

const DAY_MS = 86_400_000;
/** Rows that could not be taken are personal data too; who has not mended them in a month will not. */
const ERROR_FILE_DAYS = 30;
const MAX_NAME = 200;

/** Where the bytes of an upload lie: one folder, closed to everybody else, names that nobody can guess or choose. */
export function uploadPath(config: Config, uploadId: string): string {
  const folder = path.join(config.home, 'uploads');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, uploadId);
}

/** Where those of a dry run lie who need a person's look: beside the uploads, and no longer than they. */
export function doubtfulPath(config: Config, batchId: string): string {
  return `${uploadPath(config, batchId)}-doubtful.json`;
}

/**
 * Keeps a file that is sent up, without holding it in memory.
 * @throws AppError forbidden | too_large
 */
export async function createUpload(
  context: Context,
  actor: Actor,
  file: { name: string; content: Readable & { truncated?: boolean } },
): Promise<z.input<typeof zUpload>> {
  actor.require('imports:run');
  const uploadId = newId();
  const target = uploadPath(context.config, uploadId);
  const written = createWriteStream(target, { mode: 0o600 });
  try {
    await pipeline(file.content, written);
    if (file.content.truncated) throw new AppError('too_large', 'upload is larger than the limit');
    const now = context.clock.now();
    // The file is as old as its row: so the clean-up, which judges files by their age, never takes one that is still wanted.
    await utimes(target, now, now);
    const upload = {
      uploadId,
      fileName: path.basename(file.name).slice(0, MAX_NAME) || 'file',
      bytes: written.bytesWritten,
      createdBy: actor.accountId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + UPLOAD_DAYS * DAY_MS),
    };
    const db = context.database.of(actor.workspaceId);
    await insertUpload(db, actor.workspaceId, upload);
    await recordAccess(
      db,
      actor,
      { action: 'import', subject: `upload ${uploadId}`, result: `${upload.bytes} bytes` },
      now,
    );
    return { ...upload, expiresAt: upload.expiresAt.toISOString() };
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}

/** @throws AppError not_found */
export async function getUpload(db: Db, workspaceId: string, uploadId: string) {
  const upload = await findUpload(db, workspaceId, uploadId);
  if (upload) return upload;
  throw new AppError('not_found', 'no such upload', {
    userMessage: {
      ko: '올린 파일이 없어요. 하루가 지나면 지워지니 다시 올려 주세요.',
      en: 'The uploaded file is gone (files are kept for a day). Please upload it again.',
    },
  });
}

/** Deletes an uploaded file. @throws AppError forbidden | not_found */
export async function removeUpload(context: Context, actor: Actor, uploadId: string): Promise<void> {
  actor.require('imports:run');
  const db = context.database.of(actor.workspaceId);
  await getUpload(db, actor.workspaceId, uploadId);
  await forgetUploads(context, actor.workspaceId, [uploadId]);
}

/** Deletes files and their rows; those that are gone already are no error. */
export async function forgetUploads(
  context: Context,
  workspaceId: string,
  uploadIds: readonly string[],
): Promise<void> {
  const db = context.database.of(workspaceId);
  for (const uploadId of uploadIds) {
    for (const batchId of await listDryRunsOf(db, workspaceId, uploadId)) {
      await rm(doubtfulPath(context.config, batchId), { force: true });
    }
    await rm(uploadPath(context.config, uploadId), { force: true });
    await deleteUploadRow(db, workspaceId, uploadId);
  }
}

/**
 * Deletes what was sent up and never imported, and error files of long ago. Files are judged by their age alone: a process
 * that was killed while one was sent up has left no row.
 */
export async function removeExpiredUploads(context: Context): Promise<void> {
  const expired = await listExpiredUploads(context.database.outside, context.clock.now());
  for (const { workspaceId, uploadId } of expired) await forgetUploads(context, workspaceId, [uploadId]);
  await removeOldFiles(path.join(context.config.home, 'uploads'), context.clock.now(), UPLOAD_DAYS);
  await removeOldFiles(importsFolder(context.config), context.clock.now(), ERROR_FILE_DAYS);
}

async function removeOldFiles(folder: string, now: Date, days: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    const seen = await stat(file).catch(() => undefined);
    if (seen?.isFile() && now.getTime() - seen.mtimeMs > days * DAY_MS) await rm(file, { force: true });
  }
}

/** Finds the joined files of a map among uploads, by name. @throws AppError not_found | invalid_input */
export async function openJoinUploads(context: Context, workspaceId: string, uploadIds: readonly string[]) {
  const db = context.database.of(workspaceId);
  const byName = new Map<string, string>();
  for (const uploadId of uploadIds) byName.set((await getUpload(db, workspaceId, uploadId)).fileName, uploadId);
  return (name: string): string => {
    const uploadId = byName.get(name);
    if (uploadId !== undefined) return uploadPath(context.config, uploadId);
    throw new AppError('invalid_input', 'joined file is not uploaded', {
      userMessage: { ko: `함께 읽을 파일 ${name}도 올려 주세요.`, en: `Please upload the file ${name} as well.` },
      details: { problem: 'join_file_missing', file: name },
    });
  };
}
