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
      purposeKey: 'optional_profile',
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
