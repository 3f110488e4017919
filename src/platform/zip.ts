import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError } from '../shared/errors.ts';

/** A file that goes into an archive: from the disk, or a short text. */
export type ZippedFile = { name: string; file: string } | { name: string; text: string };

const LOCAL_RECORD = 0x04034b50;
const CENTRAL_RECORD = 0x02014b50;
const END_RECORD = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
/** Sizes and places are four bytes wide in the plain format. */
const MAX_BYTES = 0xffff_ffff;
const MAX_FILES = 0xffff;
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** 1 January 1980, the first day the format knows: the archive says nothing about when its files were made. */
const DOS_DATE = 0x0021;

/**
 * Files as one ZIP archive without compression, for what is compressed already, with its length known beforehand.
 * Nothing is held in memory but a chunk at a time; the files are read twice, for their checksums and as they go out.
 * Empty for no files: an archive with nothing in it. @throws AppError too_large from 4 GB on
 */
export async function zipFiles(
  files: readonly ZippedFile[],
): Promise<{ bytes: number; content: AsyncGenerator<Buffer> }> {
  const entries = await Promise.all(files.map(measure));
  const packed = entries.reduce((sum, { name, size }) => sum + LOCAL_BYTES + name.length + size, 0);
  const listed = entries.reduce((sum, { name }) => sum + CENTRAL_BYTES + name.length, 0);
  const bytes = packed + listed + END_BYTES;
  if (bytes > MAX_BYTES || entries.length > MAX_FILES) {
    throw new AppError('too_large', 'more than a plain zip archive can hold', {
      userMessage: {
        ko: '한 파일에 담기에는 너무 커요. 표 하나씩 받아 주세요.',
        en: 'Too large for one file. Take it table by table.',
      },
    });
  }
  return { bytes, content: write(entries, packed) };
}

interface Entry {
  name: Buffer;
  size: number;
  crc: number;
  read: () => AsyncIterable<Buffer> | Iterable<Buffer>;
}

async function measure(source: ZippedFile): Promise<Entry> {
  const name = Buffer.from(source.name);
  if ('text' in source) {
    const content = Buffer.from(source.text);
    return { name, size: content.length, crc: crc32(content), read: () => [content] };
  }
  const { size } = await stat(source.file);
  const handle = await open(source.file);
  let crc = 0;
  for await (const chunk of handle.createReadStream()) crc = crc32(chunk as Buffer, crc);
  return { name, size, crc, read: () => createReadStream(source.file) };
}

async function* write(entries: readonly Entry[], packed: number): AsyncGenerator<Buffer> {
  const offsets: number[] = [];
  let at = 0;
  for (const entry of entries) {
    offsets.push(at);
    const head = Buffer.alloc(LOCAL_BYTES);
    head.writeUInt32LE(LOCAL_RECORD, 0);
    writeCommon(head, entry, 4);
    yield Buffer.concat([head, entry.name]);
    yield* entry.read();
    at += LOCAL_BYTES + entry.name.length + entry.size;
  }
  let listed = 0;
  for (const [place, entry] of entries.entries()) {
    const head = Buffer.alloc(CENTRAL_BYTES);
    head.writeUInt32LE(CENTRAL_RECORD, 0);
    head.writeUInt16LE(VERSION, 4);
    writeCommon(head, entry, 6);
    head.writeUInt32LE(offsets[place] ?? 0, 42);
    listed += CENTRAL_BYTES + entry.name.length;
    yield Buffer.concat([head, entry.name]);
  }
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END_RECORD, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed, 12);
  end.writeUInt32LE(packed, 16);
  yield end;
}

/** The 24 bytes that both records of a file share; method 0: stored as it is. */
function writeCommon(head: Buffer, { name, size, crc }: Entry, at: number): void {
  head.writeUInt16LE(VERSION, at);
  head.writeUInt16LE(FLAGS, at + 2);
  head.writeUInt16LE(DOS_DATE, at + 8);
  head.writeUInt32LE(crc, at + 10);
  head.writeUInt32LE(size, at + 14);
  head.writeUInt32LE(size, at + 18);
  head.writeUInt16LE(name.length, at + 22);
}
