import type { Db } from '../../../platform/db.ts';
import {
  GRANTING_STATES,
  listConsents,
  listPurposes,
  registerField,
  removeField,
  SENSITIVE_KINDS,
} from '../../privacy/index.ts';
import type { Field } from './contract.ts';
import { countPeopleOfFields } from './store.ts';

/** How the purpose registry names a field of the shop's own (PV-01). */
export const registryKey = (fieldKey: string) => `custom.${fieldKey}`;

/** Purposes of which no field of a shop's own can be part. */
const CLOSED = new Set(['web_visits', 'guardian']);

/** Purposes one may choose for a field. */
export async function listFieldPurposes(db: Db, workspaceId: string, now: Date) {
  const purposes = await listPurposes(db, workspaceId, now);
  return purposes
    .filter(({ purposeKey }) => !CLOSED.has(purposeKey))
    .map(({ purposeKey, nameKo, nameEn, consentKind }) => ({
      key: purposeKey,
      label: { ko: nameKo, en: nameEn },
      takesSensitive: SENSITIVE_KINDS.some((kind) => kind === consentKind),
    }));
}

/** Puts fields into the purpose registry, or changes them there. @throws AppError invalid_input without an existing purpose */
export async function registerFields(
  db: Db,
  workspaceId: string,
  { fields, now }: { fields: readonly Pick<Field, 'fieldKey' | 'label' | 'type' | 'purposeKey'>[]; now: Date },
): Promise<void> {
  for (const field of fields) {
    await registerField(
      db,
      workspaceId,
      {
        fieldKey: registryKey(field.fieldKey),
        purposeKey: field.purposeKey,
        nameKo: field.label.ko,
        nameEn: field.label.en,
        isSensitive: field.type === 'sensitive',
        usedIn: ['card', 'segment', 'export'],
      },
      now,
    );
  }
}

/** Takes a destroyed field out of the registry. */
export function unregisterField(db: Db, workspaceId: string, fieldKey: string): Promise<void> {
  return removeField(db, workspaceId, registryKey(fieldKey));
}

/** People of whom something stands in each field of the shop's own, for the registry's review. */
export async function countCustomFieldPeople(db: Db, workspaceId: string): Promise<Map<string, number>> {
  const people = await countPeopleOfFields(db, workspaceId);
  return new Map([...people].map(([fieldKey, count]) => [registryKey(fieldKey), count]));
}

/**
 * Whose sensitive values may be kept: those who gave the consent of the field's purpose (PV-14). A purpose whose consent is
 * not one for sensitive data lets nobody's be kept.
 */
export async function listConsentingTo(
  db: Db,
  workspaceId: string,
  { customerIds, purposeKey, now }: { customerIds: readonly string[]; purposeKey: string; now: Date },
): Promise<Set<string>> {
  const purpose = (await listPurposes(db, workspaceId, now)).find((one) => one.purposeKey === purposeKey);
  const kind = purpose?.consentKind;
  if (!kind || !SENSITIVE_KINDS.some((one) => one === kind)) return new Set();
  const consents = await listConsents(db, { workspaceId, customerIds });
  return new Set(
    customerIds.filter((customerId) => {
      const state = consents.get(customerId)?.[kind]?.state;
      return state !== undefined && GRANTING_STATES.includes(state);
    }),
  );
}
