import { type Actor, systemActor } from '../../platform/actor.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { enqueue } from '../../platform/jobs.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { addDays, businessDayOf } from '../../shared/time.ts';
import { hasDueMessages } from '../messaging/index.ts';
import { type callerOf, isSetUp, joinDemo, openSession, type resolveRequest } from '../staff/index.ts';
import { createWorkspace, getPack, getWorkspace, listWorkspaces, updateShop } from '../workspace/index.ts';
import { demoWorkJob } from './jobs.ts';
import { computeDoneShare, computeWorkUntil } from './rules.ts';
import { createState, createWorld } from './simulation/index.ts';
import { findState, getState, insertState, lockCreation, updateWorkUntil } from './store.ts';

/** The same shop for everybody, so that two people can talk about what they see. */
const DEFAULT_SEED = 42;
const SHOP = { name: '온기식당', pack: 'restaurant', currency: 'KRW', timeZone: 'Asia/Seoul' } as const;
/** Legal sender of the demo's e-mails: a domain and a number that belong to nobody. */
const SENDER = {
  senderName: SHOP.name,
  senderEmail: 'hello@ongi.example.com',
  senderPhone: '02-1000-1000',
  senderAddress: '서울특별시 종로구 온기길 1',
};

/** The demo's workspace; undefined when this installation has none. */
export async function findDemo(context: Context): Promise<string | undefined> {
  return findDemoIn(context.database.outside);
}

async function findDemoIn(db: Db): Promise<string | undefined> {
  return (await listWorkspaces(db)).find((workspace) => workspace.kind === 'demo')?.workspaceId;
}

/**
 * Makes the demo shop of this installation, or finds the one there is: an empty shop at once; its people and 18 months
 * up to yesterday come with the job `demo.work`. One that has fallen behind the calendar is asked to catch up.
 * @throws AppError conflict when there is one with another seed
 */
export async function createDemo(context: Context, { seed }: { seed?: number | undefined } = {}): Promise<string> {
  const known = await findDemo(context);
  if (known) return catchUp(context, known, seed);
  const workspaceId = newId();
  return inTransaction(context.database.of(workspaceId), async (db) => {
    await lockCreation(db);
    const made = await findDemoIn(db);
    if (made) return made;
    const shop = { ...SHOP, dayEndsAtHour: getPack(SHOP.pack).defaults.dayEndsAtHour };
    const yesterday = addDays(businessDayOf(context.clock.now(), shop), -1);
    await createWorkspace(db, { workspaceId, kind: 'demo', ownerEmail: SENDER.senderEmail, shop });
    await updateShop(db, systemActor(workspaceId), SENDER);
    const world = createWorld({ seed: seed ?? DEFAULT_SEED, today: yesterday });
    const before = createState(world).throughDay;
    await insertState(db, {
      workspaceId,
      seed: world.seed,
      startOn: addDays(before, 1),
      historyUntil: yesterday,
      simulatedUntil: before,
      workAfter: before,
      workUntil: yesterday,
      step: 'people',
    });
    await enqueueWork(db, workspaceId);
    return workspaceId;
  });
}

async function catchUp(context: Context, workspaceId: string, seed: number | undefined): Promise<string> {
  const db = context.database.of(workspaceId);
  const state = await getState(db, workspaceId);
  if (seed !== undefined && seed !== state.seed) {
    throw new AppError('conflict', `the demo shop has seed ${state.seed}`, {
      userMessage: {
        ko: `데모 가게가 이미 있어요 (seed ${state.seed}). 다른 seed로 보려면 새 데이터 폴더(--home)에서 만들어 주세요.`,
        en: `There is a demo shop already (seed ${state.seed}). For another seed use another data folder (--home).`,
      },
    });
  }
  if (state.step !== 'done') await enqueueWork(db, workspaceId);
  else await askForDays(context, workspaceId, 0);
  return workspaceId;
}

function enqueueWork(db: Db, workspaceId: string) {
  return enqueue(db, demoWorkJob, { workspaceId }, { key: `demo.work:${workspaceId}`, queue: `demo:${workspaceId}` });
}

/**
 * Signs the caller in to the demo shop. Before the first run anybody may look at it; afterwards only an owner.
 * @throws AppError unauthenticated | forbidden
 */
export async function enterDemo(
  context: Context,
  input: {
    session: Awaited<ReturnType<typeof resolveRequest>>;
    locale: 'ko' | 'en';
    caller: ReturnType<typeof callerOf>;
  },
) {
  const { session, locale, caller } = input;
  if (session) session.actor.require('settings:write');
  else if (await isSetUp(context)) throw new AppError('unauthenticated', 'the demo is open before the first run only');
  const workspaceId = await createDemo(context);
  const accountId = await joinDemo(context, { workspaceId, locale, accountId: session?.accountId });
  return openSession(context, { accountId, workspaceId, caller });
}

/** How far the demo's work is; `none` in a real shop. */
export async function getDemoWork(db: Db, actor: Actor) {
  const state = await findState(db, actor.workspaceId);
  if (!state) return { state: 'none' as const, step: 'done' as const, doneShare: 0, beingMade: false };
  const { step, failedAt } = state;
  const word = failedAt ? ('failed' as const) : step === 'done' ? ('ready' as const) : ('working' as const);
  return {
    state: word,
    step,
    doneShare: computeDoneShare(state),
    beingMade: word !== 'ready' && state.workUntil === state.historyUntil,
  };
}

/**
 * Asks for the demo's next days; they happen in the job `demo.work`.
 * @returns the first and the last day that will happen
 * @throws AppError forbidden | conflict in a real shop, or while earlier days are still happening
 */
export async function advanceDemo(context: Context, actor: Actor, days: number): Promise<{ from: string; to: string }> {
  actor.require('demo:advance');
  const workspace = await getWorkspace(context.database.of(actor.workspaceId), actor.workspaceId);
  if (workspace.kind !== 'demo') {
    throw new AppError('conflict', 'only the demo shop can be advanced', {
      userMessage: {
        ko: '실제 가게의 날짜는 앞당길 수 없어요. 데모 가게에서만 할 수 있어요.',
        en: 'A real shop cannot be moved ahead. Only the demo shop can.',
      },
    });
  }
  // Days that pass while letters wait would happen without them, and the play would seem to bring nothing.
  if (await hasDueMessages(context.database.of(actor.workspaceId), actor.workspaceId, context.clock.now())) {
    throw new AppError('conflict', 'messages wait to be sent', {
      userMessage: {
        ko: '보낼 메시지가 아직 남아 있어요. 다 보낸 뒤에 다시 눌러 주세요. 오래 남아 있으면 메일 서버 설정을 확인하거나 그 실행안을 멈춰 주세요.',
        en: 'Messages are still being sent. Press again when they are out. If they stay, check the mail server or stop that play.',
      },
    });
  }
  const work = await askForDays(context, actor.workspaceId, days);
  if (!work) {
    throw new AppError('conflict', 'the demo is at work', {
      userMessage: {
        ko: '데모 가게가 아직 앞의 일을 하고 있어요. 끝난 뒤에 다시 눌러 주세요.',
        en: 'The demo shop is still busy. Press again when it is done.',
      },
    });
  }
  return work;
}

/** Undefined when earlier work is under way, or there is nothing to do. */
export async function askForDays(
  context: Context,
  workspaceId: string,
  days: number,
): Promise<{ from: string; to: string } | undefined> {
  return inTransaction(context.database.of(workspaceId), async (db) => {
    const workspace = await getWorkspace(db, workspaceId);
    const { simulatedUntil } = await getState(db, workspaceId);
    const today = businessDayOf(shiftDays(context.clock.now(), workspace.clockOffsetDays), workspace);
    const workUntil = computeWorkUntil({ simulatedUntil, today, days });
    if (workUntil <= simulatedUntil) return undefined;
    if (!(await updateWorkUntil(db, workspaceId, { workAfter: simulatedUntil, workUntil }))) return undefined;
    await enqueueWork(db, workspaceId);
    return { from: addDays(simulatedUntil, 1), to: workUntil };
  });
}
