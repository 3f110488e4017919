import { newId } from '../src/shared/ids.ts';
import type { TestShop } from './factories.ts';

/** A field of the shop's own. */
export async function buildField(
  shop: TestShop,
  field: {
    fieldKey: string;
    type: 'text' | 'number' | 'date' | 'yes_no' | 'choice' | 'sensitive';
    choices?: readonly string[];
    pack?: string;
  },
): Promise<string> {
  await shop.db
    .insertInto('customers.field')
    .values({
      workspaceId: shop.workspaceId,
      fieldKey: field.fieldKey,
      labelKo: field.fieldKey,
      labelEn: field.fieldKey,
      type: field.type,
      choices: JSON.stringify((field.choices ?? []).map((key) => ({ key, label: { ko: `${key} 말`, en: key } }))),
      purposeKey: field.type === 'sensitive' ? 'sensitive_health' : 'optional_profile',
      pack: field.pack ?? null,
    })
    .execute();
  return field.fieldKey;
}

export async function buildTag(shop: TestShop, name: string): Promise<string> {
  const tagId = newId();
  await shop.db.insertInto('customers.tag').values({ workspaceId: shop.workspaceId, tagId, name }).execute();
  return tagId;
}

/** What a person agreed to on paper, one kind. */
export async function buildConsent(shop: TestShop, customerId: string, kind: string): Promise<void> {
  const { db, workspaceId } = shop;
  const event = {
    workspaceId,
    consentEventId: newId(),
    customerId,
    kind,
    state: 'granted',
    at: new Date('2026-09-01T12:00:00+09:00'),
  };
  await db
    .insertInto('privacy.consentEvent')
    .values({ ...event, method: 'paper', evidence: 'test' })
    .execute();
  await db.insertInto('privacy.consent').values(event).execute();
}
