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
const OWN_NAMES = /^(constraint|relation|column|table|function|type|role|database|schema|index|parameter|trigger) $/;

/**
 * An error's message or stack for the log, without the values that databases and parsers quote.
 * Worked: `invalid input syntax for type uuid: "김하나"` → `… uuid: "…"`; `constraint "tag_by_name"` stays.
 */
export function withoutValues(text: string): string {
  return text.replace(/(\w+ )?"[^"]*"/g, (whole, before: string = '') =>
    OWN_NAMES.test(before) ? whole : `${before}"…"`,
  );
}
