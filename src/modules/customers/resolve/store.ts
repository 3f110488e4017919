import { sql } from 'kysely';
import { type Db, noteGrowth } from '../../../platform/db.ts';
import { type Birthday, birthdayKeyOf } from '../../../shared/birthday.ts';
import { newId } from '../../../shared/ids.ts';
import { BIRTH_DATE_IS_MISSING, birthdayIsMissing } from '../from-stage.ts';
import type { Additions } from './decide-all.ts';
import type { ExternalId, KnownPerson, NamedPerson } from './rules.ts';

/** People on some contact points, the oldest contact point first. */
export async function findByContacts(db: Db, workspaceId: string, values: readonly string[]) {
  if (values.length === 0) return [];
  const { rows } = await sql<KnownPerson & { value: string }>`
    select p.value, p.customer_id, p.merged_from, c.name, array(
        select e.source from customers.external_id e
        -- Hers stand under who shows her; the index knows them by that, for each of the people read.
        where e.workspace_id = c.workspace_id and e.customer_id in (p.customer_id, c.customer_id)
          and coalesce(e.merged_from, e.customer_id) = c.customer_id) as id_sources
    from customers.contact_point p
    -- Of two people merged into one, each is still known by her own name.
    join customers.customer c on c.workspace_id = p.workspace_id and c.customer_id = coalesce(p.merged_from, p.customer_id)
    where p.workspace_id = ${workspaceId} and p.value = any(${[...values]}::text[])
    order by p.created_at, p.contact_point_id`.execute(db);
  return rows;
}

/** People known by some ids of other systems. */
export async function findByExternalIds(db: Db, workspaceId: string, ids: readonly ExternalId[]) {
  if (ids.length === 0) return [];
  const { rows } = await sql<NamedPerson & ExternalId>`
    select e.source, e.external_id, e.customer_id, e.merged_from, e.shared_since is not null as is_shared, c.name
    from unnest(${ids.map(({ source }) => source)}::text[], ${ids.map(({ externalId }) => externalId)}::text[]) as asked(source, external_id)
    join customers.external_id e on e.workspace_id = ${workspaceId} and e.source = asked.source and e.external_id = asked.external_id
    join customers.customer c on c.workspace_id = e.workspace_id and c.customer_id = coalesce(e.merged_from, e.customer_id)`.execute(
    db,
  );
  return rows;
}

/** People by our own ids; one who was merged into another is who shows her. */
export async function findByIds(db: Db, workspaceId: string, customerIds: readonly string[]) {
  if (customerIds.length === 0) return [];
  const { rows } = await sql<KnownPerson & { askedId: string }>`
    select c.customer_id as asked_id, coalesce(c.merged_into, c.customer_id) as customer_id,
      case when c.merged_into is not null then c.customer_id end as merged_from, c.name
    from customers.customer c
    where c.workspace_id = ${workspaceId} and c.customer_id = any(${[...customerIds]}::uuid[])`.execute(db);
  return rows;
}

/** New people, contact points and ids, each kind in one statement, and the ids that turned out to be shared. */
export async function insertPeople(
  db: Db,
  input: { workspaceId: string; source: string; now: Date; batchId?: string; additions: Additions },
): Promise<void> {
  const { workspaceId, source, now, batchId = null } = input;
  const { customers, contacts, externalIds, shared } = input.additions;
  const made = new Set(customers.map(({ customerId }) => customerId));
  // Noted only with what a file gives to people who were there: all else goes when they do.
  const givenBy = (rows: readonly { customerId: string }[]) =>
    rows.map(({ customerId }) => (made.has(customerId) ? null : batchId));
  if (customers.length > 0) {
    await sql`insert into customers.customer (workspace_id, customer_id, name, source, created_by_batch, created_at, updated_at)
      select ${workspaceId}::uuid, id, name, ${source}, ${batchId}::uuid, ${now}::timestamptz, ${now}::timestamptz
      from unnest(${customers.map((row) => row.customerId)}::uuid[], ${customers.map((row) => row.name)}::text[]) as new(id, name)`.execute(
      db,
    );
  }
  if (contacts.length > 0) {
    await sql`insert into customers.contact_point
        (workspace_id, contact_point_id, customer_id, merged_from, kind, value, last4, source, created_at, created_by_batch, told_by_source_at)
      select ${workspaceId}::uuid, id, customer_id, merged_from, kind, value, last4, ${source}, ${now}::timestamptz, given_by,
        case when not is_made then ${now}::timestamptz end
      from unnest(${contacts.map(() => newId())}::uuid[], ${contacts.map((row) => row.customerId)}::uuid[],
        ${contacts.map((row) => row.mergedFrom)}::uuid[], ${contacts.map((row) => row.kind)}::text[],
        ${contacts.map((row) => row.value)}::text[], ${contacts.map((row) => row.last4)}::text[], ${givenBy(contacts)}::uuid[],
        ${contacts.map(({ customerId }) => made.has(customerId))}::boolean[])
        as new(id, customer_id, merged_from, kind, value, last4, given_by, is_made)
      on conflict do nothing`.execute(db);
  }
  if (externalIds.length > 0) {
    await sql`insert into customers.external_id (workspace_id, source, external_id, customer_id, merged_from, created_by_batch)
      select ${workspaceId}::uuid, source, external_id, customer_id, merged_from, given_by
      from unnest(${externalIds.map((row) => row.source)}::text[], ${externalIds.map((row) => row.externalId)}::text[],
        ${externalIds.map((row) => row.customerId)}::uuid[], ${externalIds.map((row) => row.mergedFrom)}::uuid[],
        ${givenBy(externalIds)}::uuid[]) as new(source, external_id, customer_id, merged_from, given_by)
      on conflict (workspace_id, source, external_id) do nothing`.execute(db);
  }
  if (shared.length > 0) {
    await sql`update customers.external_id e set shared_since = ${now}::timestamptz
      from unnest(${shared.map((row) => row.source)}::text[], ${shared.map((row) => row.externalId)}::text[]) as seen(source, external_id)
      where e.workspace_id = ${workspaceId}::uuid and e.source = seen.source and e.external_id = seen.external_id
        and e.shared_since is null`.execute(db);
  }
  const written = customers.length + contacts.length + externalIds.length;
  await noteGrowth(db, ['customers.customer', 'customers.contactPoint', 'customers.externalId'], written);
}

/**
 * Fills in names, birth dates and notes that were missing, noted as told by the source (PV-15); what somebody wrote before
 * stays. Of two with one id the first counts. @returns who was filled in
 */
export async function fillGaps(
  db: Db,
  input: {
    workspaceId: string;
    source: string;
    now: Date;
    /** The file that tells it: undoing the file takes it back. */
    batchId?: string | undefined;
    people: readonly {
      customerId: string;
      name?: string | undefined;
      birthDate?: string | undefined;
      birthday?: Birthday | undefined;
      note?: string | undefined;
    }[];
  },
): Promise<string[]> {
  const { workspaceId, source, now, people, batchId = null } = input;
  if (people.length === 0) return [];
  const { rows } = await sql<{ customerId: string }>`with told as (
      select distinct on (customer_id) * from unnest(
        ${people.map((row) => row.customerId)}::uuid[], ${people.map((row) => row.name ?? '')}::text[],
        ${people.map((row) => row.birthDate ?? null)}::date[],
        ${people.map((row) => (row.birthday ? birthdayKeyOf(row.birthday) : null))}::text[], ${people.map((row) => row.note ?? '')}::text[])
        with ordinality as new(customer_id, name, birth_date, birthday, note, place)
      order by customer_id, place
    ), gap as (
      select c.customer_id, c.updated_at,
        case when c.name = '' then nullif(told.name, '') end as name,
        case when ${BIRTH_DATE_IS_MISSING} then told.birth_date end as birth_date,
        case when ${birthdayIsMissing(sql`told.birthday`)} then told.birthday end as birthday,
        case when c.note = '' then nullif(told.note, '') end as note
      from customers.customer c join told on told.customer_id = c.customer_id
      where c.workspace_id = ${workspaceId}::uuid for update of c
    ), remembered as (
      insert into customers.filled_gap
        (workspace_id, filled_gap_id, batch_id, customer_id, name, birth_date, birthday, note, updated_at_before, updated_at_after)
      select ${workspaceId}::uuid, platform.uuid_v7(), ${batchId}::uuid, customer_id, name, birth_date, birthday, note, updated_at, ${now}::timestamptz
      from gap where ${batchId}::uuid is not null and num_nonnulls(gap.name, gap.birth_date, gap.birthday, gap.note) > 0
    ), noted as (
      insert into customers.field_change
        (workspace_id, field_change_id, customer_id, field, old_value, new_value, source, batch_id, changed_at)
      select ${workspaceId}::uuid, platform.uuid_v7(), gap.customer_id, filled.field, '', filled.value, ${source}, ${batchId}::uuid, ${now}::timestamptz
      from gap cross join lateral (values
        ('name', gap.name), ('birth_date', gap.birth_date::text), ('birthday', gap.birthday), ('note', gap.note)
      ) as filled(field, value)
      where filled.value is not null
    )
    update customers.customer c set
      name = coalesce(gap.name, c.name),
      birth_date = coalesce(gap.birth_date, c.birth_date),
      birthday = coalesce(split_part(gap.birthday, ' ', 2), c.birthday),
      birthday_calendar = coalesce(split_part(gap.birthday, ' ', 1), c.birthday_calendar),
      note = coalesce(gap.note, c.note),
      borrowed = case when gap.birth_date is null then c.borrowed else c.borrowed - 'birthDate' end,
      updated_at = ${now}::timestamptz
    from gap
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = gap.customer_id
      and num_nonnulls(gap.name, gap.birth_date, gap.birthday, gap.note) > 0
    returning c.customer_id`.execute(db);
  return rows.map((row) => row.customerId);
}
