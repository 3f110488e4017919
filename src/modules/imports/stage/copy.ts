import { once } from 'node:events';
import type pg from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';

/** Text gathered before it is handed to the connection: few system calls, and little memory while the server is behind. */
const CHUNK_CHARACTERS = 128 * 1024;

/** A COPY into a table, in PostgreSQL's text format. Nothing else can use the connection until `end`. */
export interface CopyWriter {
  /** Adds rows that are encoded already (`encodeText`, `\N` for null, a line feed after each). Fast; `drain` sends them. */
  add(rows: string): void;
  /** Sends what has gathered, when it is enough; waits while the server is behind. */
  drain(): Promise<void>;
  end(): Promise<void>;
  /** Breaks the COPY off; without it the connection would wait for the rest for ever. */
  abort(): Promise<void>;
}

/** Begins `copy <table> (<columns>) from stdin`. */
export function openCopy(client: pg.PoolClient, target: { table: string; columns: string }): CopyWriter {
  const stream: CopyStreamQuery = client.query(copyFrom(`copy ${target.table} (${target.columns}) from stdin`));
  let failure: unknown;
  stream.on('error', (error) => {
    failure = error;
  });
  let text = '';
  const send = async () => {
    if (failure) throw failure;
    const chunk = Buffer.from(text, 'utf8');
    text = '';
    if (!stream.write(chunk)) await once(stream, 'drain');
  };
  return {
    add(rows) {
      text += rows;
    },
    async drain() {
      if (text.length >= CHUNK_CHARACTERS) await send();
    },
    async end() {
      if (text !== '') await send();
      if (failure) throw failure;
      stream.end();
      await once(stream, 'finish');
    },
    async abort() {
      if (stream.closed) return;
      const closed = new Promise<void>((resolve) => stream.once('close', () => resolve()));
      stream.destroy(new Error('import broken off'));
      await closed;
    },
  };
}

const SPECIAL = /[\\\t\n\r\0]/;

/** A text as COPY reads it. Most texts hold nothing special and pass as they are; NUL, which PostgreSQL cannot hold, goes. */
export function encodeText(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text
    .replaceAll('\0', '')
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

/** As `encodeText`; null for what is absent. */
export function encodeOptional(value: string | number | undefined): string {
  if (value === undefined) return '\\N';
  return typeof value === 'number' ? String(value) : encodeText(value);
}
