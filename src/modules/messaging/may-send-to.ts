import { findAdCap, listOpenHoldouts, listRecipients, type Recipient } from '../../mart/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { addDays, businessDayOf, instantOfLocal } from '../../shared/time.ts';
import { type ConsentKind, type Consents, legalRule, listContactability } from '../privacy/index.ts';
import {
  type AdConsentKind,
  type ConsentState,
  decideMaySend,
  LAW_TIME_ZONE,
  type MaySendDecision,
  type MessageClass,
} from './rules/index.ts';
import { countRecentAds } from './store.ts';

/** A person, with the decision whether this message may go to her now. */
export interface RecipientDecision {
  recipient: Recipient;
  decision: MaySendDecision;
}

/** People asked about at once: keeps the arrays of one statement within reason. */
const PEOPLE_AT_ONCE = 5_000;
const SAYS_NO: ReadonlySet<string | undefined> = new Set(['withdrawn', 'refused']);
const AD_KINDS: readonly AdConsentKind[] = ['marketing_use', 'ad_email', 'ad_sms', 'ad_night'];

/**
 * Asks for each person whether a message may go to her now (`decideMaySend`), with everything it needs: consents,
 * refused addresses, advertising of the last days, age, address, open hold-outs of other plays. The same question is
 * asked when an audience is counted and when each message leaves. A person unknown in the workspace is absent.
 */
export async function decideRecipients(
  context: Context,
  input: {
    workspaceId: string;
    customerIds: readonly string[];
    class: MessageClass;
    channel: 'email' | 'none';
    now: Date;
    today: string;
    exceptPlayId?: string | undefined;
    /** The transaction to ask in; outside of one when left out. */
    db?: Db | undefined;
  },
): Promise<RecipientDecision[]> {
  const decided: RecipientDecision[] = [];
  for (let from = 0; from < input.customerIds.length; from += PEOPLE_AT_ONCE) {
    decided.push(
      ...(await decideSome(context, { ...input, customerIds: input.customerIds.slice(from, from + PEOPLE_AT_ONCE) })),
    );
  }
  return decided;
}

async function decideSome(
  context: Context,
  input: Parameters<typeof decideRecipients>[1],
): Promise<RecipientDecision[]> {
  const { workspaceId, customerIds, channel, now, today } = input;
  const db = input.db ?? context.database.of(workspaceId);
  const recipients = await listRecipients(db, { workspaceId, customerIds });
  const contacts = new Map(recipients.flatMap((r) => (r.email === null ? [] : [[r.customerId, r.email] as const])));
  const lawDay = businessDayOf(now, { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 });
  const startOf = (day: string) => instantOfLocal(`${day}T00:00:00`, LAW_TIME_ZONE);
  const [contactability, recent, holdouts, adsPerWeek] = await Promise.all([
    listContactability(db, { workspaceId, channel, customerIds, contacts, key: context.secrets.key }),
    channel === 'none'
      ? new Map<string, { week: number; today: number }>()
      : countRecentAds(db, {
          workspaceId,
          customerIds,
          weekFrom: startOf(addDays(lawDay, -6)),
          todayFrom: startOf(lawDay),
        }),
    listOpenHoldouts(db, { workspaceId, customerIds, today, exceptPlayId: input.exceptPlayId }),
    findAdCap(db, workspaceId),
  ]);
  // The shop's own cap counts every channel and every play; a day still has the product's.
  const frequencyCap =
    adsPerWeek === undefined
      ? undefined
      : { perSevenDays: adsPerWeek, perDay: legalRule('ad_frequency_cap', lawDay).perDay };
  return recipients.map((recipient) => {
    const { consents = {}, suppressed = false } = contactability.get(recipient.customerId) ?? {};
    const ads = recent.get(recipient.customerId);
    const decision = decideMaySend({
      class: input.class,
      channel,
      now,
      optedOut: channel !== 'none' && SAYS_NO.has(consents[`ad_${channel}`]?.state),
      globalStop: SAYS_NO.has(consents.marketing_use?.state),
      suppressed,
      consents: adConsentsOf(consents),
      birthDate: recipient.birthDate ?? undefined,
      adsSentLast7Days: ads?.week ?? 0,
      adsSentToday: ads?.today ?? 0,
      frequencyCap,
      // The desk for complaints comes with a later issue; until then nobody has an open one (FE-15).
      openComplaint: false,
      inOpenHoldout: holdouts.get(recipient.customerId),
      // An address that a source told since she agreed is not one she agreed to (AD-10).
      hasAddress: recipient.email !== null && (input.class !== 'ad' || recipient.emailCovered),
      addressInvalid: recipient.emailInvalid,
    });
    return { recipient, decision };
  });
}

function adConsentsOf(consents: Consents): { [Kind in AdConsentKind]?: ConsentState } {
  const found: { [Kind in AdConsentKind]?: ConsentState } = {};
  for (const kind of AD_KINDS satisfies readonly ConsentKind[]) {
    const said = consents[kind];
    if (said) found[kind] = { state: said.state, at: said.at };
  }
  return found;
}
