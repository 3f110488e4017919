import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { seal, unseal } from '../../../platform/secrets.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { recordAccess } from '../../staff/index.ts';
import { GRANTING_STATES } from '../rules.ts';
import { listConsents } from '../service.ts';
import { deleteProtectedNote, insertProtectedNote, listProtectedNoteRows } from '../store/requests.ts';

/** Sensitive notes of a person in clear; logged before anything is shown. @throws AppError forbidden */
export async function readProtectedNotes(
  db: Db,
  actor: Actor,
  { customerId, now, key }: { customerId: string; now: Date; key: string },
) {
  actor.require('customers:unmask');
  await recordAccess(db, actor, { action: 'unmask', subject: `protected notes of ${customerId}` }, now);
  const rows = await listProtectedNoteRows(db, actor.workspaceId, customerId);
  return rows.map((row) => ({
    protectedNoteId: row.protectedNoteId,
    text: unseal(key, row.textSealed),
    writtenAt: row.writtenAt.toISOString(),
  }));
}

/** Writes into the protected place (PV-14). @throws AppError forbidden | conflict without her consent | invalid_input (PV-12) */
export async function createProtectedNote(
  db: Db,
  actor: Actor,
  { customerId, text, now, key }: { customerId: string; text: string; now: Date; key: string },
): Promise<{ protectedNoteId: string }> {
  actor.require('customers:write');
  const { workspaceId } = actor;
  refuseResidentNumbers({ text });
  return inTransaction(db, async (db) => {
    const held = (await listConsents(db, { workspaceId, customerIds: [customerId] })).get(customerId);
    if (!held?.sensitive_health || !GRANTING_STATES.includes(held.sensitive_health.state)) {
      throw new AppError('conflict', 'no consent to health information (PV-14)', {
        userMessage: {
          ko: '건강 정보는 따로 동의를 받은 뒤에 적을 수 있어요. 태블릿에서 먼저 여쭤봐 주세요.',
          en: 'Health information needs a consent of its own first. Ask her on the tablet.',
        },
      });
    }
    const protectedNoteId = newId();
    await insertProtectedNote(db, {
      workspaceId,
      protectedNoteId,
      customerId,
      textSealed: seal(key, text),
      writtenBy: actor.accountId,
      writtenAt: now,
    });
    await recordAccess(db, actor, { action: 'edit', subject: `protected notes of ${customerId}` }, now);
    return { protectedNoteId };
  });
}

/** Destroys a sensitive note. @throws AppError forbidden | not_found */
export async function removeProtectedNote(
  db: Db,
  actor: Actor,
  { now, ...ids }: { customerId: string; protectedNoteId: string; now: Date },
): Promise<void> {
  actor.require('customers:unmask');
  await inTransaction(db, async (db) => {
    if (!(await deleteProtectedNote(db, actor.workspaceId, ids))) throw new AppError('not_found', 'no such note');
    await recordAccess(db, actor, { action: 'delete', subject: `protected notes of ${ids.customerId}` }, now);
  });
}
