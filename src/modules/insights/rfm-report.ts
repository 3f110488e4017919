import { listRfmAsOf } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { minorUnitDigits } from '../../shared/money.ts';
import { median } from '../../shared/stats.ts';
import { listFirstExternalIds } from '../customers/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { RFM_SEGMENTS, type RfmSegment } from './contract/kinds.ts';
import { rfmSegment, scoreRfm } from './rules/index.ts';

const TOP_PEOPLE = 10;
/** The fifth of all people that spends most; rounded up to whole people. */
const TOP_SHARE = 0.2;

/** `insights rfm`: amounts in the currency's major unit. */
export interface RfmReport {
  asOf: string;
  customers: number;
  revenue: number;
  recency: { median: number | null };
  frequency: { once: number; median: number | null };
  monetary: { median: number | null };
  top: { customerId: string; externalId: string | null; amount: number }[];
  /** Share of revenue (0–1) of the top 20 % of customers; null without revenue. */
  topShare: { p20: number | null };
  segments: Record<RfmSegment, number>;
}

/**
 * Recency, frequency and spend of all customers before the day `asOf`, over all time, from the orders themselves: right
 * at once after an import. Gross counts sales lines with quantity and amount above zero; net takes refunds off.
 * Frequency counts business days with a sale, or orders with one. MT-10..12.
 * @throws AppError forbidden
 */
export async function reportRfm(
  db: Db,
  actor: Actor,
  { asOf, gross, frequency }: { asOf: string; gross: boolean; frequency: 'visits' | 'orders' },
): Promise<RfmReport> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const { currency } = await getWorkspace(db, workspaceId);
  const rows = await listRfmAsOf(db, { workspaceId, asOf });
  const amountOf = (row: (typeof rows)[number]) => (gross ? row.grossMinor : row.netMinor);
  const frequencyOf = (row: (typeof rows)[number]) => (frequency === 'orders' ? row.orders : row.visits);
  const unit = 10 ** minorUnitDigits(currency);
  const major = (amountMinor: number | undefined) => (amountMinor === undefined ? null : amountMinor / unit);

  const ranked = [...rows].sort((a, b) => amountOf(b) - amountOf(a) || (a.customerId < b.customerId ? -1 : 1));
  const sumOf = (people: typeof rows) => people.reduce((sum, row) => sum + amountOf(row), 0);
  const revenueMinor = sumOf(rows);
  const top = ranked.slice(0, TOP_PEOPLE);
  const externalIds = new Map(
    (
      await listFirstExternalIds(
        db,
        workspaceId,
        top.map((row) => row.customerId),
      )
    ).map((row) => [row.customerId, row.externalId]),
  );
  const recencyScores = scoreRfm({ values: rows.map((row) => row.recencyDays), measure: 'recency' }).scores;
  const frequencyScores = scoreRfm({ values: rows.map(frequencyOf), measure: 'frequency' }).scores;
  const segments = Object.fromEntries(RFM_SEGMENTS.map((segment) => [segment, 0])) as Record<RfmSegment, number>;
  for (const [at, score] of recencyScores.entries()) segments[rfmSegment(score, frequencyScores[at] ?? 1)] += 1;

  return {
    asOf,
    customers: rows.length,
    revenue: revenueMinor / unit,
    recency: { median: median(rows.map((row) => row.recencyDays)) ?? null },
    frequency: {
      once: rows.filter((row) => frequencyOf(row) === 1).length,
      median: median(rows.map(frequencyOf)) ?? null,
    },
    monetary: { median: major(median(rows.map(amountOf))) },
    top: top.map((row) => ({
      customerId: row.customerId,
      externalId: externalIds.get(row.customerId) ?? null,
      amount: amountOf(row) / unit,
    })),
    topShare: {
      p20: revenueMinor > 0 ? sumOf(ranked.slice(0, Math.ceil(rows.length * TOP_SHARE))) / revenueMinor : null,
    },
    segments,
  };
}
