import type { DayFigure, PlayUnderWay } from '../../mart/index.ts';
import type { Fault, Today } from './contract.ts';

/** Fewer same weekdays say more about chance than about the weekday (MT-02). */
export const MIN_WEEKDAYS = 4;

/** A day's report; `usual` is null below four same weekdays before it. Worked: 3 Saturdays known → null. */
export function reportDay(day: string, figure: DayFigure): Today['yesterday'] {
  const { orders, netMinor, knownOrders, newPeople, weekdays, meanOrders, meanNetMinor, leftOut } = figure;
  const usual =
    weekdays >= MIN_WEEKDAYS && meanOrders !== null && meanNetMinor !== null
      ? { n: weekdays, orders: meanOrders, netMinor: meanNetMinor, leftOut }
      : null;
  return { day, orders, netMinor, knownOrders, newPeople, usual };
}

/** What of the sender the law wants in an advertisement is empty (AD-04). Nothing missing → empty. */
export function listMissingSender(shop: {
  senderName: string;
  senderEmail: string;
  senderPhone: string;
  senderAddress: string;
}): ('name' | 'email' | 'phone' | 'address')[] {
  const parts = [
    ['name', shop.senderName],
    ['email', shop.senderEmail],
    ['phone', shop.senderPhone],
    ['address', shop.senderAddress],
  ] as const;
  return parts.filter(([, value]) => value.trim() === '').map(([part]) => part);
}

interface Matters {
  plays: readonly PlayUnderWay[];
  batches: readonly { batchId: string; fileName: string; state: string; rejected: number }[];
  missingSender: ReturnType<typeof listMissingSender>;
  /** A play is being prepared that would be sent by e-mail. */
  isPreparing: boolean;
}

/** What did not go through by itself, the most pressing first; empty when all did. */
export function listFaults({ plays, batches, missingSender, isPreparing }: Matters): Fault[] {
  const unconfirmed = plays.filter((play) => play.unconfirmed > 0);
  return [
    ...batches
      .filter((batch) => batch.state === 'failed')
      .map(({ batchId, fileName }) => ({ kind: 'import_failed' as const, batchId, fileName })),
    ...batches
      .filter((batch) => batch.state === 'done' && batch.rejected > 0)
      .map(({ batchId, fileName, rejected }) => ({ kind: 'rows_rejected' as const, batchId, fileName, rejected })),
    ...unconfirmed.map((play) => ({
      kind: 'message_unconfirmed' as const,
      playId: play.playId,
      name: play.name,
      count: play.unconfirmed,
    })),
    ...(isPreparing && missingSender.length > 0 ? [{ kind: 'sender_missing' as const, missing: missingSender }] : []),
  ];
}

/**
 * The first steps of a new shop with what is done; null once all are. The list has been looked at once a play is begun.
 * The demo has its sales already, so it begins with the list.
 */
export function listFirstSteps(shop: {
  hasSales: boolean;
  isDemo: boolean;
  plays: number;
  launchedPlays: number;
}): Today['firstSteps'] {
  if (shop.hasSales && shop.launchedPlays > 0) return null;
  return [
    ...(shop.isDemo ? [] : [{ step: 'import' as const, done: shop.hasSales }]),
    { step: 'resting', done: shop.plays > 0 },
    { step: 'play', done: shop.launchedPlays > 0 },
  ];
}
