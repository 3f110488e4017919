import { createInflateRaw } from 'node:zlib';
import { CHUNK_BYTES } from './source.ts';

const END_RECORD = 0x06054b50;
const CENTRAL_RECORD = 0x02014b50;
const LOCAL_RECORD = 0x04034b50;
/** The end record is 22 bytes and may be followed by a comment of at most 65,535. */
const END_SEARCH_BYTES = 22 + 65_535;

/** One file inside a zip archive, as its central directory declares it. */
export interface ZipEntry {
  name: string;
  size: number;
  compressedSize: number;
  isDeflated: boolean;
  isEncrypted: boolean;
  offset: number;
}

/** Entries of a zip archive by name. @throws Error when the directory cannot be read. */
export function listZipEntries(zip: Buffer): Map<string, ZipEntry> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end < zip.length - END_SEARCH_BYTES || zip.readUInt32LE(end) !== END_RECORD) {
    throw new Error('no zip directory');
  }
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const entries = new Map<string, ZipEntry>();
  for (let index = 0; index < count; index++) {
    if (zip.readUInt32LE(at) !== CENTRAL_RECORD) throw new Error('broken zip directory');
    const nameLength = zip.readUInt16LE(at + 28);
    const extraLength = zip.readUInt16LE(at + 30);
    const commentLength = zip.readUInt16LE(at + 32);
    const method = zip.readUInt16LE(at + 10);
    if (method !== 0 && method !== 8) throw new Error('unknown zip method');
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    entries.set(name, {
      name,
      isDeflated: method === 8,
      isEncrypted: (zip.readUInt16LE(at + 8) & 1) === 1,
      compressedSize: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** Unpacked bytes of an entry. @throws Error when there are not exactly as many as declared: the guard against zip bombs. */
export async function* unpackEntry(zip: Buffer, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (zip.readUInt32LE(entry.offset) !== LOCAL_RECORD) throw new Error('broken zip entry');
  const start = entry.offset + 30 + zip.readUInt16LE(entry.offset + 26) + zip.readUInt16LE(entry.offset + 28);
  const packed = zip.subarray(start, start + entry.compressedSize);
  let size = 0;
  for await (const chunk of entry.isDeflated ? inflate(packed) : [packed]) {
    size += chunk.length;
    if (size > entry.size) break;
    yield chunk;
  }
  if (size !== entry.size) throw new Error('zip entry is not as long as declared');
}

async function* inflate(packed: Buffer): AsyncGenerator<Buffer> {
  const stream = createInflateRaw({ chunkSize: CHUNK_BYTES });
  stream.end(packed);
  try {
    yield* stream;
  } finally {
    stream.destroy();
  }
}

/** A file to put into an archive: its whole length must be known beforehand. */
export interface ArchiveFile {
  name: string;
  size: number;
  content: AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** A minimal uncompressed zip stream of the given files, in that order. */
export async function* storeFiles(files: ArchiveFile[]): AsyncGenerator<Buffer> {
  for (const file of files) {
    const name = Buffer.from(file.name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(LOCAL_RECORD, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt32LE(file.size, 18);
    header.writeUInt32LE(file.size, 22);
    header.writeUInt16LE(name.length, 26);
    yield Buffer.concat([header, name]);
    yield* file.content;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_RECORD, 0);
  yield end;
}
