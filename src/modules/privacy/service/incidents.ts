import { z } from 'zod';
import { listHandledPeople } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { businessDayOf, instantOfLocal } from '../../../shared/time.ts';
import { listAccountNames, recordAccess } from '../../staff/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import {
  type countAffected as affectedEndpoint,
  type createIncident as createEndpoint,
  type Incident,
  type recordIncidentStep as stepEndpoint,
  type updateIncident as updateEndpoint,
  zIncidentItem,
  zIncidentStep,
} from '../contract/incidents.ts';
import { legalRule } from '../legal-rules.ts';
import { decideBreachDuties } from '../rules/breach.ts';
import { composeIncidentNotice, hasSensitiveItem } from '../rules/incidents.ts';
import {
  insertIncident,
  insertIncidentStep,
  listIncidentRows,
  listIncidentStepRows,
  lockIncident,
  updateIncidentRow,
} from '../store/incidents.ts';

const MINUTE_MS = 60_000;

/** Every leak with what the law asks by when, the words for the people, and what was done (PV-43). @throws AppError forbidden */
export async function listIncidents(db: Db, actor: Actor, now: Date): Promise<Incident[]> {
  actor.require('privacy:read');
  const { workspaceId } = actor;
  const [shop, rows, steps] = await Promise.all([
    getWorkspace(db, workspaceId),
    listIncidentRows(db, workspaceId),
    listIncidentStepRows(db, workspaceId),
  ]);
  const names = await listAccountNames(db, [...new Set(steps.flatMap(({ madeBy }) => madeBy ?? []))]);
  const stepsOf = Map.groupBy(steps, ({ incidentId }) => incidentId);
  return rows.map((row) => {
    const items = z.array(zIncidentItem).parse(row.items);
    const own = stepsOf.get(row.incidentId) ?? [];
    const { noticeBy, reportBy, reportReasons } = decideBreachDuties(
      { knownAt: row.knownAt, persons: row.persons, wasAttack: row.wasAttack, isSensitive: hasSensitiveItem(items) },
      legalRule('breach', businessDayOf(row.knownAt, shop)),
    );
    const lastOf = (kind: string) => own.findLast((step) => step.kind === kind)?.at.toISOString() ?? null;
    const facts = {
      shopName: shop.senderName || shop.name,
      contact: [shop.senderPhone, shop.senderAddress],
      items,
      isPossible: row.isPossible,
      happened: row.happened,
      remedy: row.remedy,
    };
    return {
      incidentId: row.incidentId,
      isRehearsal: row.isRehearsal,
      knownAt: row.knownAt.toISOString(),
      closedAt: row.closedAt?.toISOString() ?? null,
      isPossible: row.isPossible,
      items,
      persons: row.persons,
      wasAttack: row.wasAttack,
      happened: row.happened,
      remedy: row.remedy,
      noticeBy: noticeBy.toISOString(),
      reportBy: reportBy?.toISOString() ?? null,
      reportReasons,
      notifiedAt: lastOf('notified') ?? lastOf('posted'),
      reportedAt: lastOf('reported'),
      minutesLeft: Math.floor((noticeBy.getTime() - now.getTime()) / MINUTE_MS),
      notice: { ko: composeIncidentNotice(facts, 'ko'), en: composeIncidentNotice(facts, 'en') },
      steps: own.map(({ kind, note, at, madeBy }) => ({
        kind: zIncidentStep.parse(kind),
        note,
        at: at.toISOString(),
        by: madeBy === null ? null : (names.get(madeBy) ?? null),
      })),
    };
  });
}

/**
 * How many people the access log names between two moments, in all and by account: what a leak through one window or one
 * user is counted by (PV-43). Looking is logged itself. @throws AppError forbidden
 */
export async function countAffected(
  db: Db,
  actor: Actor,
  { now, ...window }: z.output<(typeof affectedEndpoint)['query']> & { now: Date },
): Promise<z.input<(typeof affectedEndpoint)['output']>> {
  actor.require('privacy:read');
  const { workspaceId } = actor;
  const { timeZone } = await getWorkspace(db, workspaceId);
  const [from, until] = [instantOfLocal(window.from, timeZone), instantOfLocal(window.until, timeZone)];
  const rows = await listHandledPeople(db, { workspaceId, from, until });
  const names = await listAccountNames(
    db,
    rows.flatMap(({ accountId }) => accountId ?? []),
  );
  const { persons = 0, lists = 0, exports = 0 } = rows.find(({ isAll }) => isAll) ?? {};
  await recordAccess(db, actor, { action: 'view', subject: 'access log of a leak', result: `${persons} people` }, now);
  return {
    all: { persons, lists, exports },
    accounts: rows
      .filter(({ isAll }) => !isAll)
      .map(({ accountId, persons, lists, exports }) => ({
        accountId,
        persons,
        lists,
        exports,
        name: accountId === null ? null : (names.get(accountId) ?? null),
      })),
  };
}

/** Leaks that are open and whose people have not been told, with the hours left of the 72; rehearsals are left out. @throws AppError forbidden */
export async function listUntoldIncidents(
  db: Db,
  actor: Actor,
  now: Date,
): Promise<{ incidentId: string; persons: number; isPossible: boolean; hoursLeft: number }[]> {
  const incidents = await listIncidents(db, actor, now);
  return incidents
    .filter((one) => !one.isRehearsal && one.closedAt === null && one.notifiedAt === null)
    .map(({ incidentId, persons, isPossible, minutesLeft }) => ({
      incidentId,
      persons,
      isPossible,
      hoursLeft: Math.floor(minutesLeft / 60),
    }));
}

/** Takes down a leak or a rehearsal; logged. @throws AppError forbidden | invalid_input (known later than now, PV-12) */
export async function createIncident(
  db: Db,
  actor: Actor,
  { now, ...input }: z.output<(typeof createEndpoint)['body']> & { now: Date },
): Promise<{ incidentId: string }> {
  actor.require('settings:write');
  const { workspaceId, accountId } = actor;
  const { happened, remedy } = input;
  refuseResidentNumbers({ happened, remedy });
  const knownAt = instantOfLocal(input.knownAt, (await getWorkspace(db, workspaceId)).timeZone);
  if (knownAt > now) {
    throw new AppError('invalid_input', 'a leak known later than now', {
      userMessage: {
        ko: '알게 된 때는 지금보다 뒤일 수 없어요. 시각을 고쳐 주세요.',
        en: 'It cannot have become known later than now. Correct the time.',
      },
      details: { issues: [{ path: 'body.knownAt', message: 'later than now' }] },
    });
  }
  const incidentId = newId();
  return inTransaction(db, async (db) => {
    const written = { createdAt: now, createdBy: accountId };
    await insertIncident(db, { ...input, workspaceId, incidentId, knownAt, ...written });
    await recordAccess(db, actor, { action: 'create', subject: `incident ${incidentId}` }, now);
    return { incidentId };
  });
}

async function requireIncident(db: Db, workspaceId: string, incidentId: string) {
  const row = await lockIncident(db, workspaceId, incidentId);
  if (!row) throw new AppError('not_found', 'no such incident');
  if (row.closedAt !== null) {
    throw new AppError('conflict', 'the incident is closed', {
      userMessage: {
        ko: '이미 마친 사고예요. 기록은 그대로 남아요.',
        en: 'This incident is closed. Its record stays.',
      },
    });
  }
  return row;
}

/** Mends the facts; what stood before goes into the steps. @throws AppError forbidden | not_found | conflict | invalid_input */
export async function updateIncident(
  db: Db,
  actor: Actor,
  input: z.output<(typeof updateEndpoint)['body']> & { incidentId: string; now: Date },
): Promise<void> {
  actor.require('settings:write');
  const { workspaceId, accountId } = actor;
  const { incidentId, now, ...facts } = input;
  refuseResidentNumbers({ happened: facts.happened, remedy: facts.remedy });
  await inTransaction(db, async (db) => {
    const { isPossible, items, persons, wasAttack, happened, remedy } = await requireIncident(
      db,
      workspaceId,
      incidentId,
    );
    const note = JSON.stringify({ isPossible, items, persons, wasAttack, happened, remedy });
    const step = {
      workspaceId,
      incidentStepId: newId(),
      incidentId,
      kind: 'changed',
      note,
      at: now,
      madeBy: accountId,
    };
    await insertIncidentStep(db, step);
    await updateIncidentRow(db, { workspaceId, incidentId }, facts);
    await recordAccess(db, actor, { action: 'edit', subject: `incident ${incidentId}` }, now);
  });
}

/** Writes down what was done; a closed incident takes no more. @throws AppError forbidden | not_found | conflict | invalid_input */
export async function recordIncidentStep(
  db: Db,
  actor: Actor,
  { incidentId, kind, note, now }: z.output<(typeof stepEndpoint)['body']> & { incidentId: string; now: Date },
): Promise<void> {
  actor.require('settings:write');
  const { workspaceId, accountId } = actor;
  refuseResidentNumbers({ note });
  await inTransaction(db, async (db) => {
    await requireIncident(db, workspaceId, incidentId);
    await insertIncidentStep(db, {
      workspaceId,
      incidentStepId: newId(),
      incidentId,
      kind,
      note,
      at: now,
      madeBy: accountId,
    });
    if (kind === 'closed') await updateIncidentRow(db, { workspaceId, incidentId }, { closedAt: now });
    await recordAccess(db, actor, { action: 'edit', subject: `incident ${incidentId}`, result: kind }, now);
  });
}
