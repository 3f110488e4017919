import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import { CHANGED_NOW } from './changes/store.ts';

/** Columns of `customer_stage` that only a customers file fills, after CUSTOMER_STAGE_COLUMNS. */
export const CUSTOMER_PLACE_COLUMNS =
  'given_name, family_name, full_text, street_number, street, suburb, city, state, postcode, country';

/**
 * Keeps the addresses that staged rows tell, and the parts of a name where the file keeps them apart. A file adds and never
 * overwrites: another address is a second one, parts are taken only for the name they make up. Needs `customer_of_ref`.
 */
export async function storePlacesFromStage(
  db: Db,
  { workspaceId, batchId, source }: { workspaceId: string; batchId: string | null; source: string },
): Promise<void> {
  await sql`
    insert into customers.address
      (workspace_id, address_id, customer_id, merged_from, full_text, street_number, street, suburb, city, state, postcode, country,
       source, created_by_batch)
    select ${workspaceId}::uuid, platform.uuid_v7(), told.*, ${source}, case when m.customer_id is null then ${batchId}::uuid end
    from (
      select distinct r.customer_id, r.merged_from, s.full_text, s.street_number, s.street, s.suburb, s.city, s.state, s.postcode, s.country
      from customer_stage s join customer_of_ref r using (customer_ref)
      where s.full_text || s.street_number || s.street || s.suburb || s.city || s.state || s.postcode <> ''
    ) told
    left join (select distinct customer_id from made_customer) m using (customer_id)
    on conflict do nothing`.execute(db);
  await sql`
    with filled as (update customers.customer c set given_name = told.given_name, family_name = told.family_name
    from (
      select distinct on (coalesce(r.merged_from, r.customer_id))
        coalesce(r.merged_from, r.customer_id) as customer_id, s.name, s.given_name, s.family_name
      from customer_stage s join customer_of_ref r using (customer_ref)
      where s.given_name || s.family_name <> ''
      order by coalesce(r.merged_from, r.customer_id), s.customer_ref
    ) told
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = told.customer_id and c.name = told.name
      and c.given_name = '' and c.family_name = ''
    returning c.customer_id, c.given_name, c.family_name)
    insert into customers.field_change
      (workspace_id, field_change_id, customer_id, field, old_value, new_value, source, batch_id, changed_at)
    select ${workspaceId}::uuid, platform.uuid_v7(), filled.customer_id, part.field, '', part.value, ${source}, ${batchId}::uuid, ${CHANGED_NOW}
    from filled
    cross join lateral (values ('given_name', filled.given_name), ('family_name', filled.family_name)) as part(field, value)
    where part.value <> '' and not exists (select from made_customer m where m.customer_id = filled.customer_id)`.execute(
    db,
  );
}
