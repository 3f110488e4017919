import { listRecipients } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { csvRow } from '../../../shared/csv.ts';
import { listPlayCoupons } from '../../loyalty/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { listArms } from '../contract/arms.ts';
import { listTreated } from '../store.ts';
import { getPlayRow, requireLaunched, toPlay } from './play.ts';

const PEOPLE_AT_ONCE = 5_000;

/**
 * People to hand the offer to, with their codes, as CSV (UTF-8 with BOM, so that spreadsheets read Korean). Logged, since
 * it takes personal data out of the product.
 * @throws AppError forbidden | not_found | conflict (a draft)
 */
export async function exportTreated(db: Db, actor: Actor, playId: string, now: Date): Promise<string> {
  actor.require('plays:send');
  actor.require('customers:unmask');
  const { workspaceId } = actor;
  const arms = listArms(toPlay(requireLaunched(await getPlayRow(db, workspaceId, playId))));
  const treated = await listTreated(db, workspaceId, playId);
  const customerIds = treated.map((one) => one.customerId);
  await recordAccess(
    db,
    actor,
    { action: 'export', subject: `treated people of play ${playId}`, result: `${customerIds.length} people` },
    now,
  );
  const coupons = await listPlayCoupons(db, workspaceId, playId);
  // Which arm somebody is in matters only where there are several.
  const several = arms.length > 1;
  const armOf = new Map(
    treated.map(({ customerId, variant }) => {
      const arm = arms.find(({ key }) => key === variant);
      return [customerId, arm ? arm.name || arm.key.toUpperCase() : ''];
    }),
  );
  let csv = csvRow(['customer_id', 'name', 'coupon_code', ...(several ? ['arm'] : [])]);
  for (let from = 0; from < customerIds.length; from += PEOPLE_AT_ONCE) {
    const some = customerIds.slice(from, from + PEOPLE_AT_ONCE);
    const names = new Map(
      (await listRecipients(db, { workspaceId, customerIds: some, channel: 'none' })).map((one) => [
        one.customerId,
        one.name,
      ]),
    );
    for (const customerId of some) {
      const row = [customerId, names.get(customerId) ?? '', coupons.get(customerId)?.code ?? ''];
      csv += csvRow([...row, ...(several ? [armOf.get(customerId) ?? ''] : [])]);
    }
  }
  return `\uFEFF${csv}`;
}
