import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { listTags } from '../src/modules/customers/fields/tags.ts';
import { updatePersonFields, updatePersonTags } from '../src/modules/customers/fields/values.ts';
import { joinHousehold } from '../src/modules/customers/households/service.ts';
import { recordTold, resolvePeople } from '../src/modules/customers/index.ts';
import { importCustomers } from '../src/modules/imports/index.ts';
import { FIRST_SETTINGS } from '../src/modules/loyalty/contract/programme.ts';
import { saveProgramme } from '../src/modules/loyalty/programme/service.ts';
import { putKeptTier } from '../src/modules/loyalty/programme/store.ts';
import { recordSales } from '../src/modules/loyalty/receipts/service.ts';
import { closeComplaint, getComplaint, openComplaint } from '../src/modules/messaging/complaints.ts';
import { askGuardian, bindGuardian, createSelfLink } from '../src/modules/privacy/index.ts';
import { verifyGuardian } from '../src/modules/privacy/service/guardians.ts';
import { getConsentForm, join } from '../src/modules/selfservice/join.ts';
import { setOwnConsent } from '../src/modules/selfservice/own-page.ts';
import { recordTouchpoints } from '../src/modules/touchpoints/index.ts';
import { newId } from '../src/shared/ids.ts';
import { addDays } from '../src/shared/time.ts';
import type { TestContext } from './database.ts';
import { buildShop, type TestShop } from './factories.ts';
import { buildField } from './factories-fields.ts';

export const PEOPLE = 4;
const FIRST_DAY = '2026-11-21';
const person = fc.integer({ min: 0, max: PEOPLE - 1 });
const two = fc.integer({ min: 0, max: 1 });

/** What comes for somebody through a till, a message, a site, a group or a play, and who is taken for whom meanwhile. */
export const happening = fc.oneof(
  { weight: 8, arbitrary: fc.record({ what: fc.constantFrom('sale', 'message', 'coupon', 'visit'), who: person }) },
  // Groups and plays take in whoever is shown and not in them yet.
  { weight: 4, arbitrary: fc.record({ what: fc.constantFrom('group', 'play'), who: person, which: two }) },
  // What a till, a site or a file tells of somebody.
  {
    weight: 6,
    arbitrary: fc.record({ what: fc.constantFrom('told', 'address', 'tier', 'guardian'), who: person, which: two }),
  },
  // Consents and days of birth that a file, the tablet or her own page tells.
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constantFrom('file', 'join', 'page'), who: person, which: two }),
  },
  // What staff write on the card of whoever is shown.
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constantFrom('field', 'tag', 'household', 'run', 'complaint'),
      who: person,
      which: two,
    }),
  },
  // What staff take off a card is taken off everybody who is shown there.
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('untag', 'unfield', 'calm'), who: person, which: two }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('merge' as const), into: person, from: person }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('unmerge' as const), nth: fc.nat(5) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;
export type Event = Exclude<Happening, { what: 'merge' | 'unmerge' }> & { which?: number };

export interface World {
  context: TestContext;
  shop: TestShop;
  /** Records, and what is known of them at a till: an id each. */
  ids: string[];
  /** The two groups and the two plays. */
  segments: string[];
  plays: string[];
  flowId: string;
  households: string[];
  /** The link to her own page that each was given before anybody was merged. */
  links: string[];
}

const NAMES = ['김하나', '이두리', '박세은', '최네오'];
const mobileOf = (who: number) => `010-7000-000${who}`;
const bornOf = (who: number) => `198${who}-03-04`;

const FIELDS = ['seat', 'dish'] as const;
const TAGS = ['단체', '창가'] as const;

export async function buildWorld(context: TestContext): Promise<World> {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const now = context.clock.now();
  const settings = { ...FIRST_SETTINGS, isOn: true };
  await saveProgramme(db, shop.actor(), { settings, expectedVersion: 0, today: FIRST_DAY, now });
  const clues = Array.from({ length: PEOPLE }, (_, at) => ({
    name: NAMES[at] ?? '',
    phone: mobileOf(at),
    externalIds: [{ source: 'till', externalId: `T${at}` }],
  }));
  const made = await resolvePeople(db, { workspaceId, source: 'till', now, clues });
  const [segments, plays] = [
    [newId(), newId()],
    [newId(), newId()],
  ];
  await db
    .insertInto('segments.segment')
    .values(segments.map((segmentId, at) => ({ workspaceId, segmentId, name: `무리 ${at}`, rule: '{"all":[]}' })))
    .execute();
  await db
    .insertInto('plays.play')
    .values(
      plays.map((playId) => ({
        workspaceId,
        playId,
        name: '쿠폰',
        rule: '{"all":[]}',
        channel: 'none',
        offer: '{"kind":"none"}',
        message: '{}',
        seed: playId,
        measureDays: 14,
        state: 'draft',
      })),
    )
    .execute();
  const ids = made.map((one) => one?.customerId ?? '');
  for (const fieldKey of FIELDS) await buildField(shop, { fieldKey, type: 'text' });
  const flowId = newId();
  const flow = { workspaceId, flowId, document: '{}', version: 1, createdAt: now };
  await db
    .insertInto('flows.flow')
    .values({ ...flow, name: '안내', state: 'off', updatedAt: now })
    .execute();
  await db.insertInto('flows.version').values(flow).execute();
  const households = [newId(), newId()];
  await db
    .insertInto('customers.household')
    .values(
      households.map((householdId, at) => ({
        workspaceId,
        householdId,
        kind: 'company',
        name: `회사 ${at}`,
        createdAt: now,
      })),
    )
    .execute();
  const links: string[] = [];
  for (const customerId of ids) {
    await createSelfLink(db, { workspaceId, customerId, createdBy: null, now, key: context.secrets.key });
    const link = { workspaceId, customerId };
    const found = await db
      .selectFrom('privacy.selfLink')
      .select('selfLinkId')
      .where((eb) => eb.and(link))
      .execute();
    links.push(found[0]?.selfLinkId ?? '');
  }
  return { context, shop, ids, segments, plays, flowId, households, links };
}

/** @returns whether it happened: a group does not take in twice, nor who is not shown */
export async function happen(world: World, event: Event, at: number): Promise<boolean> {
  const { context, shop, segments, plays } = world;
  const { db, workspaceId } = shop;
  const { which = 0 } = event;
  const actor = shop.actor();
  const now = context.clock.now();
  const clue = { externalIds: [{ source: 'till', externalId: `T${event.who}` }] };
  const [known] = await resolvePeople(db, { workspaceId, source: 'till', now, clues: [clue] });
  if (!known) throw new Error('the till knows everybody');
  const { customerId, mergedFrom } = known;
  const owner = { workspaceId, customerId, mergedFrom };
  const businessDay = addDays(FIRST_DAY, at);
  switch (event.what) {
    case 'sale': {
      const sale = { orderId: null, counterKey: newId(), till: '', receiptNo: '', refundedMinor: 0, items: 0 };
      const sales = [{ ...sale, owner: { customerId, mergedFrom }, businessDay, at: now, billMinor: 1_000 * (at + 1) }];
      const [result] = await recordSales(db, { workspaceId, sales, now });
      expect(result?.status).toBe('earned');
      return true;
    }
    case 'message': {
      const about = {
        class: 'ad',
        channel: 'email',
        dedupeKey: newId(),
        subject: `소식 ${at}`,
        body: '',
        state: 'sent',
      };
      const row = { messageId: newId(), laneId: workspaceId, optOutTokenHash: randomBytes(32), queuedAt: now };
      await db
        .insertInto('messaging.message')
        .values({ ...owner, ...about, ...row })
        .execute();
      return true;
    }
    case 'coupon': {
      const coupon = { couponId: newId(), code: newId(), kind: 'amount', value: at + 1, validUntil: '2027-12-31' };
      await db
        .insertInto('loyalty.coupon')
        .values({ ...owner, ...coupon, playId: newId(), status: 'issued' })
        .execute();
      return true;
    }
    case 'visit':
      await recordTouchpoints(db, shop.actor(), {
        from: { source: 'site', way: 'api', phase: 'before' },
        touchpoints: [
          { at: now, phase: 'before', kind: 'web.page_viewed', idempotencyKey: `visit ${at}`, person: clue },
        ],
        now,
      });
      return true;
    case 'group': {
      if (mergedFrom !== null) return false;
      const segmentId = segments[event.which] ?? '';
      const since = new Date(Date.UTC(2026, 0, at + 1));
      const { rows } = await sql`insert into segments.member (workspace_id, segment_id, customer_id, since)
        values (${workspaceId}::uuid, ${segmentId}::uuid, ${customerId}::uuid, ${since}::timestamptz)
        on conflict do nothing returning 1`.execute(db);
      if (rows.length === 0) return false;
      const entered = { workspaceId, segmentId, memberEventId: newId(), customerId, at: since };
      await db
        .insertInto('segments.memberEvent')
        .values({ ...entered, change: 'entered', cause: 'change' })
        .execute();
      return true;
    }
    case 'play': {
      if (mergedFrom !== null) return false;
      const { rows } = await sql`insert into plays.assignment (workspace_id, play_id, customer_id, arm, variant)
        values (${workspaceId}::uuid, ${plays[event.which] ?? ''}::uuid, ${customerId}::uuid, 'treatment', ${at % 2 ? 'a' : 'b'})
        on conflict do nothing returning 1`.execute(db);
      return rows.length > 0;
    }
    case 'told': {
      const values = { [FIELDS[which] ?? '']: `말 ${at}` };
      await recordTold(db, {
        workspaceId,
        people: [{ customerId, mergedFrom, values, tags: [TAGS[which] ?? ''] }],
        source: 'till',
        batchId: null,
        accountId: null,
        overwrite: false,
        key: context.secrets.key,
        now,
      });
      return true;
    }
    case 'address': {
      const place = { addressId: newId(), fullText: `서울 마포구 양화로 ${which}`, source: 'till' };
      await db
        .insertInto('customers.address')
        .values({ ...owner, ...place })
        .onConflict((oc) => oc.doNothing())
        .execute();
      return true;
    }
    case 'tier':
      await putKeptTier(
        db,
        workspaceId,
        { customerId, mergedFrom },
        { tierKey: `level ${which}`, since: businessDay, keepUntil: addDays(businessDay, 365) },
      );
      return true;
    case 'guardian': {
      const { guardianId } = await askGuardian(db, {
        workspaceId,
        name: `보호자 ${at}`,
        contact: '010-9999-8888',
        now,
      });
      await verifyGuardian(db, actor, { guardianId, method: 'call', evidence: '통화', now });
      await bindGuardian(db, { workspaceId, guardianId, customerId, mergedFrom });
      return true;
    }
    case 'file': {
      const source = path.join(context.config.home, `${newId()}.csv`);
      const state = which === 0 ? 'granted' : 'refused';
      writeFileSync(
        source,
        `name,phone,birth_date,marketing_consent,consent_at
${NAMES[event.who]},${mobileOf(event.who)},${bornOf(event.who)},${state},${instantOf(at).toISOString()}
`,
      );
      const basis = 'consent-with-evidence';
      const result = await importCustomers(context, actor, { source, fileName: 'people.csv', basis });
      expect(result.customers).toEqual({ created: 0, matched: 1 });
      return true;
    }
    case 'join': {
      const { texts } = await getConsentForm(db, { workspaceId, lang: 'ko', now: pressedAt(now, at) });
      const choices = texts
        .filter(({ kind }) => ['svc_membership', 'svc_optional_fields', 'marketing_use'].includes(kind))
        .map(({ kind, textVersionId }) => ({
          kind,
          textVersionId,
          state: kind === 'marketing_use' && which === 0 ? ('refused' as const) : ('granted' as const),
        }));
      const { joined } = await join(db, {
        workspaceId,
        name: NAMES[event.who] ?? '',
        phone: mobileOf(event.who),
        email: '',
        birthDate: bornOf(event.who),
        birthdayCalendar: 'solar',
        choices,
        proof: { method: 'tablet', evidence: 'tablet', device: '', actor: null },
        now: pressedAt(now, at),
      });
      expect(joined).toBe(true);
      return true;
    }
    case 'page': {
      const { texts } = await getConsentForm(db, { workspaceId, lang: 'ko', now: pressedAt(now, at) });
      const link = await db
        .selectFrom('privacy.selfLink')
        .select(['selfLinkId', 'customerId', 'mergedFrom'])
        .where('selfLinkId', '=', world.links[event.who] ?? '')
        .executeTakeFirstOrThrow();
      await setOwnConsent(
        context,
        { db, workspaceId, now: pressedAt(now, at), ...link },
        {
          kind: 'marketing_use',
          state: which === 0 ? 'withdrawn' : 'granted',
          textVersionId: texts.find(({ kind }) => kind === 'marketing_use')?.textVersionId,
          device: '',
        },
      );
      return true;
    }
    case 'field': {
      if (mergedFrom !== null) return false;
      const values = { [FIELDS[which] ?? '']: `카드 ${at}` };
      await updatePersonFields(db, actor, customerId, { values, key: context.secrets.key, now });
      return true;
    }
    case 'unfield': {
      if (mergedFrom !== null) return false;
      const values = { [FIELDS[which] ?? '']: null };
      await updatePersonFields(db, actor, customerId, { values, key: context.secrets.key, now });
      return true;
    }
    case 'tag':
      if (mergedFrom !== null) return false;
      await updatePersonTags(db, actor, customerId, { add: [TAGS[which] ?? ''], remove: [], now });
      return true;
    case 'untag': {
      if (mergedFrom !== null) return false;
      const tag = (await listTags(db, actor)).find(({ name }) => name === TAGS[which]);
      await updatePersonTags(db, actor, customerId, { add: [], remove: tag ? [tag.tagId] : [], now });
      return true;
    }
    case 'household':
      if (mergedFrom !== null) return false;
      await joinHousehold(db, actor, { householdId: world.households[which] ?? '', customerId, now });
      return true;
    case 'run': {
      if (mergedFrom !== null) return false;
      const entered = {
        runId: newId(),
        entryKey: `visit ${at}`,
        round: 1,
        dueAt: now,
        state: 'active',
        enteredAt: now,
      };
      await db
        .insertInto('flows.run')
        .values({ ...owner, ...entered, flowId: world.flowId, version: 1 })
        .execute();
      return true;
    }
    case 'complaint': {
      if (mergedFrom !== null) return false;
      // One that is open with anybody who is she is open: nothing more happens.
      const { complaint } = await getComplaint(db, actor, customerId);
      if (complaint) return false;
      await openComplaint(db, actor, customerId, instantOf(at));
      return true;
    }
    case 'calm':
      if (mergedFrom !== null) return false;
      await closeComplaint(db, actor, customerId, instantOf(at));
      return true;
    default:
      throw new Error(`nothing is known of ${JSON.stringify(event)}`);
  }
}

/** What is pressed on a screen is said when it is pressed, one after the other. */
const pressedAt = (now: Date, at: number) => new Date(now.getTime() + (at + 1) * 60_000);
const instantOf = (at: number) => new Date(Date.UTC(2026, 0, at + 1));
