import type { z } from 'zod';
import { findWhatShopHas, hasReservations } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getWorkspace } from '../workspace/index.ts';
import type * as contract from './contract.ts';
import { REVIEW_STATES, TEMPLATE_CHANNELS, zMessageClass } from './contract.ts';
import { openAccount } from './outlet.ts';
import {
  asksForReservations,
  diffTemplate,
  findLiquidProblem,
  findStarterNeed,
  LAW_TIME_ZONE,
  listAlimtalkVariables,
  mayReviewMove,
  type ReviewState,
  STARTER_TEMPLATES,
} from './rules/index.ts';
import { findAccountFor } from './store/desk.ts';
import * as store from './store/templates.ts';
import { problemsOf } from './template-problems.ts';

type Answer = z.input<typeof contract.listTemplates.output>;
type Text = z.output<typeof contract.createTemplate.body>;
type Row = Awaited<ReturnType<typeof store.listTemplateRows>>[number];

/** Where the text may still change, and the template may go (AD-43). */
const OPEN_STATES: readonly ReviewState[] = ['draft', 'rejected'];
const REMOVABLE_STATES: ReadonlySet<ReviewState> = new Set<ReviewState>(['draft', 'rejected', 'suspended', 'dormant']);

const lawDayOf = (at: Date) => businessDayOf(at, { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 });
const isAlimtalk = ({ channel, class: kind }: { channel: string; class: string }) =>
  channel === 'kakao' && kind !== 'ad';
const stateOf = (row: { reviewState: string }) => REVIEW_STATES.find((one) => one === row.reviewState) ?? 'draft';

/** @throws AppError forbidden */
export async function listTemplates(db: Db, actor: Actor, now: Date): Promise<Answer> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const [rows, account, starters] = await Promise.all([
    store.listTemplateRows(db, workspaceId),
    findAccountFor(db, workspaceId, 'kakao'),
    listStarters(db, workspaceId, now),
  ]);
  const installed = new Set(rows.map(({ starter }) => starter));
  const left = starters.filter(({ key }) => !installed.has(key));
  return {
    templates: rows.map((row) => toTemplate(row, lawDayOf(now))),
    startersLeft: left.filter(({ missing }) => missing === null).length,
    unfit: left.flatMap(({ name, missing }) => (missing === null ? [] : [{ name, missing }])),
    canSync: account !== undefined,
  };
}

/** The shipped templates, each with what the shop lacks for it. */
async function listStarters(db: Db, workspaceId: string, now: Date) {
  const workspace = await getWorkspace(db, workspaceId);
  const { pack } = workspace;
  const { earnsPoints } = await findWhatShopHas(db, { workspaceId, today: businessDayOf(now, workspace) });
  const shop = {
    pack,
    earnsPoints,
    hasReservations: asksForReservations(pack) && (await hasReservations(db, workspaceId)),
  };
  return STARTER_TEMPLATES.map((starter) => ({ ...starter, missing: findStarterNeed(starter, shop) }));
}

function toTemplate(row: Row, onDay: string): Answer['templates'][number] {
  const reviewState = stateOf(row);
  const isDifferent = row.providerText !== '' && row.providerText !== row.body;
  return {
    templateId: row.templateId,
    name: row.name,
    channel: TEMPLATE_CHANNELS.find((one) => one === row.channel) ?? 'sms',
    class: zMessageClass.parse(row.class),
    locale: row.locale === 'en' ? 'en' : 'ko',
    subject: row.subject,
    body: row.body,
    about: row.about,
    isStarter: row.starter !== '',
    justification: row.justification,
    reviewState,
    reviewReason: row.reviewReason,
    reviewedAt: row.reviewedAt?.toISOString() ?? null,
    providerCode: row.providerCode,
    variables: isAlimtalk(row) ? listAlimtalkVariables(row.body) : [],
    problems: problemsOf(row, onDay),
    mayMoveTo: isAlimtalk(row) ? REVIEW_STATES.filter((to) => mayReviewMove(reviewState, to)) : [],
    mayChange: OPEN_STATES.includes(reviewState),
    diff: isDifferent ? diffTemplate(row.body, row.providerText) : [],
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** @throws AppError forbidden | invalid_input (a text that cannot be read, an advertisement as AlimTalk) */
export async function createTemplate(
  db: Db,
  actor: Actor,
  input: { text: Text; now: Date },
): Promise<{ templateId: string }> {
  actor.require('plays:write');
  requireReadable(input.text);
  const templateId = newId();
  await store.insertTemplate(db, {
    workspaceId: actor.workspaceId,
    templateId,
    ...input.text,
    about: '',
    starter: '',
    createdAt: input.now,
    updatedAt: input.now,
  });
  return { templateId };
}

/** @throws AppError forbidden | not_found | conflict (its review is under way or done) | invalid_input */
export async function updateTemplate(
  db: Db,
  actor: Actor,
  input: { templateId: string; text: Text; now: Date },
): Promise<{ templateId: string }> {
  actor.require('plays:write');
  const { templateId, text, now } = input;
  requireReadable(text);
  await requireTemplate(db, actor.workspaceId, templateId);
  const changed = await store.updateTemplateIn(db, {
    workspaceId: actor.workspaceId,
    templateId,
    states: OPEN_STATES,
    // A text that was turned down and written anew is a draft again, and the old reason no longer about it.
    change: { ...text, reviewState: 'draft', reviewReason: '', providerText: '', updatedAt: now },
  });
  if (!changed) throw underReview();
  return { templateId };
}

/** @throws AppError forbidden | not_found | conflict (it is under review or approved) */
export async function removeTemplate(db: Db, actor: Actor, templateId: string): Promise<void> {
  actor.require('plays:write');
  const row = await requireTemplate(db, actor.workspaceId, templateId);
  if (!REMOVABLE_STATES.has(stateOf(row))) throw underReview();
  await store.deleteTemplate(db, actor.workspaceId, templateId);
}

/** @throws AppError forbidden | not_found | conflict (no such step) | invalid_input (it breaks AD-40 or AD-41) */
export async function moveReview(
  db: Db,
  actor: Actor,
  input: z.output<typeof contract.moveReview.body> & { templateId: string; now: Date },
): Promise<Answer> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  const { templateId, to, now, reason } = input;
  const row = await requireTemplate(db, workspaceId, templateId);
  const from = stateOf(row);
  if (!isAlimtalk(row) || !mayReviewMove(from, to)) throw noSuchStep();
  const providerCode = input.providerCode ?? row.providerCode;
  const problems = to === 'requested' && row.justification === '' ? problemsOf(row, lawDayOf(now)) : [];
  if (problems.length > 0) throw breaksRule(problems);
  // Without the provider's name for it nothing could be sent with it (AD-42).
  if (to === 'approved' && providerCode === '') throw noCode();
  const moved = await store.updateTemplateIn(db, {
    workspaceId,
    templateId,
    states: [from],
    change: { reviewState: to, reviewReason: reason, providerCode, reviewedAt: now, updatedAt: now },
  });
  if (!moved) throw noSuchStep();
  return listTemplates(db, actor, now);
}

/** Puts in the shipped templates that are not there and that this shop has a use for (AD-44). @throws AppError forbidden */
export async function installStarters(outer: Db, actor: Actor, now: Date): Promise<Answer> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  await inTransaction(outer, async (db) => {
    const installed = new Set((await store.listTemplateRows(db, workspaceId)).map(({ starter }) => starter));
    for (const { key, name, about, body, missing } of await listStarters(db, workspaceId, now)) {
      if (installed.has(key) || missing !== null) continue;
      await store.insertTemplate(db, {
        workspaceId,
        templateId: newId(),
        name: name[actor.locale],
        channel: 'kakao',
        class: 'info',
        // Kakao reviews them in Korean, whatever language the desk is in.
        locale: 'ko',
        subject: '',
        body,
        about,
        starter: key,
        justification: '',
        createdAt: now,
        updatedAt: now,
      });
    }
  });
  return listTemplates(outer, actor, now);
}

/**
 * Takes over what the provider says of our templates: state, reason, and its text, which is compared sign for sign before
 * anything is sent (AD-43). Ours are found by the provider's code, or by their name while they have none.
 * @throws AppError forbidden | conflict (no provider for KakaoTalk)
 */
export async function syncTemplates(
  context: Context,
  actor: Actor,
  now: Date,
): Promise<z.input<typeof contract.syncTemplates.output>> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const account = await findAccountFor(db, workspaceId, 'kakao');
  if (!account) throw noProvider();
  let changed = 0;
  let error = '';
  try {
    const theirs = await (await openAccount(context, account)).templates();
    for (const row of await store.listTemplateRows(db, workspaceId)) {
      if (!isAlimtalk(row)) continue;
      const one = theirs.find(({ code, name }) =>
        row.providerCode === '' ? name === row.name : code === row.providerCode,
      );
      if (!one) continue;
      const change = {
        reviewState: one.state,
        reviewReason: one.reason,
        providerCode: one.code,
        providerText: one.text.replaceAll('\r\n', '\n'),
      };
      const isSame = Object.entries(change).every(([key, value]) => row[key as keyof typeof change] === value);
      if (isSame) continue;
      const taken = await store.updateTemplateIn(db, {
        workspaceId,
        templateId: row.templateId,
        states: [row.reviewState],
        change: { ...change, reviewedAt: now, updatedAt: now },
      });
      if (taken) changed += 1;
    }
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'unavailable') throw cause;
    const reason = cause.details?.['reason'];
    error = typeof reason === 'string' ? reason : 'unavailable';
  }
  return { ...(await listTemplates(db, actor, now)), changed, error };
}

async function requireTemplate(db: Db, workspaceId: string, templateId: string) {
  const row = await store.findTemplate(db, workspaceId, templateId);
  if (!row) throw new AppError('not_found', 'no such template');
  return row;
}

function requireReadable(text: Text): void {
  const problem = findLiquidProblem(text.body);
  if (problem !== undefined)
    throw new AppError('invalid_input', 'a template that cannot be read', {
      userMessage: {
        ko: '아직 읽을 수 없는 글이에요. 괄호를 확인해 주세요.',
        en: 'This text cannot be read yet. Check its brackets.',
      },
      details: { issues: [{ path: 'body.body', message: problem }] },
    });
}

const underReview = () =>
  new AppError('conflict', 'a template under review or approved', {
    userMessage: {
      ko: '심사 중이거나 승인된 템플릿은 고치거나 지울 수 없어요. 새로 만들어 주세요.',
      en: 'A template under review or approved cannot be changed or removed. Make a new one.',
    },
  });
const noSuchStep = () =>
  new AppError('conflict', 'no such step of a review', {
    userMessage: {
      ko: '지금 상태에서는 할 수 없어요. 화면을 새로 열어 주세요.',
      en: 'This cannot be done in its present state. Open the screen anew.',
    },
  });
const breaksRule = (problems: ReturnType<typeof problemsOf>) => {
  const found = problems.map(({ rule, detail }) => `${detail} (${rule})`).join(', ');
  return new AppError('invalid_input', 'a template that would be turned down', {
    userMessage: {
      ko: `알림톡으로 심사를 부탁할 수 없는 글이에요. 고치고 다시 부탁해 주세요: ${found}`,
      en: `A review cannot be asked for with this text. Change it first: ${found}`,
    },
    details: { issues: problems.map(({ rule, detail }) => ({ path: 'to', message: `${rule} ${detail}` })) },
  });
};
const noCode = () =>
  new AppError('invalid_input', 'no code of the provider', {
    userMessage: { ko: '서비스에서 받은 템플릿 코드를 적어 주세요.', en: 'Enter the template code of the service.' },
    details: { issues: [{ path: 'body.providerCode', message: 'needed to send with it (AD-42)' }] },
  });
const noProvider = () =>
  new AppError('conflict', 'no provider for KakaoTalk', {
    userMessage: {
      ko: '카카오톡을 보내는 서비스가 아직 없어요. 설정의 메시지 채널에서 먼저 연결해 주세요.',
      en: 'No service sends KakaoTalk yet. Connect one under Settings, Messages.',
    },
  });
