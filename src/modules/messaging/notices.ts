import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { addDays, businessDayOf } from '../../shared/time.ts';
import { GRANTING_STATES, hashContact, legalRule, listAdConsentEvents, listHeldAdConsents } from '../privacy/index.ts';
import { getWorkspace, type Workspace } from '../workspace/index.ts';
import { startSending } from './lanes.ts';
import { decideRecipients } from './may-send-to.ts';
import { hashOptOutToken, linkBase, optOutToken, optOutUrl } from './opt-out.ts';
import { type OutletChannel, openOutlet } from './outlet.ts';
import { type ConsentState, composeNotice, decideResultNotice, LAW_TIME_ZONE, reconfirmDueOn } from './rules/index.ts';
import { findDesk } from './store/desk.ts';
import {
  findLastResultNotice,
  followNoticeMessages,
  insertNotices,
  listAdLocales,
  listNoticesSent,
  listOpenNotices,
  type NewNotice,
  updateNotice,
} from './store/notices.ts';
import { insertMessages } from './store/queue.ts';

/** Channels of a notice in the order they are tried: the one the consent is about, then what else reaches her. */
const CHANNELS: Readonly<Record<string, readonly OutletChannel[]>> = {
  ad_email: ['email', 'sms'],
  ad_sms: ['sms', 'email'],
  ad_kakao: ['sms', 'email'],
};
const OTHERWISE: readonly OutletChannel[] = ['sms', 'email'];
/** Notices worked off at a time; all that are open are, every day. */
const NOTICES_AT_ONCE = 2_000;
const PEOPLE_AT_ONCE = 5_000;
const MS_PER_DAY = 86_400_000;
/** What may have left and was not confirmed by then is told again: a notice has to be proven. */
const UNPROVEN_DAYS = 3;

const lawDayOf = (at: Date) => businessDayOf(at, { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 });

/**
 * What the law wants to be told, from what people said: the result of each consent, refusal and withdrawal within 14 days
 * (AD-14), and the confirmation of each consent before two years are over (AD-15). Work of every day, and the same day
 * again changes nothing. What an import says is not told: a file is no word of hers.
 */
export async function tellNotices(context: Context, workspaceId: string): Promise<void> {
  const db = context.database.of(workspaceId);
  const workspace = await getWorkspace(db, workspaceId);
  const now = shiftDays(context.clock.now(), workspace.clockOffsetDays);
  const unprovenBefore = new Date(now.getTime() - UNPROVEN_DAYS * MS_PER_DAY);
  await followNoticeMessages(db, { workspaceId, unprovenBefore });
  await createResultNotices(db, workspaceId, now);
  await createReconfirmations(db, workspaceId, now);
  await queueNotices(context, workspace, now);
}

/**
 * From where what people said, or what was written down of it, is read: as far back as the law gives time, and further
 * where nothing was told for longer, because nobody said anything or because the machine was off.
 */
async function readFrom(db: Db, workspaceId: string, now: Date): Promise<Date> {
  const inTime = new Date(now.getTime() - legalRule('ad_result_notice_days', lawDayOf(now)) * MS_PER_DAY);
  const lastTold = await findLastResultNotice(db, workspaceId);
  return lastTold && lastTold < inTime ? lastTold : inTime;
}

async function createResultNotices(db: Db, workspaceId: string, now: Date): Promise<void> {
  const events = await listAdConsentEvents(db, workspaceId, await readFrom(db, workspaceId, now));
  if (events.length === 0) return;
  const held = new Set(
    (await listHeldAdConsents(db, workspaceId, now)).map(({ customerId, kind }) => `${customerId} ${kind}`),
  );
  const notices = events.flatMap((event): NewNotice[] => {
    const saidOn = lawDayOf(event.at);
    const notice = decideResultNotice({
      saidOn,
      recordedOn: lawDayOf(event.recordedAt),
      granted: GRANTING_STATES.includes(event.state),
      holds: held.has(`${event.customerId} ${event.kind}`),
    });
    if (!notice) return [];
    return [
      {
        noticeId: newId(),
        customerId: event.customerId,
        kind: 'result',
        consentKind: event.kind,
        consentEventId: event.consentEventId,
        consentState: event.state,
        saidOn,
        dueOn: notice.dueOn,
      },
    ];
  });
  await insertNotices(db, workspaceId, notices, now);
}

async function createReconfirmations(db: Db, workspaceId: string, now: Date): Promise<void> {
  const today = lawDayOf(now);
  const ahead = addDays(today, 2 * legalRule('ad_reconfirm_notice_days', today));
  const saidBefore = new Date(now.getTime() - 600 * MS_PER_DAY);
  const held = await listHeldAdConsents(db, workspaceId, saidBefore);
  for (let from = 0; from < held.length; from += PEOPLE_AT_ONCE) {
    const some = held.slice(from, from + PEOPLE_AT_ONCE);
    const sent = await listNoticesSent(db, workspaceId, [...new Set(some.map((one) => one.customerId))]);
    const notices = some.flatMap((one): NewNotice[] => {
      const confirmedAt = sent.get(`${one.customerId} ${one.kind}`);
      const since = confirmedAt && confirmedAt > one.at ? confirmedAt : one.at;
      const dueOn = reconfirmDueOn(lawDayOf(since));
      if (dueOn > ahead) return [];
      return [
        {
          noticeId: newId(),
          customerId: one.customerId,
          kind: 'reconfirmation',
          consentKind: one.kind,
          consentEventId: one.consentEventId,
          consentState: one.state,
          // Two years later again: a new notice about the same consent.
          saidOn: lawDayOf(since),
          dueOn,
        },
      ];
    });
    await insertNotices(db, workspaceId, notices, now);
  }
}

async function queueNotices(context: Context, workspace: Workspace, now: Date): Promise<void> {
  const { workspaceId } = workspace;
  const db = context.database.of(workspaceId);
  const today = lawDayOf(now);
  const sendFrom = addDays(today, legalRule('ad_reconfirm_notice_days', today));
  const open = await listOpenNotices(db, workspaceId, sendFrom);
  if (open.length === 0) return;
  const refusalNumber = spaced((await findDesk(db, workspaceId))?.refusalNumber ?? '');
  const held = new Map(
    (await listHeldAdConsents(db, workspaceId, now)).map((one) => [`${one.customerId} ${one.kind}`, one]),
  );
  for (let from = 0; from < open.length; from += NOTICES_AT_ONCE) {
    const notices = open.slice(from, from + NOTICES_AT_ONCE);
    await queueSome(context, workspace, { notices, held, refusalNumber, now });
  }
}

type OpenNotice = Awaited<ReturnType<typeof listOpenNotices>>[number];

async function queueSome(
  context: Context,
  workspace: Workspace,
  input: {
    notices: readonly OpenNotice[];
    held: ReadonlyMap<string, { consentEventId: string }>;
    refusalNumber: string;
    now: Date;
  },
): Promise<void> {
  const { workspaceId } = workspace;
  const { notices, held, refusalNumber, now } = input;
  const db = context.database.of(workspaceId);
  const customerIds = notices.map(({ customerId }) => customerId);
  const reach = await findReach(context, workspace, { customerIds, now });
  // Nobody told us her language; the one the shop writes to her in is one she reads. Korean for everybody else.
  const locales = await listAdLocales(db, workspaceId, customerIds);
  for (const notice of notices) {
    const standing = held.get(`${notice.customerId} ${notice.consentKind}`);
    // Withdrawn meanwhile: there is nothing left to confirm, and the withdrawal has its own notice.
    if (notice.kind === 'reconfirmation' && standing?.consentEventId !== notice.consentEventId) {
      await updateNotice(db, { workspaceId, noticeId: notice.noticeId, state: 'superseded' });
      continue;
    }
    const channel = (CHANNELS[notice.consentKind] ?? OTHERWISE).find((one) => reach.get(one)?.has(notice.customerId));
    if (!channel) {
      if (notice.state !== 'unreachable')
        await updateNotice(db, { workspaceId, noticeId: notice.noticeId, state: 'unreachable' });
      continue;
    }
    const address = reach.get(channel)?.get(notice.customerId);
    const messageId = newId();
    const token = optOutToken(context.secrets.key, messageId);
    const granted = GRANTING_STATES.includes(notice.consentState);
    const locale = locales.get(notice.customerId) === 'en' ? 'en' : 'ko';
    const { subject, text } = composeNotice({
      kind: notice.kind === 'reconfirmation' ? 'reconfirmation' : 'result',
      senderName: workspace.senderName || workspace.name,
      consentKind: notice.consentKind,
      state: notice.consentState as ConsentState['state'],
      saidOn: notice.saidOn,
      refusalNumber,
      link: granted ? optOutUrl(linkBase(workspace, context.config), token) : '',
      locale,
    });
    await inTransaction(db, async (db) => {
      await insertMessages(db, {
        workspaceId,
        laneId: workspaceId,
        playId: null,
        automationId: null,
        templateId: null,
        pictureId: null,
        about: '',
        class: 'notice_legal',
        channel,
        locale,
        queuedAt: now,
        messages: [
          {
            messageId,
            customerId: notice.customerId,
            contactPointId: address?.contactPointId ?? null,
            dedupeKey: `notice:${notice.noticeId}:${messageId}`,
            subject,
            body: text,
            couponCode: '',
            couponNote: '',
            variables: '{}',
            fallbackBody: null,
            fallbackOf: null,
            contactHash: address ? hashContact(context.secrets.key, address.value) : null,
            optOutTokenHash: hashOptOutToken(token),
          },
        ],
      });
      await updateNotice(db, { workspaceId, noticeId: notice.noticeId, state: 'queued', channel, messageId });
    });
  }
  await startSending(db, { workspaceId, laneId: workspaceId });
}

function spaced(number: string): string {
  return number === '' ? '' : `${number.slice(0, 3)}-${number.slice(3, -4)}-${number.slice(-4)}`;
}

/** Who can be reached on which channel, through what is connected. */
async function findReach(
  context: Context,
  workspace: Workspace,
  { customerIds, now }: { customerIds: readonly string[]; now: Date },
): Promise<Map<OutletChannel, Map<string, { value: string; contactPointId: string | null }>>> {
  const reach = new Map<OutletChannel, Map<string, { value: string; contactPointId: string | null }>>();
  for (const channel of ['sms', 'email'] as const) {
    const outlet = await openOutlet(context, workspace, channel);
    outlet?.provider.close?.();
    if (!outlet || outlet.provider.name === 'dry_run') continue;
    const decided = await decideRecipients(context, {
      workspaceId: workspace.workspaceId,
      customerIds: [...new Set(customerIds)],
      class: 'notice_legal',
      channel,
      now,
      today: businessDayOf(now, workspace),
      outlet: outlet.law,
    });
    const found = decided.flatMap(({ recipient, decision }) => {
      const { customerId, address, contactPointId } = recipient;
      return decision.outcome === 'send' && address !== null
        ? [[customerId, { value: address, contactPointId }] as const]
        : [];
    });
    reach.set(channel, new Map(found));
  }
  return reach;
}
