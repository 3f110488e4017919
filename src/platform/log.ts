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
