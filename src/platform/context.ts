import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Database } from './db.ts';
import type { Log } from './log.ts';
import type { Secrets } from './secrets.ts';

/** What a running process has: made once in src/app, handed to routes and jobs. */
export interface Context {
  config: Config;
  secrets: Secrets;
  database: Database;
  clock: Clock;
  log: Log;
}
