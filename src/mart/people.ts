import type { Db } from '../platform/db.ts';
import { SHOWN_PHONE } from './fragments.ts';
import { defineQuery } from './query.ts';

/** A person as a list shows her, in clear: whoever asks masks and logs. */
export interface FoundPerson {
  customerId: string;
  name: string;
  /** E.164; null when no number is known. */
  phone: string | null;
  lastVisitOn: string | null;
  visits: number;
}

type SearchParameters = 'workspaceId' | 'text' | 'limit' | 'logId' | 'logAt' | 'accountId' | 'logSubject' | 'ip';

function searchBy(found: string) {
  return defineQuery<FoundPerson, SearchParameters>('search_people', { phone: SHOWN_PHONE, found });
}

const searches = {
  number: defineQuery<FoundPerson, SearchParameters>('search_number'),
  contact: searchBy(
    'select customer_id from customers.contact_point where workspace_id = :workspaceId and value = :text::text',
  ),
  /** Four digits are the end of a number, but also somebody's id in another system. */
  last4:
    searchBy(`select customer_id from customers.contact_point where workspace_id = :workspaceId and last4 = :text::text
    union select customer_id from customers.external_id where workspace_id = :workspaceId and external_id = :text::text
    union select customer_id from customers.contact_point where workspace_id = :workspaceId and value = :text::text`),
  name: searchBy('select * from customers.find_ids_by_name(:text, :limit)'),
  initials: searchBy('select * from customers.find_ids_by_initials(:text, :limit)'),
  /** A member card, an id of another system, or the number on a receipt. */
  code: searchBy(`select customer_id from customers.external_id where workspace_id = :workspaceId and external_id = :text::text
    union select customer_id from customers.contact_point where workspace_id = :workspaceId and value = :text::text
    union (select customer_id from orders.sale_order
      where workspace_id = :workspaceId and order_no = :text::text and customer_id is not null
      order by business_day desc limit :limit)`),
};

/** How a text is looked for: see `readSearch` of the customers module. */
export type SearchBy = keyof typeof searches;

/** The look-up's entry in the access log. */
export interface LoggedSearch {
  /** UUIDv7; null when an earlier try of the same search has been logged. */
  logId: string | null;
  logAt: Date;
  accountId: string | null;
  /** What was looked for, masked. */
  logSubject: string;
  ip: string;
}

/**
 * People found by one exact way of looking, the latest visitor first, each once; logged by the same statement.
 * `text` is normalised already: E.164 or lower-case e-mail, four digits, an escaped pattern of decomposed jamo.
 */
export async function searchPeople(
  db: Db,
  { by, ...parameters }: { by: SearchBy; workspaceId: string; text: string; limit: number } & LoggedSearch,
): Promise<FoundPerson[]> {
  const rows = await searches[by].run(db, parameters);
  return rows.filter((row) => row.customerId !== null);
}
