import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../../shared/errors.ts';
import { fileErrors } from './file-errors.ts';

/** A file path, or a stream such as standard input. */
export type TableSource = string | Readable;

/** Bytes handed on at once: small enough for flat memory, large enough that per-chunk work does not show. */
export const CHUNK_BYTES = 64 * 1024;

/** Unpacked bytes of one packed file: some ten million lines of sales. A file that hides more is made to harm, or to be split. */
export const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024;

/** Bytes looked at to tell gzip, zip and old workbooks apart. */
const SNIFF_BYTES = 8;

/** What the first bytes say a file is. `cfb`: the container of old .xls and of password-protected .xlsx. */
export type SourceKind = 'gzip' | 'zip' | 'cfb' | 'text' | 'empty';

/** Chunks of at least CHUNK_BYTES each (the last may be smaller), so that a pipe of single bytes costs no more than a file. */
export async function* coalesce(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    if (part.length === 0) continue;
    parts.push(part);
    length += part.length;
    if (length < CHUNK_BYTES) continue;
    yield parts.length === 1 ? part : Buffer.concat(parts, length);
    parts = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(parts, length);
}

/** Bytes of a source, unpacked when they are gzip; `kind` is that of the content inside. */
export async function openBytes(
  source: TableSource,
  onBytes?: (bytes: number) => void,
): Promise<{ kind: SourceKind; bytes: AsyncGenerator<Buffer> }> {
  const named = typeof source === 'string' ? source : '';
  const opened = coalesce(await openRaw(source));
  const raw = await peek(onBytes ? counted(opened, onBytes) : opened);
  if (raw.kind !== 'gzip') {
    if (named.toLowerCase().endsWith('.gz') && raw.kind !== 'empty') {
      await raw.bytes.return(undefined);
      throw fileErrors.notGzip();
    }
    return raw;
  }
  return peek(coalesce(gunzip(raw.bytes)));
}

/** Tells how many bytes of the file itself, packed or not, have been read: what progress is measured by. */
async function* counted(chunks: AsyncGenerator<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}

async function openRaw(source: TableSource): Promise<AsyncIterable<Buffer>> {
  if (typeof source !== 'string') return source;
  const stream = createReadStream(source, { highWaterMark: CHUNK_BYTES });
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', (cause) => reject(fileErrors.notFound(cause)));
  });
  return stream;
}

async function* gunzip(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const { Readable } = await import('node:stream');
  const input = Readable.from(bytes, { objectMode: false });
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
  input.on('error', (error) => unpacked.destroy(error));
  try {
    let size = 0;
    for await (const chunk of input.pipe(unpacked)) {
      size += (chunk as Buffer).length;
      if (size > MAX_UNPACKED_BYTES) throw fileErrors.unpacksTooLarge();
      yield chunk as Buffer;
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : fileErrors.notGzip(cause);
  } finally {
    input.destroy();
    unpacked.destroy();
  }
}

async function peek(bytes: AsyncGenerator<Buffer>): Promise<{ kind: SourceKind; bytes: AsyncGenerator<Buffer> }> {
  const first = await bytes.next();
  if (first.done) return { kind: 'empty', bytes };
  const head = first.value.subarray(0, SNIFF_BYTES);
  return { kind: sniff(head), bytes: prepend([first.value], bytes) };
}

/** The given chunks, then the rest; ending early also ends the rest. */
export async function* prepend<T>(head: T[], rest: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* head;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

function sniff(head: Buffer): SourceKind {
  const hex = head.toString('hex');
  if (hex.startsWith('1f8b')) return 'gzip';
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return 'zip';
  if (hex.startsWith('d0cf11e0a1b11ae1')) return 'cfb';
  return 'text';
}
