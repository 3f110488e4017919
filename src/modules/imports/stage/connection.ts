import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import type { Tables } from '../../../platform/tables.gen.ts';

/** One connection, fenced to the workspace, for queries (`db`) and for COPY (`client`): both see the same temporary tables. */
export interface StageConnection {
  db: Db;
  client: pg.PoolClient;
}

/** Statements below this are not worth a line in the log. */
const SLOW_MS = 20;

/** Lends a connection to `work`. A connection on which a COPY broke off is not given to anybody else. */
export async function withStageConnection<T>(
  context: Context,
  workspaceId: string,
  work: (connection: StageConnection) => Promise<T>,
): Promise<T> {
  const client = await context.database.connect(workspaceId);
  // The pool of this Kysely is the one client: its transaction and the COPY are on the same connection.
  const lent = {
    query: async (statement: string, parameters: unknown[]) => {
      const startedAt = performance.now();
      const result = await client.query(statement, parameters);
      const ms = Math.round(performance.now() - startedAt);
      if (ms >= SLOW_MS)
        context.log.debug({ statement: statement.replace(/\s+/g, ' ').slice(0, 100), ms }, 'import statement');
      return result;
    },
    release() {},
  };
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect: async () => lent, end: async () => {}, options: {} } as never }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  let isBroken = true;
  try {
    const result = await work({ db, client });
    isBroken = false;
    return result;
  } finally {
    client.release(isBroken);
  }
}
