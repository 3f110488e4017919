import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { recordAccess } from '../../staff/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import type { verifyGuardian as verifyEndpoint } from '../contract/requests.ts';
import { legalRule } from '../legal-rules.ts';
import { decideMinorProblem, needsGuardian } from '../rules/minors.ts';
import {
  deleteGuardian,
  findGuardian,
  findVerifiedGuardianOf,
  insertGuardian,
  listWaitingGuardians,
  setGuardianChild,
  setGuardianVerified,
} from '../store/requests.ts';

/** Takes down whom to ask about a child: only the guardian's name and contact, nothing of the child (PV-11). */
export async function askGuardian(
  db: Db,
  guardian: { workspaceId: string; name: string; contact: string; now: Date },
): Promise<{ guardianId: string }> {
  const { now, ...rest } = guardian;
  refuseResidentNumbers({ name: rest.name, contact: rest.contact });
  const guardianId = newId();
  await insertGuardian(db, { ...rest, guardianId, askedAt: now });
  return { guardianId };
}

/** Guardians who are to be asked, or whose child may join now; in clear and logged. @throws AppError forbidden */
export async function listGuardians(db: Db, actor: Actor, now: Date) {
  actor.require('customers:unmask');
  const [rows] = await Promise.all([
    listWaitingGuardians(db, actor.workspaceId),
    recordAccess(db, actor, { action: 'unmask', subject: 'guardians' }, now),
  ]);
  return rows.map((row) => ({
    guardianId: row.guardianId,
    name: row.name,
    contact: row.contact,
    askedAt: row.askedAt.toISOString(),
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
  }));
}

const noSuchGuardian = () => new AppError('not_found', 'no such guardian is waiting');

/** Notes how a guardian was asked and that she said yes. @throws AppError forbidden | not_found */
export async function verifyGuardian(
  db: Db,
  actor: Actor,
  input: z.output<(typeof verifyEndpoint)['body']> & { guardianId: string; now: Date },
): Promise<void> {
  actor.require('customers:unmask');
  const { guardianId, method, evidence, now } = input;
  refuseResidentNumbers({ evidence });
  await inTransaction(db, async (db) => {
    const verified = { method, evidence, verifiedAt: now, verifiedBy: actor.accountId };
    if (!(await setGuardianVerified(db, { workspaceId: actor.workspaceId, guardianId }, verified)))
      throw noSuchGuardian();
    await recordAccess(db, actor, { action: 'edit', subject: `guardian ${guardianId}`, result: method }, now);
  });
}

/** Destroys what was kept of a guardian who said no. @throws AppError forbidden | not_found */
export async function removeGuardian(db: Db, actor: Actor, guardianId: string, now: Date): Promise<void> {
  actor.require('customers:unmask');
  await inTransaction(db, async (db) => {
    if (!(await deleteGuardian(db, actor.workspaceId, guardianId))) throw noSuchGuardian();
    await recordAccess(db, actor, { action: 'delete', subject: `guardian ${guardianId}` }, now);
  });
}

const PROBLEMS = {
  guardian_missing: {
    ko: '14세 미만이면 보호자의 동의를 먼저 확인해야 해요. 아무것도 저장하지 않았어요.',
    en: 'Under 14, a guardian has to agree first and be checked. Nothing was stored.',
  },
  no_promotion_to_children: {
    ko: '14세 미만에게는 홍보 연락을 여쭙지 않아요. 아무것도 저장하지 않았어요.',
    en: 'People under 14 are not asked for promotion. Nothing was stored.',
  },
};

/**
 * Refuses what a child cannot agree to (PV-11): anything without a guardian who was checked, promotion at all. Gives the
 * guardian's id to keep with the events, or null where none is needed.
 * @throws AppError invalid_input
 */
export async function requireGuardianOf(
  db: Db,
  input: {
    workspaceId: string;
    birthDate: string | null;
    /** Of somebody the shop knows. */
    customerId?: string | undefined;
    /** Of a child who joins now. */
    guardianId?: string | undefined;
    choices: readonly { kind: string; state: string }[];
    now: Date;
  },
): Promise<string | null> {
  const { workspaceId, birthDate, choices, now } = input;
  const today = businessDayOf(now, await getRecentWorkspace(db, workspaceId));
  const belowAge = legalRule('guardian_consent_below_age', today);
  if (!needsGuardian(birthDate, today, belowAge)) return null;
  const given = input.guardianId ? await findGuardian(db, workspaceId, input.guardianId) : undefined;
  const own = input.customerId ? await findVerifiedGuardianOf(db, workspaceId, input.customerId) : undefined;
  const guardian = given ?? own ?? null;
  const problem = decideMinorProblem({ birthDate, today, belowAge, choices, guardian });
  if (problem) {
    throw new AppError('invalid_input', `${problem} (PV-11)`, {
      userMessage: PROBLEMS[problem],
      details: { issues: [{ path: 'body.birthDate', message: problem }] },
    });
  }
  return guardian?.guardianId ?? null;
}

/** Ties a checked guardian to the child who joined. @throws AppError not_found when she is tied already or not checked */
export async function bindGuardian(
  db: Db,
  {
    workspaceId,
    guardianId,
    ...child
  }: { workspaceId: string; guardianId: string; customerId: string; mergedFrom: string | null },
): Promise<void> {
  if (!(await setGuardianChild(db, { workspaceId, guardianId }, child))) throw noSuchGuardian();
}
