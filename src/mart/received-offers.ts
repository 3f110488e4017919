import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** An offer that reached a person of a source. */
export interface ReceivedOfferRow {
  playId: string;
  personId: string;
  customerId: string;
  messageId: string | null;
  /** E.164, of a text or KakaoTalk message; null for an e-mail and for what was handed over. Personal data. */
  number: string | null;
  receivedOn: string;
  couponKind: string | null;
  couponValue: number | null;
  couponCode: string | null;
}

const received = defineQuery<ReceivedOfferRow, 'workspaceId' | 'source' | 'timeZone' | 'dayEndsAtHour'>(
  'received_offer',
);
const arms = defineQuery<
  { arm: 'treatment' | 'holdout'; personId: string; launchedOn: string; plannedEndOn: string },
  'workspaceId' | 'source' | 'playId'
>('play_arm');

/** What really reached the people of a source, oldest first; empty when nothing was sent. */
export function listReceivedOffers(
  db: Db,
  input: { workspaceId: string; source: string; timeZone: string; dayEndsAtHour: number },
): Promise<ReceivedOfferRow[]> {
  return received.run(db, input);
}

/** Who was treated and who held out in a launched play, by their ids of a source; undefined when there is no such play. */
export async function findPlayArms(db: Db, input: { workspaceId: string; source: string; playId: string }) {
  const rows = await arms.run(db, input);
  const [first] = rows;
  if (!first) return undefined;
  const of = (arm: string) => rows.filter((row) => row.arm === arm).map((row) => row.personId);
  return {
    launchedOn: first.launchedOn,
    plannedEndOn: first.plannedEndOn,
    treatment: of('treatment'),
    holdout: of('holdout'),
  };
}
