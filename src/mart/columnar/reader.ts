import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { type Engine, type EngineHost, openEngine } from './engine.ts';
import { attachForOthers } from './for-others.ts';
import { type Manifest, readManifest, unpublish } from './manifest.ts';
import { attachMart } from './views.ts';

/** How much one question may take. */
export interface QuestionLimits {
  timeoutMs: number;
  memoryMb: number;
  /** Stops the question when nobody waits for its answer any more. */
  signal?: AbortSignal | undefined;
  /** Shows what may leave the product, with tokens made by this key, in place of what the files hold (PV-70). */
  tokenKey?: string | undefined;
}

/** Published files, opened in memory: kept between questions for as long as they come. */
interface Reader {
  host: EngineHost;
  manifest: string;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

/** A look at the mart now and then costs no opening; a server that nobody asks gives the memory back. */
const IDLE_MS = 30_000;
const ATTEMPTS = 3;

const readers = new Map<string, Reader>();

/**
 * Opens what is published in `folder`, or uses it as it is open. The engine reads nothing but these files, and nothing can
 * change that afterwards.
 * @throws AppError not_ready when nothing whole is published
 */
async function openReader(
  folder: string,
  { key, ...how }: Pick<QuestionLimits, 'memoryMb' | 'tokenKey'> & { key: string },
): Promise<Reader> {
  for (let attempt = 1; ; attempt += 1) {
    const manifest = readManifest(folder);
    if (!manifest) throw new AppError('not_ready', 'no mart is published');
    const state = stateOf(manifest);
    const open = readers.get(key);
    if (open?.manifest === state) return open;
    try {
      const host = await openPublished(folder, manifest, how);
      // Somebody else may have opened the same meanwhile: the first one stays.
      const found = readers.get(key);
      if (found?.manifest === state) {
        host.close();
        return found;
      }
      if (found) retireReader(key, found);
      const reader: Reader = { host, manifest: state, users: 0, idle: undefined };
      readers.set(key, reader);
      return reader;
    } catch (error) {
      // A newer mart may have come between reading the manifest and opening its files.
      const isStale = stateOf(readManifest(folder)) !== state;
      if (!isStale || attempt === ATTEMPTS) throw damaged(folder, error);
    }
  }
}

const stateOf = (manifest: Manifest | undefined) =>
  manifest === undefined ? '' : `${manifest.base.file} ${manifest.delta?.file ?? ''}`;

async function openPublished(
  folder: string,
  manifest: Manifest,
  { memoryMb, tokenKey }: Pick<QuestionLimits, 'memoryMb' | 'tokenKey'>,
): Promise<EngineHost> {
  const host = await openEngine({ memoryMb });
  try {
    const engine = await host.session();
    if (tokenKey === undefined) await attachMart(engine, folder, manifest);
    else await attachForOthers(engine, folder, { ...manifest, key: tokenKey });
    await engine.run('set enable_external_access = false');
    await engine.run('set lock_configuration = true');
    engine.close();
    return host;
  } catch (error) {
    host.close();
    throw error;
  }
}

function retireReader(key: string, reader: Reader): void {
  if (readers.get(key) === reader) readers.delete(key);
  clearTimeout(reader.idle);
  if (reader.users === 0) reader.host.close();
}

/** Closes what is open and unused: at the end of a process, and in tests before files go. */
export function closeReaders(): void {
  for (const [key, reader] of readers) retireReader(key, reader);
}

/** Runs questions on what is published now; the same files until `work` ends, whatever is published meanwhile. */
export async function withReader<T>(
  folder: string,
  { timeoutMs, memoryMb, signal, tokenKey }: QuestionLimits,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const key = `${folder}:${memoryMb}${tokenKey === undefined ? '' : ':for others'}`;
  const reader = await openReader(folder, { key, memoryMb, tokenKey });
  signal?.throwIfAborted();
  reader.users += 1;
  clearTimeout(reader.idle);
  let isLate = false;
  const engine = await reader.host.session();
  const timer = setTimeout(() => {
    isLate = true;
    engine.interrupt();
  }, timeoutMs);
  const stop = () => engine.interrupt();
  signal?.addEventListener('abort', stop);
  try {
    return await work(engine);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (isLate) throw tooLong(timeoutMs, error);
    throw explain(folder, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    engine.close();
    reader.users -= 1;
    if (readers.get(key) !== reader) {
      if (reader.users === 0) reader.host.close();
    } else if (reader.users === 0) {
      reader.idle = setTimeout(() => retireReader(key, reader), IDLE_MS);
      reader.idle.unref();
    }
  }
}

/** What the engine says when a file is not what it was when it was written. */
const DAMAGE = /corrupt|checksum|could not read|cannot open file|not a valid duckdb|serialization error|io error/i;

function explain(folder: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (/out of memory/i.test(error.message)) {
    return new AppError('too_large', 'question needs too much memory', {
      cause: error,
      userMessage: {
        ko: '한 번에 보기에는 너무 많아요. 기간이나 조건을 좁혀 주세요.',
        en: 'That is too much at once. Narrow the days or the conditions.',
      },
    });
  }
  return DAMAGE.test(error.message) ? damaged(folder, error) : error;
}

/** Takes a mart that cannot be read out of use, so that the next question builds it anew. */
function damaged(folder: string, cause: unknown): AppError {
  for (const [key, reader] of readers) if (key.startsWith(`${folder}:`)) retireReader(key, reader);
  unpublish(folder);
  return new AppError('not_ready', `mart in ${path.basename(folder)} cannot be read`, { cause });
}

function tooLong(timeoutMs: number, cause: unknown): AppError {
  const seconds = Math.round(timeoutMs / 1000);
  return new AppError('too_large', 'question took too long', {
    cause,
    userMessage: {
      ko: `${seconds}초 안에 끝나지 않아 멈췄어요. 기간이나 조건을 좁혀 주세요.`,
      en: `Stopped after ${seconds} s. Narrow the days or the conditions.`,
    },
  });
}
