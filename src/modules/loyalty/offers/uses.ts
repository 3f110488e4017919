import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { listAccountNames } from '../../staff/index.ts';
import type { CouponUse } from '../contract/offers.ts';
import { formatCode } from '../rules.ts';
import { listUsesAtCounter } from './store.ts';

/** As many as somebody looks through to find the one that was a slip. */
export const USES_SHOWN = 50;

/** The use of a code, as whoever owns the code tells it; `madeBy` is the account. */
export type UseRow = Omit<CouponUse, 'at' | 'undoneAt'> & { at: Date; undoneAt: Date | null };

/** What was redeemed at the counter on a business day, latest first, with the uses of codes that others own. @throws AppError forbidden */
export async function listUses(
  db: Db,
  actor: Actor,
  { day, printed }: { day: string; printed: readonly UseRow[] },
): Promise<CouponUse[]> {
  actor.require('loyalty:write');
  const rows = await listUsesAtCounter(db, { workspaceId: actor.workspaceId, day, limit: USES_SHOWN });
  const own: UseRow[] = rows.map(({ code, sharedCode, name, ...use }) => ({
    ...use,
    code: code === null ? (sharedCode ?? '') : formatCode(code),
    name: name ?? '',
  }));
  const uses = [...own, ...printed]
    .toSorted((one, other) => other.at.getTime() - one.at.getTime())
    .slice(0, USES_SHOWN);
  const names = await listAccountNames(db, [...new Set(uses.flatMap(({ madeBy }) => madeBy ?? []))]);
  return uses.map(({ at, undoneAt, madeBy, ...use }) => ({
    ...use,
    at: at.toISOString(),
    undoneAt: undoneAt?.toISOString() ?? null,
    madeBy: madeBy === null ? null : (names.get(madeBy) ?? null),
  }));
}
