import { listRecipients } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { listPlayCoupons } from '../../loyalty/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { listTreated } from '../store.ts';
import { getPlayRow, requireLaunched } from './play.ts';

const PEOPLE_AT_ONCE = 5_000;

/** A cell that no spreadsheet takes for a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * People to hand the offer to, with their codes, as CSV (UTF-8 with BOM, so that spreadsheets read Korean). Logged, since
 * it takes personal data out of the product.
 * @throws AppError forbidden | not_found | conflict (a draft)
 */
export async function exportTreated(db: Db, actor: Actor, playId: string, now: Date): Promise<string> {
  actor.require('plays:send');
  actor.require('customers:unmask');
  const { workspaceId } = actor;
  requireLaunched(await getPlayRow(db, workspaceId, playId));
  const customerIds = await listTreated(db, workspaceId, playId);
  await recordAccess(
    db,
    actor,
    { action: 'export', subject: `treated people of play ${playId}`, result: `${customerIds.length} people` },
    now,
  );
  const coupons = await listPlayCoupons(db, workspaceId, playId);
  const lines = ['customer_id,name,coupon_code'];
  for (let from = 0; from < customerIds.length; from += PEOPLE_AT_ONCE) {
    const some = customerIds.slice(from, from + PEOPLE_AT_ONCE);
    const names = new Map(
      (await listRecipients(db, { workspaceId, customerIds: some, channel: 'none' })).map((one) => [
        one.customerId,
        one.name,
      ]),
    );
    for (const customerId of some) {
      lines.push([customerId, names.get(customerId) ?? '', coupons.get(customerId)?.code ?? ''].map(cell).join(','));
    }
  }
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}
