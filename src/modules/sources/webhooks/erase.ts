import { listContactValues } from '../../../mart/index.ts';
import type { Db } from '../../../platform/db.ts';
import { listExternalIds } from '../../customers/index.ts';
import { destroyBodiesOf, listKeptBodies } from './store/deliveries.ts';

/** Digits at the end of a number that every way of writing it has. */
const TELLING_DIGITS = 8;

/**
 * Destroys what platforms said of a person as they said it (PV-24): bodies that are worked off are needed no more, and of
 * those that wait every one that names a contact or an id of hers. @returns rows by table
 */
export async function eraseDeliveriesOf(
  db: Db,
  who: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const { workspaceId, customerId } = who;
  const [contacts, ids, kept] = await Promise.all([
    listContactValues(db, who),
    listExternalIds(db, workspaceId, customerId),
    listKeptBodies(db, workspaceId),
  ]);
  const words = [
    ...contacts.map(({ value }) => value.toLowerCase()).filter((value) => !value.startsWith('+')),
    ...ids.map(({ externalId }) => externalId.toLowerCase()),
  ];
  const numbers = contacts
    .filter(({ value }) => value.startsWith('+'))
    .map(({ value }) => value.slice(-TELLING_DIGITS));
  const hers = kept.filter(({ state, body }) => {
    if (state === 'done') return true;
    const text = body?.toString('utf8').toLowerCase() ?? '';
    const digits = text.replace(/\D/g, '');
    return words.some((word) => standsAlone(word, text)) || numbers.some((number) => digits.includes(number));
  });
  await destroyBodiesOf(
    db,
    workspaceId,
    hers.map(({ deliveryId }) => deliveryId),
  );
  return { 'sources.delivery': hers.length };
}

/** Whether a word stands in a text by itself: the id 7 is not in 2027. Rather a body too many than one too few. */
function standsAlone(word: string, text: string): boolean {
  const isPart = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isPart(text[at - 1]) && !isPart(text[at + word.length])) return true;
  }
  return false;
}
