import { findAdCap, listLastSales, listOpenHoldouts, listRecipients, type Recipient } from '../../mart/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { addDays, businessDayOf, instantOfLocal } from '../../shared/time.ts';
import { cutInto, workAhead } from '../../shared/work-ahead.ts';
import { type ConsentKind, type HeldConsents, legalRule, listContactability } from '../privacy/index.ts';
import { askMaySend, type Clearance } from './providers/cleared.ts';
import {
  type AdConsentKind,
  type ConsentState,
  LAW_TIME_ZONE,
  type MaySendDecision,
  type MessageClass,
} from './rules/index.ts';
import { listOpenComplaints } from './store/complaints.ts';
import { findDesk } from './store/desk.ts';
import { listNoticesSent } from './store/notices.ts';
import { countRecentAds } from './store/reads.ts';

/** A person, with the decision whether this message may go to her now. */
export interface RecipientDecision {
  recipient: Recipient;
  decision: MaySendDecision;
  /** The decision as the way out wants to see it. */
  clearance: Clearance;
  /** The sale that the existing-customer exception rests on, when it was used. */
  evidenceOrderId: string | null;
}

/** People asked about at once: keeps the arrays of one statement within reason. */
const PEOPLE_AT_ONCE = 2_000;
const SAYS_NO: ReadonlySet<string | undefined> = new Set(['withdrawn', 'refused']);
const AD_KINDS: readonly AdConsentKind[] = [
  'marketing_use',
  'ad_email',
  'ad_sms',
  'ad_kakao',
  'ad_night',
  'points_terms',
];

interface Question {
  workspaceId: string;
  customerIds: readonly string[];
  class: MessageClass;
  channel: 'email' | 'sms' | 'kakao' | 'none';
  now: Date;
  today: string;
  exceptPlayId?: string | undefined;
  about?: 'points' | undefined;
  /** When the last of them will have left (AD-12). */
  doneBy?: Date | undefined;
  /** The way out as it stands (AD-18, AD-50); not asked for when left out, as when an audience is counted. */
  outlet?: { providerCertified?: boolean | undefined; senderRegistered?: boolean | undefined } | undefined;
  /** The transaction to ask in; outside of one when left out. */
  db?: Db | undefined;
}

/**
 * Asks for each person whether a message may go to her now (`decideMaySend`), with everything it needs: consents and
 * their confirmations, refused addresses, advertising of the last days, age, address, open hold-outs of other plays. The
 * same question is asked when an audience is counted and when each message leaves. A person unknown in the workspace is
 * absent.
 */
export async function decideRecipients(context: Context, input: Question): Promise<RecipientDecision[]> {
  const decided: RecipientDecision[][] = [];
  await workAhead(cutInto(input.customerIds, PEOPLE_AT_ONCE), async (customerIds, at) => {
    decided[at] = await decideSome(context, { ...input, customerIds });
  });
  return decided.flat();
}

const lawDayOf = (now: Date) => businessDayOf(now, { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 });

/** What counts for the cap: seven days, and the day itself. */
function capSpan(lawDay: string): { weekFrom: Date; todayFrom: Date } {
  const startOf = (day: string) => instantOfLocal(`${day}T00:00:00`, LAW_TIME_ZONE);
  return { weekFrom: startOf(addDays(lawDay, -6)), todayFrom: startOf(lawDay) };
}

/** The shop's own cap counts every channel and every play; a day still has the product's. */
async function findFrequencyCap(db: Db, workspaceId: string, lawDay: string) {
  const cap = legalRule('ad_frequency_cap', lawDay);
  return { perSevenDays: (await findAdCap(db, workspaceId)) ?? cap.perSevenDays, perDay: cap.perDay };
}

/** Who of these people has as much advertising as may be, counted the moment before more is handed over. */
export async function listOverCap(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[]; now: Date },
): Promise<ReadonlySet<string>> {
  const { workspaceId, customerIds } = input;
  const lawDay = lawDayOf(input.now);
  const cap = await findFrequencyCap(db, workspaceId, lawDay);
  const recent = await countRecentAds(db, { workspaceId, customerIds, ...capSpan(lawDay) });
  return new Set(
    [...recent].flatMap(([customerId, { week, today }]) =>
      week >= cap.perSevenDays || today >= cap.perDay ? [customerId] : [],
    ),
  );
}

async function decideSome(context: Context, input: Question): Promise<RecipientDecision[]> {
  const { workspaceId, customerIds, channel, now, today } = input;
  const db = input.db ?? context.database.of(workspaceId);
  const isAd = input.class === 'ad';
  const recipients = await listRecipients(db, { workspaceId, customerIds, channel });
  const contacts = new Map(recipients.flatMap((r) => (r.address === null ? [] : [[r.customerId, r.address] as const])));
  const lawDay = lawDayOf(now);
  const [contactability, recent, holdouts, notices, desk, frequencyCap, complaints] = await Promise.all([
    listContactability(db, { workspaceId, channel, customerIds, contacts, key: context.secrets.key }),
    channel === 'none' || !isAd
      ? new Map<string, { week: number; today: number }>()
      : countRecentAds(db, { workspaceId, customerIds, ...capSpan(lawDay) }),
    isAd
      ? listOpenHoldouts(db, { workspaceId, customerIds, today, exceptPlayId: input.exceptPlayId })
      : new Map<string, string>(),
    isAd ? listNoticesSent(db, workspaceId, customerIds) : new Map<string, Date>(),
    isAd ? findDesk(db, workspaceId) : undefined,
    isAd ? findFrequencyCap(db, workspaceId, lawDay) : undefined,
    isAd ? listOpenComplaints(db, workspaceId, customerIds) : new Set<string>(),
  ]);
  const sales = desk?.existingCustomers
    ? await listLastSales(db, { workspaceId, customerIds, today: lawDay })
    : new Map<string, { orderId: string; endedOn: string }>();
  return recipients.map((recipient) => {
    const { customerId } = recipient;
    const { consents = {}, suppressed = false } = contactability.get(customerId) ?? {};
    const ads = recent.get(customerId);
    const sale = sales.get(customerId);
    const clearance = askMaySend({
      class: input.class,
      channel,
      now,
      doneBy: input.doneBy,
      about: input.about,
      optedOut: channel !== 'none' && SAYS_NO.has(consents[`ad_${channel}`]?.state),
      globalStop: SAYS_NO.has(consents.marketing_use?.state),
      suppressed,
      consents: adConsentsOf(consents, (kind) => notices.get(`${customerId} ${kind}`)),
      existingCustomer: { enabled: desk?.existingCustomers ?? false, lastTransactionEndedOn: sale?.endedOn },
      birthDate: recipient.birthDate ?? undefined,
      adsSentLast7Days: ads?.week ?? 0,
      adsSentToday: ads?.today ?? 0,
      frequencyCap,
      openComplaint: complaints.has(customerId),
      inOpenHoldout: holdouts.get(customerId),
      // An address that a source told since she agreed is not one she agreed to (AD-10).
      hasAddress: recipient.address !== null && (!isAd || recipient.addressCovered),
      addressInvalid: recipient.addressInvalid,
      notMobile:
        recipient.addressKind !== null && recipient.addressKind !== 'mobile' && recipient.addressKind !== 'email',
      providerCertified: input.outlet?.providerCertified,
      senderRegistered: input.outlet?.senderRegistered,
    });
    const { decision } = clearance;
    const evidenceOrderId = decision.reason === 'existing_customer' ? (sale?.orderId ?? null) : null;
    return { recipient, decision, clearance, evidenceOrderId };
  });
}

function adConsentsOf(
  consents: HeldConsents,
  noticeSentAt: (kind: AdConsentKind) => Date | undefined,
): { [Kind in AdConsentKind]?: ConsentState } {
  const found: { [Kind in AdConsentKind]?: ConsentState } = {};
  for (const kind of AD_KINDS satisfies readonly ConsentKind[]) {
    const said = consents[kind];
    if (!said) continue;
    const sentAt = noticeSentAt(kind);
    // A confirmation of an older consent says nothing about this one.
    const counts = sentAt !== undefined && sentAt > said.at;
    found[kind] = { state: said.state, at: said.at, ...(counts ? { reconfirmNoticeSentAt: sentAt } : {}) };
  }
  return found;
}
