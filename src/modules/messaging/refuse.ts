import type { Db } from '../../platform/db.ts';
import { GRANTING_STATES, listConsents, suppress, withdrawEveryRecord } from '../privacy/index.ts';
import { cancelAdvertising } from './store/queue.ts';
import { markLastAdvertOptedOut } from './store/reads.ts';

/** Somebody said no to advertising somewhere else than here. */
export interface RefusalElsewhere {
  workspaceId: string;
  /** Everybody the address belongs to. */
  customerIds: readonly string[];
  contactHash: Buffer | null;
  channels: readonly ('sms' | 'kakao')[];
  saidAt: Date;
  now: Date;
  /** `phone` for the 080 number, `one_click` for blocking a channel, `staff` for what is typed in. */
  method: 'phone' | 'one_click' | 'staff';
  evidence: string;
  /** Why the address is on the list of those that refused. */
  reason: string;
}

/**
 * Records a refusal that was said at a provider: the address goes on the list of refused ones whoever it belongs to, what
 * waits for it is not sent, and each person's consent is withdrawn with its evidence (§2.4, AD-11), of all the records that
 * she is shown as at once: an unmerge leaves both refused. The same refusal again changes nothing, nor does one that is older
 * than a consent given since. Returns how many people it withdrew a consent of, in the transaction of `db`.
 */
export async function recordRefusalElsewhere(db: Db, refusal: RefusalElsewhere): Promise<number> {
  const { workspaceId, customerIds, contactHash, channels, saidAt, now, method, evidence, reason } = refusal;
  // Their clock may run ahead of ours; nobody has said anything later than now.
  const at = saidAt < now ? saidAt : now;
  if (contactHash)
    for (const channel of channels) await suppress(db, { workspaceId, contactHash, channel, reason, at });
  const held = await listConsents(db, { workspaceId, customerIds });
  for (const channel of channels) {
    const agreedSince = new Set(
      customerIds.filter((customerId) => {
        const one = held.get(customerId)?.[`ad_${channel}`];
        return one && one.at > at && GRANTING_STATES.includes(one.state);
      }),
    );
    // What waits for somebody who has agreed again since was allowed by that: an old list that is told twice stops nothing.
    await cancelAdvertising(db, {
      workspaceId,
      customerIds: customerIds.filter((customerId) => !agreedSince.has(customerId)),
      contactHash: agreedSince.size > 0 ? null : contactHash,
      channels: [channel],
    });
  }
  await markLastAdvertOptedOut(db, { workspaceId, customerIds, channels, at });
  const withdrawn = new Set<string>();
  for (const channel of channels) {
    const no = { workspaceId, customerIds, kind: `ad_${channel}`, method, evidence, at, now } as const;
    for (const customerId of await withdrawEveryRecord(db, no)) withdrawn.add(customerId);
  }
  return withdrawn.size;
}

/**
 * On which channel a failure says that the person refused, and how; undefined: it says nothing of the kind. An 080 refusal
 * comes as `opted_out` (SOLAPI 1061); an advertisement by KakaoTalk that was `blocked` went to somebody who blocked the
 * channel (§2.4). A blocked AlimTalk says nothing about advertising.
 */
export function readRefusal(message: {
  class: string;
  channel: string;
  failure: string | null;
}): { channel: 'sms' | 'kakao'; method: 'phone' | 'one_click' } | undefined {
  const { channel, failure } = message;
  if (channel !== 'sms' && channel !== 'kakao') return undefined;
  if (failure === 'opted_out') return { channel, method: 'phone' };
  return failure === 'blocked' && channel === 'kakao' && message.class === 'ad'
    ? { channel, method: 'one_click' }
    : undefined;
}
