import pino from 'pino';
import type { Config } from './config.ts';

export type Log = pino.Logger;

/**
 * Structured log on standard error. Nothing that names a person is written: handlers log ids and counts,
 * and these paths are cut out in case somebody logs a whole object.
 */
export function createLog(config: Pick<Config, 'logLevel'>): Log {
  return pino(
    {
      level: config.logLevel,
      base: undefined,
      redact: {
        paths: [
          '*.email',
          '*.phone',
          '*.name',
          '*.password',
          '*.token',
          'req.headers',
          'email',
          'phone',
          'name',
          'password',
        ],
        censor: '(removed)',
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}

/** What an error quotes by these words is the product's own; anything else it quotes may be a cell of somebody's file. */
const OWN_NAME =
  /\b(?:constraint|relation|column|table|function|type|role|database|schema|index|parameter|trigger) "[\w.:-]+"/g;
/** A quotation mark; an apostrophe between two letters is none. */
const QUOTE = /"|(?<!\p{L})'|'(?!\p{L})/gu;

/**
 * An error's message or stack for the log, without the values that databases and parsers quote. A value may hold quotation
 * marks itself: everything from the first one of a message, or of a line of the stack, to its last is cut out.
 * Worked: `invalid input syntax for type uuid: "김하나"` → `… uuid: "…"`; `constraint "tag_by_name"` stays.
 */
export function withoutValues(text: string): string {
  return text
    .split(/\n(?=\s+at )/)
    .map(withoutQuoted)
    .join('\n');
}

function withoutQuoted(text: string): string {
  // Own names are blotted out by as many letters, so that places stay the same.
  const first = text.replace(OWN_NAME, (name) => '_'.repeat(name.length)).search(QUOTE);
  if (first === -1) return text;
  const last = [...text.matchAll(QUOTE)].at(-1)?.index ?? first;
  // One that is not closed was cut off: so is what follows.
  return `${text.slice(0, first)}"…"${last > first ? text.slice(last + 1) : ''}`;
}
