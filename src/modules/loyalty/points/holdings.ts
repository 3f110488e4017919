import type { Db } from '../../../platform/db.ts';
import { addMonths } from '../../../shared/time.ts';
import type { Holdings } from '../contract/points.ts';
import type { ProgrammeSettings } from '../contract/programme.ts';
import { computeAvailable, type Purse, type Unit } from '../ledger/rules.ts';
import { computeCards, computeNextTier } from '../programme/rules.ts';
import { listKeptTiers } from '../programme/store.ts';
import { listEarnedSince } from '../receipts/store.ts';
import { listAccountsOf } from './store.ts';

/** What one person has, as she is told it: points that can be used today, cards of stamps, level, prepaid money. */
export async function readHoldings(
  db: Db,
  input: { workspaceId: string; customerId: string; settings: ProgrammeSettings; today: string },
): Promise<Holdings> {
  const { workspaceId, customerId, settings, today } = input;
  const since = addMonths(today, -settings.tiers.windowMonths);
  const [{ accounts, lots }, tiers, earnedBy] = await Promise.all([
    listAccountsOf(db, workspaceId, customerId),
    listKeptTiers(db, workspaceId, [customerId]),
    listEarnedSince(db, workspaceId, { customerIds: [customerId], unit: settings.unit, since }),
  ]);
  const available = (unit: Unit) => {
    const own = accounts.filter((account) => account.unit === unit);
    const purse: Purse = {
      balances: new Map(own.map(({ accountId, balance }) => [accountId, balance])),
      lots: lots.filter((lot) => lot.unit === unit).map((lot) => ({ ...lot, receiptId: null })),
    };
    return computeAvailable(purse, today);
  };
  const stamps = available('stamps');
  const next = lots.find((lot) => lot.unit === settings.unit && lot.expiresOn !== null && lot.expiresOn >= today);
  const sameDay = lots.filter(({ unit, expiresOn }) => unit === next?.unit && expiresOn === next.expiresOn);
  const kept = tiers.get(customerId);
  const level = settings.tiers.levels.find(({ key }) => key === kept?.tierKey);
  const earned = earnedBy.get(customerId) ?? 0;
  const nextTier = computeNextTier(settings, { earned, tierKey: level?.key ?? null });
  return {
    unit: settings.unit,
    points: available('points'),
    stamps,
    prepaidMinor: available('prepaid'),
    cards: {
      ...computeCards(stamps, settings.stamps.cardSize),
      size: settings.stamps.cardSize,
      reward: settings.stamps.reward,
    },
    nextExpiry:
      next?.expiresOn && next.unit !== 'prepaid'
        ? { day: next.expiresOn, unit: settings.unit, amount: sameDay.reduce((sum, lot) => sum + lot.remaining, 0) }
        : null,
    tier: kept && level ? { key: level.key, name: level.name, keepUntil: kept.keepUntil } : null,
    nextTier: nextTier ? { name: nextTier.name, missing: nextTier.missing, billMinor: nextTier.billMinor } : null,
  };
}
