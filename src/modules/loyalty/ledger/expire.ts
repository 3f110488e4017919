import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { type Command, recordMovements } from './service.ts';

const PEOPLE_A_BATCH = 500;

/**
 * Takes what was not used by its last day out of the purses, one movement a person and unit. Prepaid money stays what is
 * owed: it is refunded, not lost (OP-55). Running it again changes nothing.
 * @returns people whose points expired
 */
export async function expireDue(
  db: Db,
  input: { workspaceId: string; today: string; now: Date },
): Promise<{ expired: number }> {
  const { workspaceId, today, now } = input;
  let expired = 0;
  for (;;) {
    const { rows } = await sql<{ unit: 'points' | 'stamps'; customerId: string; mergedFrom: string | null }>`
      select distinct a.unit, a.customer_id, a.merged_from from loyalty.lot l
      join loyalty.account a on a.workspace_id = l.workspace_id and a.account_id = l.account_id
      where l.workspace_id = ${workspaceId}::uuid and l.remaining > 0 and l.expires_on < ${today}::date
        and a.customer_id is not null and a.unit <> 'prepaid'
      limit ${PEOPLE_A_BATCH}`.execute(db);
    const commands = rows.map(
      ({ unit, ...owner }): Command => ({
        // What is left says what is to be done, under the purse's lock: a key that came again would leave it for ever.
        key: `expire:${newId()}`,
        unit,
        owner,
        action: { kind: 'expire' },
        at: now,
        businessDay: today,
      }),
    );
    const results = await recordMovements(db, { workspaceId, commands, now });
    const done = results.filter(({ status }) => status === 'done').length;
    // Nothing left, or somebody else is taking it out.
    if (done === 0) return { expired };
    expired += done;
  }
}
