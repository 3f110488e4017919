import { type Clock, systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Context } from '../platform/context.ts';
import { createDatabase } from '../platform/db.ts';
import { prepareHome } from '../platform/files.ts';
import { createLog } from '../platform/log.ts';
import { openCluster } from '../platform/postgres/cluster.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { readSecrets } from '../platform/secrets.ts';
import { connectEvents } from './jobs.ts';

export interface OpenedContext {
  context: Context;
  close(): Promise<void>;
}

/** Opens the data folder and its database (embedded, or the server of DATABASE_URL), and brings it up to this version. */
export async function openContext(config: Config, options: { clock?: Clock } = {}): Promise<OpenedContext> {
  prepareHome(config.home);
  const log = createLog(config);
  const secrets = readSecrets(config.home);
  const cluster = config.databaseUrl ? undefined : await openCluster(config.home);
  try {
    const { appUrl, applied } = await migrate(config.databaseUrl ?? cluster?.ownerUrl ?? '');
    if (applied.length > 0) log.info({ applied: applied.length }, 'database brought up to date');
    const database = createDatabase(appUrl);
    connectEvents();
    return {
      context: { config, secrets, database, clock: options.clock ?? systemClock, log },
      async close() {
        await database.close();
        await cluster?.leave();
      },
    };
  } catch (error) {
    await cluster?.leave();
    throw error;
  }
}
