import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction, inYieldingTransaction } from '../../platform/db.ts';
import { storedBirthday } from '../../shared/birthdays.ts';
import { AppError } from '../../shared/errors.ts';
import { parsePhone } from '../../shared/phone.ts';
import { refuseResidentNumbers } from '../../shared/resident-number.ts';
import { businessDayOf } from '../../shared/time.ts';
import { findCustomer, hasOwnBirthDate, readBirthday, resolvePeople, updateOwnData } from '../customers/index.ts';
import {
  bindGuardian,
  type ConsentSaid,
  getCurrentTexts,
  legalRule,
  listConsents,
  recordConsentsNow,
  requireGuardianOf,
} from '../privacy/index.ts';
import { recordAccess } from '../staff/index.ts';
import { getRecentWorkspace } from '../workspace/index.ts';
import { type ConsentForm, JOIN_KINDS, type zJoin } from './contract.ts';
import { requireGuardianOfRecords } from './guardian-of-records.ts';
import { decideChoices, decideJoin, keepRefusals } from './rules.ts';

/** The form in one language: the shop and the words in force. */
export async function getConsentForm(
  db: Db,
  { workspaceId, lang, now }: { workspaceId: string; lang: 'ko' | 'en'; now: Date },
): Promise<ConsentForm> {
  const [shop, texts] = await Promise.all([
    getRecentWorkspace(db, workspaceId),
    getCurrentTexts(db, workspaceId, { lang, now }),
  ]);
  return {
    shopName: shop.senderName,
    guardianBelowAge: legalRule('guardian_consent_below_age', businessDayOf(now, shop)),
    texts: JOIN_KINDS.flatMap((kind) => texts.get(kind) ?? []),
  };
}

/** How and where she pressed: what a consent's proof consists of (PV-08). */
export interface Proof {
  method: 'tablet' | 'web';
  evidence: string;
  device: string;
  /** The account that handed her the tablet; null on the web. */
  actor: Actor | null;
}

type Choice = z.output<typeof zJoin>['choices'][number];

/** Refuses answers to words that are not the ones in force, in either language (PV-02). @throws AppError conflict */
async function requireCurrentTexts(
  db: Db,
  workspaceId: string,
  { choices, now }: { choices: readonly Choice[]; now: Date },
) {
  const [ko, en] = await Promise.all([
    getCurrentTexts(db, workspaceId, { lang: 'ko', now }),
    getCurrentTexts(db, workspaceId, { lang: 'en', now }),
  ]);
  const isCurrent = ({ kind, textVersionId }: Choice) =>
    ko.get(kind)?.textVersionId === textVersionId || en.get(kind)?.textVersionId === textVersionId;
  if (choices.every(isCurrent)) return;
  throw new AppError('conflict', 'a consent to words that are not in force', {
    userMessage: {
      ko: '동의 문구가 그사이 바뀌었어요. 새 문구를 읽고 다시 눌러 주세요. 아무것도 저장하지 않았어요.',
      en: 'The words were changed meanwhile. Please read the new ones and press again. Nothing was stored.',
    },
  });
}

function saidOf(choices: readonly Choice[], proof: Proof, guardianId: string | null) {
  return choices.map(
    (choice): Omit<ConsentSaid, 'workspaceId' | 'customerId' | 'mergedFrom' | 'at'> => ({
      ...choice,
      method: proof.method,
      evidence: proof.evidence,
      device: proof.device.slice(0, 300),
      actor: proof.actor?.accountId ?? null,
      guardianId,
    }),
  );
}

function missing(field: 'name' | 'phone'): AppError {
  const words = {
    name: { ko: '이름이나 별명을 적어 주세요.', en: 'Please give a name or a nickname.' },
    phone: {
      ko: '휴대전화번호를 다시 확인해 주세요. 아무것도 저장하지 않았어요.',
      en: 'Please check the mobile number. Nothing was stored.',
    },
  };
  return new AppError('invalid_input', `${field} is needed to join`, {
    userMessage: words[field],
    details: { issues: [{ path: `body.${field}`, message: words[field].ko }] },
  });
}

/** The birth date as it is stored: by the sun, with the day of the moon beside it where she told one (OP-72). */
function bornOf({ birthDate, birthdayCalendar }: Pick<z.output<typeof zJoin>, 'birthDate' | 'birthdayCalendar'>) {
  if (birthDate === null) return undefined;
  const told = readBirthday({ calendar: birthdayCalendar, monthDay: birthDate.slice(5) });
  return storedBirthday(told, Number(birthDate.slice(0, 4)));
}

/**
 * What a person pressed who joins by herself. Without the required consent nothing of her is stored (PV-06); a child needs
 * a guardian who was checked (PV-11); of the optional items only what she agreed to is kept.
 * @throws AppError invalid_input (no name, no mobile number, PV-11, PV-12) | conflict (other words than in force)
 */
export async function join(
  db: Db,
  input: z.output<typeof zJoin> & { workspaceId: string; guardianId?: string | undefined; proof: Proof; now: Date },
): Promise<{ joined: boolean }> {
  const { workspaceId, name, phone, email, guardianId, proof, now } = input;
  const born = bornOf(input);
  const birthDate = born?.birthDate ?? null;
  refuseResidentNumbers({ name, phone, email });
  const decision = decideJoin(input.choices);
  if (!decision.joins) return { joined: false };
  if (name === '') throw missing('name');
  const { country } = await getRecentWorkspace(db, workspaceId);
  if (parsePhone(phone, { country })?.kind !== 'mobile') throw missing('phone');
  return inYieldingTransaction(db, async (db) => {
    await requireCurrentTexts(db, workspaceId, { choices: decision.choices, now });
    const guardian = await requireGuardianOf(db, {
      workspaceId,
      birthDate,
      guardianId,
      choices: decision.choices,
      now,
    });
    const source = proof.method === 'tablet' ? 'tablet' : 'web_form';
    const [person] = await resolvePeople(db, { workspaceId, source, now, clues: [{ name, phone, email }] });
    if (!person) throw missing('phone');
    const { customerId, mergedFrom } = person;
    // Somebody known with a child's birth date stays a child, whatever the form says today (PV-11).
    if (!person.created) {
      await requireGuardianOfRecords(db, {
        workspaceId,
        customerId,
        mergedFrom,
        guardianId,
        choices: decision.choices,
        now,
      });
    }
    if (guardian && guardianId) {
      await bindGuardian(db, { workspaceId, guardianId, customerId, mergedFrom });
    }
    if (
      born &&
      !(await hasOwnBirthDate(db, workspaceId, mergedFrom ?? customerId)) &&
      (decision.keepsBirthDate || guardian)
    ) {
      const teller = { workspaceId, customerId, mergedFrom, source, accountId: proof.actor?.accountId ?? null };
      await updateOwnData(db, teller, { ...born, now });
    }
    const choices =
      proof.method === 'web' && !person.created
        ? keepRefusals(decision.choices, await heldBy(db, workspaceId, customerId))
        : decision.choices;
    const said = saidOf(choices, proof, guardian);
    if (guardian) said.push({ ...guardianSaid(proof, guardian) });
    await recordConsentsNow(db, { workspaceId, customerId, mergedFrom, said, now });
    if (proof.actor) await recordAccess(db, proof.actor, { action: 'create', subject: customerId }, now);
    return { joined: true };
  });
}

function guardianSaid(proof: Proof, guardianId: string) {
  const { method, evidence, actor } = proof;
  return { kind: 'guardian', state: 'granted', method, evidence, guardianId, actor: actor?.accountId ?? null } as const;
}

async function heldBy(db: Db, workspaceId: string, customerId: string) {
  return (await listConsents(db, { workspaceId, customerIds: [customerId] })).get(customerId) ?? {};
}

/** What a person whom the shop knows pressed on the tablet. @throws AppError not_found | invalid_input | conflict */
export async function consentOnTablet(
  db: Db,
  input: { workspaceId: string; customerId: string; choices: readonly Choice[]; proof: Proof; now: Date },
): Promise<void> {
  const { workspaceId, customerId, proof, now } = input;
  const { choices } = decideChoices(input.choices);
  await inTransaction(db, async (db) => {
    const person = await findCustomer(db, workspaceId, customerId);
    if (!person) throw new AppError('not_found', 'no such customer');
    await requireCurrentTexts(db, workspaceId, { choices, now });
    const guardianId = await requireGuardianOf(db, {
      workspaceId,
      customerId,
      birthDate: person.birthDate,
      choices,
      now,
    });
    await recordConsentsNow(db, { workspaceId, customerId, said: saidOf(choices, proof, guardianId), now });
    if (proof.actor) await recordAccess(db, proof.actor, { action: 'edit', subject: `consents of ${customerId}` }, now);
  });
}
