import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { inTransaction } from '../../platform/db.ts';
import { parsePhone } from '../../shared/phone.ts';
import { findCustomerByContact } from '../customers/index.ts';
import { hashContact } from '../privacy/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { doEach } from './each.ts';
import { noteTrouble } from './listening-trouble.ts';
import { openAccount } from './outlet.ts';
import type { ProviderOptOut } from './providers/provider.ts';
import { recordRefusalElsewhere } from './refuse.ts';
import { listAccounts, setOptoutsRead } from './store/desk.ts';

/** The lists overlap by this much from one reading to the next: clocks differ, and reading one twice changes nothing. */
const OVERLAP_MS = 60 * 60_000;

/**
 * Records who refused at the provider: by a call to the 080 number, by a word sent back, by blocking (§2.4). The number
 * goes on the list of refused addresses whoever it belongs to, what waits for it is not sent, and the person's consent
 * is withdrawn. The same refusal again changes nothing.
 */
export async function recordProviderOptOuts(
  context: Context,
  workspaceId: string,
  optouts: readonly ProviderOptOut[],
): Promise<void> {
  const db = context.database.of(workspaceId);
  const { clockOffsetDays } = await getWorkspace(db, workspaceId);
  const { key } = context.secrets;
  for (const { number, at } of optouts) {
    const e164 = parsePhone(number)?.e164;
    if (e164 === undefined) continue;
    const saidAt = shiftDays(at, clockOffsetDays);
    const contactHash = hashContact(key, e164);
    await inTransaction(db, async (db) => {
      const customerIds = await findCustomerByContact(db, workspaceId, e164);
      await recordRefusalElsewhere(db, {
        workspaceId,
        customerIds,
        contactHash,
        channels: ['sms', 'kakao'],
        saidAt,
        now: shiftDays(context.clock.now(), clockOffsetDays),
        method: 'phone',
        evidence: 'refused at the message provider',
        reason: 'provider',
      });
    });
  }
}

/** Reads every provider's list of refusals since the last time. @throws AggregateError when one could not be read */
export async function pollOptOuts(context: Context, workspaceId: string): Promise<void> {
  const db = context.database.of(workspaceId);
  await doEach(await listAccounts(db, workspaceId), {
    what: 'lists of refusals',
    work: (account) =>
      noteTrouble(db, { workspaceId, provider: account.provider, step: 'opt_outs' }, async () => {
        const readAt = context.clock.now();
        const since = new Date((account.optoutsReadUntil ?? account.updatedAt).getTime() - OVERLAP_MS);
        const provider = await openAccount(context, account);
        await recordProviderOptOuts(context, workspaceId, await provider.optouts(since));
        await setOptoutsRead(db, workspaceId, account.provider, readAt);
      }),
  });
}
