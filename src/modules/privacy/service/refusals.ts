import { type Db, inTransaction } from '../../../platform/db.ts';
import { decideMomentNow, GRANTING_STATES } from '../rules.ts';
import { appendConsents, type ConsentSaid, listConsents } from '../service.ts';
import { listRecordsOf, listStandingsOfMerged } from './merged.ts';

/** One record of a person, null being her own, and what it says of a kind by itself; undefined: it said nothing. */
interface OwnStanding {
  mergedFrom: string | null;
  own: { state: string; at: Date } | undefined;
}

/** What each record of each of these people said of a kind; one record for somebody who was never merged. */
async function listOwnStandings(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[]; kind: ConsentSaid['kind'] },
): Promise<Map<string, OwnStanding[]>> {
  const { workspaceId, customerIds, kind } = input;
  const [held, ofRecords] = await Promise.all([
    listConsents(db, { workspaceId, customerIds }),
    listStandingsOfMerged(db, workspaceId, customerIds),
  ]);
  const standings = new Map<string, OwnStanding[]>();
  for (const customerId of customerIds) {
    const records = ofRecords.has(customerId) ? await listRecordsOf(db, workspaceId, customerId) : undefined;
    standings.set(
      customerId,
      records?.map((mergedFrom) => ({ mergedFrom, own: ofRecords.get(mergedFrom ?? customerId)?.get(kind) })) ?? [
        { mergedFrom: null, own: held.get(customerId)?.[kind] },
      ],
    );
  }
  return standings;
}

const saysNo = (own: OwnStanding['own']) => own !== undefined && !GRANTING_STATES.includes(own.state);

/** Whether each record that a person is shown as says no by itself, so that no unmerge brings a consent back (AD-11). */
export async function hasEveryRecordRefused(
  db: Db,
  { customerId, ...rest }: { workspaceId: string; customerId: string; kind: ConsentSaid['kind'] },
): Promise<boolean> {
  const records = (await listOwnStandings(db, { ...rest, customerIds: [customerId] })).get(customerId) ?? [];
  return records.every(({ own }) => saysNo(own));
}

/**
 * Records that people refused at `at`, of every record that each of them is shown as: what holds of a merged person may be
 * no already while one of her records still says yes, and an unmerge would give that back (AD-11). A record that says no is
 * left as it is, so the same refusal again changes nothing; so is one that agreed after `at`. A consent that a file dated
 * ahead is no such agreement, and is replaced. Returns the people of whom anything was withdrawn.
 */
export async function withdrawEveryRecord(
  db: Db,
  refusal: Pick<ConsentSaid, 'workspaceId' | 'kind' | 'method' | 'evidence' | 'at'> & {
    customerIds: readonly string[];
    now: Date;
  },
): Promise<ReadonlySet<string>> {
  const { customerIds, now, at, ...no } = refusal;
  return inTransaction(db, async (db) => {
    const standings = await listOwnStandings(db, { workspaceId: no.workspaceId, customerIds, kind: no.kind });
    const said = [...standings].flatMap(([customerId, records]) =>
      records.flatMap(({ mergedFrom, own }): ConsentSaid[] => {
        if (saysNo(own) || (own && own.at > at && own.at <= now)) return [];
        const moment = decideMomentNow('withdrawn', own?.at, at);
        return [{ ...no, customerId, mergedFrom, state: 'withdrawn', at: moment }];
      }),
    );
    await appendConsents(db, said, now);
    return new Set(said.map(({ customerId }) => customerId));
  });
}
