import { type RawBuilder, sql } from 'kysely';
import { type Db, noteSizes } from '../../platform/db.ts';
import { emit } from '../../platform/jobs.ts';
import { CHANGED_NOW } from './changes/store.ts';
import { customersImported } from './events.ts';
import { showChanged } from './merge/service.ts';
import { STORED_NAME_KEY } from './name-key.ts';
import { keyOfContact, keyOfExternalId, lockKeys } from './resolve/locks.ts';

/** Columns of `customer_stage` in the order in which a COPY fills them. */
export const CUSTOMER_STAGE_COLUMNS =
  'customer_ref, external_id, name, name_key, mobile, phone, phone_kind, last4, email, card, birth_date, birthday, note, met_through, met_at, line, cells';

/**
 * Makes the temporary tables of an import. `customer_stage`: one row a person as the file tells her (the same person may stand
 * in several); `mobile` only where the number says who somebody is (OP-02), `phone` with its kind in any case; `cells` is the
 * row as it stood in the file, of somebody who may turn out to be nobody.
 * `customer_of_ref` says afterwards who each `customer_ref` is, and whom she was told from where two were merged; a ref with
 * nothing to know a person by is not in it, and neither is one of `customer_of_several`: what it is known by is several people's.
 */
export async function createCustomerStage(db: Db): Promise<void> {
  await sql`create temp table customer_stage (
    customer_ref int not null, external_id text, name text not null, name_key text not null, mobile text, phone text,
    phone_kind text, last4 text not null, email text, card text, birth_date date, birthday text, note text not null,
    met_through text not null, met_at timestamptz, line int, cells text,
    given_name text, family_name text, full_text text, street_number text, street text, suburb text, city text, state text,
    postcode text, country text
  ) on commit drop`.execute(db);
  await sql`create temp table customer_of_ref (customer_ref int not null, customer_id uuid not null, merged_from uuid) on commit drop`.execute(
    db,
  );
  await sql`create temp table customer_of_several (customer_ref int not null) on commit drop`.execute(db);
  await sql`create temp table made_customer (customer_id uuid not null) on commit drop`.execute(db);
}

interface Import {
  workspaceId: string;
  batchId: string | null;
  source: string;
}

/** What a person without a number of her own can be known by, the surest first. A landline needs a name beside it. */
const IDENTITIES = ['mobile', 'email', 'card', 'phone'] as const;
type Identity = (typeof IDENTITIES)[number];

/**
 * Says who the staged people are, and makes those nobody knows yet: `decidePerson`, for a whole file at once. A person is
 * matched by her number in the same source, else by an identity phone or e-mail where the names are equal, or one is missing
 * and nobody else could be meant, else by a card. Who has no name on a number of several people is nobody
 * ({@link listOfSeveral}). People of one source with different numbers stay different people: likely duplicates are for a person to judge.
 * Names and birth dates that were missing are filled in, contact points added; consent is not touched (PV-16).
 */
export async function storeCustomersFromStage(db: Db, batch: Import): Promise<{ created: number; matched: number }> {
  const has = await countIdentities(db);
  if (has.rows === 0) {
    await sql`analyze customer_of_ref`.execute(db);
    return { created: 0, matched: 0 };
  }
  await sql`analyze customer_stage`.execute(db);
  await lockStaged(db, batch);
  if (has.externalId > 0) await resolveNumbered(db, batch, has);
  if (has.withoutNumber > 0) await resolveUnnumbered(db, batch, has);
  await noteStaged(db);
  if (has.told > 0) await fillGaps(db, batch);
  const { rows } = await sql<{ people: number; created: number }>`
    select count(distinct customer_id) as people, (select count(*) from made_customer) as created from customer_of_ref`.execute(
    db,
  );
  const { people = 0, created = 0 } = rows[0] ?? {};
  if (created > 0) await emit(db, customersImported, { workspaceId: batch.workspaceId });
  return { created, matched: people - created };
}

/** Rows without a name whose number, address or card several people have: they are nobody (OP-04). `cells` as they were staged. */
export async function listOfSeveral(db: Db): Promise<{ line: number; cells: string[] }[]> {
  const { rows } = await sql<{ line: number; cells: string }>`
    select s.line, s.cells from customer_stage s join customer_of_several using (customer_ref)
    where s.line is not null and s.cells is not null order by s.line`.execute(db);
  return rows.map(({ line, cells }) => ({ line, cells: JSON.parse(cells) as string[] }));
}

/**
 * Waits for whoever makes somebody known by what is staged and nobody is known by yet, or not by that name: an order that
 * comes in beside the file and the file make one person.
 */
async function lockStaged(db: Db, { workspaceId, source }: Import): Promise<void> {
  await lockKeys(
    db,
    workspaceId,
    sql`select ${keyOfContact('')} || v.value as key
      from customer_stage s
      cross join lateral (values (case when s.phone_kind <> 'virtual050' then s.phone end), (s.email), (s.card)) as v (value)
      where v.value is not null and not exists (
        select from customers.contact_point p
        join customers.customer c on c.workspace_id = p.workspace_id and c.customer_id = coalesce(p.merged_from, p.customer_id)
        where p.workspace_id = ${workspaceId}::uuid and p.value = v.value
          and (s.name_key = '' or c.name = '' or c.name = s.name or ${STORED_NAME_KEY} = s.name_key))
      union all
      select ${keyOfExternalId({ source, externalId: '' })} || s.external_id from customer_stage s
      where s.external_id is not null and not exists (
        select from customers.external_id e
        where e.workspace_id = ${workspaceId}::uuid and e.source = ${source} and e.external_id = s.external_id)`,
  );
}

/** The planner takes a table that was just filled for empty, and would compare every row with every other. */
async function noteStaged(db: Db): Promise<void> {
  await sql`analyze customer_of_ref`.execute(db);
  await sql`analyze made_customer`.execute(db);
}

async function noteMade(db: Db): Promise<void> {
  await noteStaged(db);
  await noteSizes(db, ['customers.customer']);
}

type Counts = Record<Identity | 'rows' | 'externalId' | 'withoutNumber' | 'withoutName' | 'told', number>;

async function countIdentities(db: Db): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select count(*) as rows, count(external_id) as external_id, count(*) filter (where external_id is null) as without_number,
           count(mobile) as mobile, count(email) as email, count(card) as card, count(phone) as phone,
           count(*) filter (where external_id is null and name_key = '') as without_name,
           count(*) filter (where name <> '' or birth_date is not null or birthday is not null or note <> '') as told
    from customer_stage`.execute(db);
  return rows[0] as Counts;
}

/** People with a number of their source. */
async function resolveNumbered(db: Db, batch: Import, has: Counts): Promise<void> {
  await sql`
    insert into customer_of_ref
    select s.customer_ref, e.customer_id, e.merged_from from customer_stage s
    join customers.external_id e
      on e.workspace_id = ${batch.workspaceId}::uuid and e.source = ${batch.source} and e.external_id = s.external_id`.execute(
    db,
  );
  await noteStaged(db);
  for (const identity of ['mobile', 'email'] as const) {
    if (has[identity] > 0) await adoptNumbered(db, batch, identity);
  }
  await make(db, batch, { condition: sql`s.external_id is not null`, group: sql`s.external_id` });
  await noteMade(db);
  await addExternalIds(db, batch);
  if (has.phone + has.email + has.card > 0) await addStagedContactPoints(db, batch);
}

/** Whether anybody but the person of the contact point `p` is on it. */
const ANOTHER_IS_ON_IT = sql`exists (select from customers.contact_point o where o.workspace_id = p.workspace_id
  and o.kind = p.kind and o.value = p.value and o.customer_id <> p.customer_id)`;

/** Whether another person without a name is on the contact point `p`: then neither of them is who is meant. */
const ANOTHER_NAMELESS_IS_ON_IT = sql`exists (select from customers.contact_point o
  join customers.customer n on n.workspace_id = o.workspace_id and n.customer_id = coalesce(o.merged_from, o.customer_id)
  where o.workspace_id = p.workspace_id and o.kind = p.kind and o.value = p.value and o.customer_id <> p.customer_id and n.name = '')`;

/** Whether the person `c` may be who the row `s` names: the same name, or she has none and is the only one on the contact point `p`. */
const NAME_FITS = sql`(${STORED_NAME_KEY} = s.name_key or (c.name = '' and not ${ANOTHER_NAMELESS_IS_ON_IT}))`;

/** People known from elsewhere who have no number of this source yet; each takes one at most. */
async function adoptNumbered(db: Db, { workspaceId, source }: Import, identity: 'mobile' | 'email'): Promise<void> {
  const column = sql.ref(identity);
  await sql`
    with candidate as (
      select distinct on (s.external_id) s.external_id, p.customer_id, p.merged_from
      from customer_stage s
      join customers.contact_point p on p.workspace_id = ${workspaceId}::uuid and p.kind = ${identity} and p.value = s.${column}
      -- Of two people merged into one, each is still known by her own name.
      join customers.customer c on c.workspace_id = p.workspace_id and c.customer_id = coalesce(p.merged_from, p.customer_id)
      where s.external_id is not null
        and not exists (select from customer_of_ref r where r.customer_ref = s.customer_ref)
        and case when s.name_key = '' then not ${ANOTHER_IS_ON_IT} else ${NAME_FITS} end
        and not exists (select from customer_of_ref r where coalesce(r.merged_from, r.customer_id) = c.customer_id)
        and not exists (select from customers.external_id e
                        where e.workspace_id = p.workspace_id and e.customer_id = p.customer_id
                        and coalesce(e.merged_from, e.customer_id) = c.customer_id and e.source = ${source})
      order by s.external_id, (${STORED_NAME_KEY} = s.name_key) desc, c.created_at, c.customer_id
    ), chosen as (
      select distinct on (coalesce(merged_from, customer_id)) customer_id, external_id, merged_from
      from candidate order by coalesce(merged_from, customer_id), external_id
    )
    insert into customer_of_ref
    select s.customer_ref, chosen.customer_id, chosen.merged_from from chosen join customer_stage s using (external_id)
    where not exists (select from customer_of_ref r where r.customer_ref = s.customer_ref)`.execute(db);
}

async function resolveUnnumbered(db: Db, batch: Import, has: Counts): Promise<void> {
  for (const [at, identity] of IDENTITIES.entries()) {
    if (has[identity] === 0) continue;
    const column = sql.ref(identity);
    // Whoever is known by something else of the row is not made anew.
    const others = IDENTITIES.slice(at + 1).filter((other) => other !== 'phone' && has[other] > 0);
    // Named first: who has only the number then joins the person that the file itself names.
    for (const isNamed of [true, false]) {
      if (!isNamed && has.withoutName === 0) continue;
      const rows = sql`s.external_id is null and s.${column} is not null and (s.name_key <> '') = ${isNamed}`;
      for (const by of [identity, ...others]) {
        const asked = { by, of: rows };
        if (!isNamed) await setAsideOfSeveral(db, batch, asked);
        await matchUnnumbered(db, batch, asked);
        await noteStaged(db);
      }
      await make(db, batch, { condition: rows, group: sql`s.${column}, s.name_key` });
      await noteMade(db);
      await addStagedContactPoints(db, batch);
    }
  }
}

/** Staged rows (`of`) that are looked up by one of the things they are known by. */
interface Asked {
  by: Identity;
  of: RawBuilder<unknown>;
}

/** Rows of which it is neither known who they are nor that they are nobody. */
const IS_OPEN = sql`not exists (select from customer_of_ref r where r.customer_ref = s.customer_ref)
  and not exists (select from customer_of_several n where n.customer_ref = s.customer_ref)`;

/** Who has no name where several people are is none of them, and nobody new (OP-04). */
async function setAsideOfSeveral(db: Db, { workspaceId }: Import, { by, of }: Asked): Promise<void> {
  if (by === 'phone') return;
  await sql`
    insert into customer_of_several
    select s.customer_ref
    from customer_stage s
    join customers.contact_point p on p.workspace_id = ${workspaceId}::uuid and p.value = s.${sql.ref(by)} and p.kind = ${by}
    where ${of} and ${IS_OPEN}
    group by s.customer_ref having count(distinct p.customer_id) > 1`.execute(db);
}

async function matchUnnumbered(db: Db, { workspaceId }: Import, { by, of }: Asked): Promise<void> {
  // A landline is shared by a household or an office: only the same name on it is the same person.
  const kind = by === 'phone' ? sql`p.kind not in ('email', 'card', 'mobile')` : sql`p.kind = ${by}`;
  const isMeant =
    by === 'phone'
      ? sql`${STORED_NAME_KEY} = s.name_key`
      : by === 'card'
        ? // A card that one person has is attested: it says who she is whatever name stands beside it.
          sql`(s.name_key = '' or ${NAME_FITS} or not ${ANOTHER_IS_ON_IT})`
        : sql`(s.name_key = '' or ${NAME_FITS})`;
  await sql`
    with meant as (
      select distinct on (s.customer_ref) s.customer_ref, s.name_key, p.customer_id, p.merged_from, c.name = '' as is_nameless
      from customer_stage s
      join customers.contact_point p on p.workspace_id = ${workspaceId}::uuid and p.value = s.${sql.ref(by)} and ${kind}
      join customers.customer c on c.workspace_id = p.workspace_id and c.customer_id = coalesce(p.merged_from, p.customer_id)
      where ${of} and ${isMeant} and ${IS_OPEN}
      order by s.customer_ref, (${STORED_NAME_KEY} = s.name_key) desc, c.created_at, c.customer_id
    ), given as (
      select distinct on (person) coalesce(r.merged_from, r.customer_id) as person, s.name_key
      from customer_of_ref r join customer_stage s using (customer_ref)
      where s.name_key <> '' and coalesce(r.merged_from, r.customer_id) in (
        select coalesce(merged_from, customer_id) from meant where is_nameless and name_key <> '')
      order by person, s.customer_ref
    ), told as (
      select m.*, coalesce(g.name_key,
          first_value(m.name_key) over (partition by coalesce(m.merged_from, m.customer_id) order by m.customer_ref)) as first_name
      from meant m left join given g on g.person = coalesce(m.merged_from, m.customer_id)
    )
    -- Who has no name is given the first that is told, by whatever she is known; whoever bears another is somebody else.
    insert into customer_of_ref
    select customer_ref, customer_id, merged_from from told where not is_nameless or name_key in ('', first_name)`.execute(
    db,
  );
}

/** Makes one person of each group of staged rows that are nobody yet. */
async function make(
  db: Db,
  { workspaceId, batchId }: Import,
  rows: { condition: RawBuilder<unknown>; group: RawBuilder<unknown> },
): Promise<void> {
  await sql`
    with person as (
      select platform.uuid_v7() as customer_id, g.* from (
        select array_agg(s.customer_ref) as refs, min(s.customer_ref) as first_ref,
               coalesce((array_agg(s.name order by s.customer_ref) filter (where s.name <> ''))[1], '') as name,
               (array_agg(s.birth_date order by s.customer_ref) filter (where s.birth_date is not null))[1] as birth_date,
               (array_agg(s.birthday order by s.customer_ref) filter (where s.birthday is not null))[1] as birthday,
               coalesce((array_agg(s.note order by s.customer_ref) filter (where s.note <> ''))[1], '') as note,
               coalesce((array_agg(s.met_through order by s.customer_ref) filter (where s.met_through <> ''))[1], 'import')
                 as met_through,
               coalesce(min(s.met_at), now()) as met_at
        from customer_stage s
        where ${rows.condition} and ${IS_OPEN}
        group by ${rows.group} order by min(s.customer_ref)
      ) g
    ), made as (
      insert into customers.customer
        (workspace_id, customer_id, name, birth_date, birthday, birthday_calendar, note, source, created_by_batch, created_at, updated_at)
      select ${workspaceId}::uuid, customer_id, name, birth_date, split_part(birthday, ' ', 2), split_part(birthday, ' ', 1), note, met_through, ${batchId}::uuid, met_at, met_at
      from person order by first_ref
    ), noted as (
      insert into made_customer select customer_id from person
    )
    insert into customer_of_ref select unnest(refs), customer_id from person`.execute(db);
}

/** The batch is noted only with what it gives to people who were there: all else goes when they do. */
const GIVEN_BY = (batchId: string | null) => sql`case when m.customer_id is null then ${batchId}::uuid end`;

async function addExternalIds(db: Db, { workspaceId, source, batchId }: Import): Promise<void> {
  await sql`
    insert into customers.external_id (workspace_id, source, external_id, customer_id, merged_from, created_by_batch)
    select distinct on (s.external_id)
           ${workspaceId}::uuid, ${source}, s.external_id, r.customer_id, r.merged_from, ${GIVEN_BY(batchId)}
    from customer_stage s
    join customer_of_ref r using (customer_ref)
    left join made_customer m using (customer_id)
    where s.external_id is not null
    order by s.external_id
    on conflict (workspace_id, source, external_id) do nothing`.execute(db);
}

/** Gives the staged people, who are known by now, every number and address of theirs that is staged. */
export async function addStagedContactPoints(db: Db, { workspaceId, batchId, source }: Import): Promise<void> {
  await sql`
    insert into customers.contact_point
      (workspace_id, contact_point_id, customer_id, merged_from, kind, value, last4, source, created_by_batch, told_by_source_at)
    select ${workspaceId}::uuid, platform.uuid_v7(), p.customer_id, p.merged_from, p.kind, p.value, p.last4, ${source}, ${GIVEN_BY(batchId)},
           case when m.customer_id is null then now() end
    from (
      select r.customer_id, r.merged_from, v.kind, v.value, max(v.last4) as last4
      from customer_stage s join customer_of_ref r using (customer_ref)
      cross join lateral (values (s.phone_kind, s.phone, s.last4), ('email', s.email, ''), ('card', s.card, right(s.card, 4)))
        as v (kind, value, last4)
      where v.value is not null
      group by r.customer_id, r.merged_from, v.kind, v.value
    ) p
    left join made_customer m on m.customer_id = p.customer_id
    where not exists (select from customers.contact_point k
                      where k.workspace_id = ${workspaceId}::uuid and k.customer_id = p.customer_id and k.value = p.value
                        and k.merged_from is not distinct from p.merged_from)
    on conflict do nothing`.execute(db);
}

/** Addresses in rows that prove a consent: it speaks of them, however old it is. */
export async function coverStagedContactPoints(
  db: Db,
  { workspaceId, refs }: { workspaceId: string; refs: readonly number[] },
): Promise<void> {
  await sql`update customers.contact_point p set told_by_source_at = null
    from customer_stage s join customer_of_ref r using (customer_ref)
    where s.customer_ref = any(${[...refs]}::int[]) and p.workspace_id = ${workspaceId}::uuid
      and p.customer_id = r.customer_id and p.value in (s.email, s.phone) and p.told_by_source_at is not null`.execute(
    db,
  );
}

/**
 * Whether a told birthday (`lunar 05-05`) adds to what stands on the person `c`: nothing was said yet, and a day by the sun
 * says nothing more than a birth date.
 */
export const birthdayIsMissing = (told: RawBuilder<unknown>) =>
  sql`(c.birthday is null and ${told} is not null and (c.birth_date is null or ${told} not like 'solar %'))`;

/** Whether the birth date on the person `c` is none of her own: a record that is merged into her lends it, or there is none. */
export const BIRTH_DATE_IS_MISSING = sql`(c.birth_date is null or c.borrowed->'birthDate'->>'value' = c.birth_date::text)`;

/** A file never overwrites what is known; it tells what was not, and what it told is remembered: for undo, and who said it (PV-15). */
async function fillGaps(db: Db, { workspaceId, batchId, source }: Import): Promise<void> {
  const { rows } = await sql<{ mergedInto: string | null }>`
    with gap as (
      select c.customer_id, c.updated_at,
             case when c.name = '' then nullif(f.name, '') end as name,
             case when ${BIRTH_DATE_IS_MISSING} then f.birth_date end as birth_date,
             case when ${birthdayIsMissing(sql`f.birthday`)} then f.birthday end as birthday,
             case when c.note = '' then nullif(f.note, '') end as note
      from (
        select coalesce(r.merged_from, r.customer_id) as customer_id, max(s.name) as name, max(s.birth_date) as birth_date, max(s.birthday) as birthday,
               max(s.note) as note
        from customer_stage s join customer_of_ref r using (customer_ref)
        where not exists (select from made_customer m where m.customer_id = r.customer_id)
        group by coalesce(r.merged_from, r.customer_id)
      ) f
      join customers.customer c on c.workspace_id = ${workspaceId}::uuid and c.customer_id = f.customer_id
      where (c.name = '' and f.name <> '') or (${BIRTH_DATE_IS_MISSING} and f.birth_date is not null)
         or (c.note = '' and f.note <> '') or ${birthdayIsMissing(sql`f.birthday`)}
    ), remembered as (
      insert into customers.filled_gap
        (workspace_id, filled_gap_id, batch_id, customer_id, name, birth_date, birthday, note, updated_at_before, updated_at_after)
      select ${workspaceId}::uuid, platform.uuid_v7(), ${batchId}::uuid, customer_id, name, birth_date, birthday, note, updated_at, now()
      from gap where ${batchId}::uuid is not null
    ), noted as (
      insert into customers.field_change
        (workspace_id, field_change_id, customer_id, field, old_value, new_value, source, batch_id, changed_at)
      select ${workspaceId}::uuid, platform.uuid_v7(), gap.customer_id, told.field, '', told.value, ${source}, ${batchId}::uuid, ${CHANGED_NOW}
      from gap cross join lateral (values
        ('name', gap.name), ('birth_date', gap.birth_date::text), ('birthday', gap.birthday), ('note', gap.note)
      ) as told(field, value)
      where told.value is not null
    )
    update customers.customer c
    set name = coalesce(gap.name, c.name), birth_date = coalesce(gap.birth_date, c.birth_date),
        birthday = coalesce(split_part(gap.birthday, ' ', 2), c.birthday),
        birthday_calendar = coalesce(split_part(gap.birthday, ' ', 1), c.birthday_calendar),
        note = coalesce(gap.note, c.note), updated_at = now(),
        borrowed = case when gap.birth_date is null then c.borrowed else c.borrowed - 'birthDate' end
    from gap
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = gap.customer_id
    returning c.merged_into`.execute(db);
  await showChanged(db, { workspaceId, source, shown: rows.map(({ mergedInto }) => mergedInto) });
}
