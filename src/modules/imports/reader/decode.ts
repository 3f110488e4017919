import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { fileErrors, MAX_RECORD_LENGTH } from './file-errors.ts';

/** Bytes looked at after the first non-ASCII one before a stream that cannot be read twice is judged. */
const JUDGE_BYTES = 1024 * 1024;

/** Encodings this reader finds by itself; any other name iconv-lite knows can be asked for. */
export type DetectedEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'cp949';

/** Tells, chunk by chunk, whether bytes are strict UTF-8; a character cut by a chunk border is judged with the next chunk. */
function createUtf8Judge() {
  let tail: Buffer = Buffer.alloc(0);
  return (chunk: Buffer, isLast: boolean): boolean => {
    if (tail.length === 0 && isAscii(chunk)) return true;
    const bytes = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk;
    const end = isLast ? bytes.length : bytes.length - incompleteTailLength(bytes);
    tail = Buffer.from(bytes.subarray(end));
    return isUtf8(bytes.subarray(0, end));
  };
}

/** Bytes (0–3) at the end that begin a UTF-8 character without finishing it. */
function incompleteTailLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
  }
  return 0;
}

function detectBom(head: Buffer): DetectedEncoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/**
 * Judges a whole file: a byte order mark decides, else strict UTF-8 throughout, else CP949.
 * Stops early where reading on cannot matter (not UTF-8 any more, or no line end for so long that the file is refused anyway).
 */
export async function judgeWholeFile(chunks: AsyncIterable<Buffer>): Promise<DetectedEncoding> {
  const judge = createUtf8Judge();
  let isFirst = true;
  let withoutLineEnd = 0;
  for await (const chunk of chunks) {
    const bom = isFirst ? detectBom(chunk) : undefined;
    if (bom) return bom;
    isFirst = false;
    if (chunk.includes(0)) throw fileErrors.binary();
    if (!judge(chunk, false)) return 'cp949';
    withoutLineEnd = chunk.includes(10) || chunk.includes(13) ? 0 : withoutLineEnd + chunk.length;
    if (withoutLineEnd > 4 * MAX_RECORD_LENGTH) return 'utf-8';
  }
  return judge(Buffer.alloc(0), true) ? 'utf-8' : 'cp949';
}

/**
 * Text of a byte stream. A known encoding is used throughout; otherwise pure ASCII is passed on until the first other byte,
 * and the next 1 MiB decides between UTF-8 and CP949. Bytes the encoding does not know become U+FFFD, which the
 * reader turns into row issues. `onEncoding` hears the decision, at the latest with the end of the stream.
 */
export async function* decodeText(
  chunks: AsyncGenerator<Buffer>,
  known: string | undefined,
  onEncoding: (encoding: string) => void,
): AsyncGenerator<string> {
  if (known !== undefined && !iconv.encodingExists(known)) throw fileErrors.unknownEncoding(known);
  let encoding = known;
  let decode: ((chunk: Buffer) => string) | undefined;
  let end: (() => string) | undefined;
  const start = (name: string) => {
    encoding = name;
    onEncoding(name);
    ({ decode, end } = createDecoder(name));
  };
  try {
    let isFirst = true;
    for (;;) {
      const next = await chunks.next();
      if (next.done) break;
      let chunk = next.value;
      if (isFirst) {
        const name = encoding ?? detectBom(chunk);
        if (name !== undefined) start(name);
        isFirst = false;
      }
      if (!/^(utf-?16|utf-?32|ucs-?2)/i.test(encoding ?? '') && chunk.includes(0)) throw fileErrors.binary();
      if (!decode) {
        if (isAscii(chunk)) {
          yield chunk.toString('latin1');
          continue;
        }
        chunk = await gather(chunk, chunks);
        if (chunk.includes(0)) throw fileErrors.binary();
        start(isUtf8(chunk.subarray(0, chunk.length - incompleteTailLength(chunk))) ? 'utf-8' : 'cp949');
      }
      const text = decode?.(chunk) ?? '';
      if (text !== '') yield text;
    }
    const rest = end?.() ?? '';
    if (rest !== '') yield rest;
    if (encoding === undefined) onEncoding('utf-8');
  } finally {
    await chunks.return(undefined);
  }
}

async function gather(first: Buffer, chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  const parts = [first];
  let length = first.length;
  while (length < JUDGE_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    parts.push(next.value);
    length += next.value.length;
  }
  return Buffer.concat(parts, length);
}

function createDecoder(encoding: string): { decode: (chunk: Buffer) => string; end: () => string } {
  if (/^(utf-?8|utf-?16(le|be)?)$/i.test(encoding)) {
    const decoder = new TextDecoder(encoding.replace(/^utf-?/i, 'utf-'));
    const isUtf8Text = encoding.endsWith('8');
    let mayBeCut = true; // the first chunk may carry a byte order mark
    return {
      decode: (chunk) => {
        if (isUtf8Text && !mayBeCut && isAscii(chunk)) return chunk.toString('latin1');
        mayBeCut = (chunk[chunk.length - 1] ?? 0) >= 0x80;
        return decoder.decode(chunk, { stream: true });
      },
      end: () => decoder.decode(),
    };
  }
  const decoder = iconv.getDecoder(encoding);
  return { decode: (chunk) => decoder.write(chunk), end: () => decoder.end() ?? '' };
}
