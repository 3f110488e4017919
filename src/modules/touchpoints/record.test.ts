import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildShop } from '../../../test/factories.ts';
import { systemActor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { type NewTouchpoint, recordTouchpoints, type Source } from './index.ts';

const now = new Date('2026-11-21T03:00:00Z');
const site: Source = { source: 'site', way: 'api', phase: 'before' };
const seen = (key: string, rest: Partial<NewTouchpoint> = {}): NewTouchpoint => ({
  at: new Date('2026-11-20T10:00:00Z'),
  phase: 'before',
  kind: 'web.page_viewed',
  idempotencyKey: key,
  ...rest,
});

describe('recordTouchpoints', () => {
  let context: TestContext;
  let db: Db;
  let workspaceId: string;
  beforeAll(async () => {
    context = await createTestContext();
    ({ workspaceId } = await buildShop(context));
    db = context.database.of(workspaceId);
  });
  const record = (touchpoints: NewTouchpoint[], from = site) =>
    recordTouchpoints(db, systemActor(workspaceId), { from, touchpoints, now });
  const customerOf = async (key: string) =>
    (
      await db
        .selectFrom('touchpoints.touchpoint')
        .select('customerId')
        .where('workspaceId', '=', workspaceId)
        .where('idempotencyKey', '=', key)
        .executeTakeFirstOrThrow()
    ).customerId;

  it('stores a row once, whatever is sent again, in one batch or in two', async () => {
    const first = await record([seen('a'), seen('a'), seen('b')]);
    expect(first.map(({ status }) => status)).toEqual(['recorded', 'duplicate', 'recorded']);
    expect((await record([seen('a')])).map(({ status }) => status)).toEqual(['duplicate']);
  });

  it('makes one person of two clues that say the same, and keeps a row nobody is behind (OP-88)', async () => {
    const [first, second, nobody] = await record([
      seen('c', { person: { name: '김하나', phone: '010-1234-5678' } }),
      seen('d', { person: { name: '김하나', phone: '+82 10 1234 5678' } }),
      seen('e', { person: { phone: '0504-1234-5678' } }),
    ]);
    expect(first).toMatchObject({ status: 'recorded' });
    expect(second).toMatchObject({ customerId: (first as { customerId: string }).customerId });
    expect(nobody).toMatchObject({ status: 'recorded', customerId: null });
  });

  it('gives a browser’s past to the person it turns out to be', async () => {
    await record([seen('f', { anonymousId: 'browser-1' })]);
    expect(await customerOf('f')).toBeNull();
    const [known] = await record([
      seen('g', { anonymousId: 'browser-1', person: { externalIds: [{ source: 'site', externalId: 'u1' }] } }),
    ]);
    expect(await customerOf('f')).toBe((known as { customerId: string }).customerId);
    const [later] = await record([seen('h', { anonymousId: 'browser-1' })]);
    expect(later).toMatchObject({ customerId: (known as { customerId: string }).customerId });
  });

  it('gives her what a browser did in the same batch, before and after, and what another request stored meanwhile', async () => {
    const person = { externalIds: [{ source: 'site', externalId: 'u2' }] };
    await record([
      seen('k', { anonymousId: 'browser-2' }),
      seen('l', { anonymousId: 'browser-2', person }),
      seen('m', { anonymousId: 'browser-2' }),
    ]);
    const hers = await customerOf('l');
    expect([await customerOf('k'), await customerOf('m')]).toEqual([hers, hers]);
    // As a request leaves it that looked the browser up before somebody signed in with it.
    await db
      .updateTable('touchpoints.touchpoint')
      .set({ customerId: null })
      .where('idempotencyKey', '=', 'k')
      .execute();
    await record([seen('n', { anonymousId: 'browser-2' })]);
    expect(await customerOf('k')).toBe(hers);
  });

  it('refuses a resident number anywhere in the payload and takes the rest (PV-12)', async () => {
    const rows = await record([seen('i', { payload: { form: { memo: '900101-1234567' } } }), seen('j')]);
    expect(rows.map(({ status }) => status)).toEqual(['refused', 'recorded']);
  });

  it('refuses one in any other text of a row too, and takes thirteen bare digits of an id (PV-12)', async () => {
    const rows = await record([
      seen('900101-1234567'),
      seen('k', { kind: 'note.900101-1234567' }),
      seen('l', { channel: '9001011234567' }),
      seen('m', { anonymousId: '900101-1234567' }),
      seen('n', { person: { externalIds: [{ source: 'site', externalId: '900101-1234567' }] } }),
      seen('o', { person: { cardNo: '900101-1234567' } }),
      seen('2611221000123'),
    ]);
    expect(rows.map(({ status }) => status)).toEqual([...Array(6).fill('refused'), 'recorded']);
  });

  it('cannot be rewritten or taken away, only emptied', async () => {
    const [row] = await record([seen('kept', { payload: { page: '/menu' } })]);
    const { touchpointId } = row as { touchpointId: string };
    const set = (payload: string) =>
      db.updateTable('touchpoints.touchpoint').set({ payload }).where('touchpointId', '=', touchpointId).execute();
    await expect(set('{"page":"/other"}')).rejects.toThrow(/only emptied/);
    await expect(
      db.deleteFrom('touchpoints.touchpoint').where('touchpointId', '=', touchpointId).execute(),
    ).rejects.toThrow(/is kept/);
    await set('{}');
  });

  describe('a correction (OP-89)', () => {
    const her = { name: '이두리', phone: '010-2222-3333' };
    const idOf = ([row]: Awaited<ReturnType<typeof record>>) => (row as { touchpointId: string }).touchpointId;
    const countsOf = async (source: string) =>
      await db
        .selectFrom('touchpoints.sourceDay')
        .select(['received', 'withPerson', 'refused'])
        .where('workspaceId', '=', workspaceId)
        .where('source', '=', source)
        .execute();
    const people = async () => (await db.selectFrom('customers.customer').select('customerId').execute()).length;

    it('counts with what it corrects as one, and is the same person’s', async () => {
      const from: Source = { ...site, source: 'corrected' };
      const wrong = idOf(await record([seen('w', { person: her })], from));
      const [right] = await record([seen('r', { corrects: wrong })], from);
      expect(right).toMatchObject({ status: 'recorded', customerId: await customerOf('w') });
      expect(await record([seen('r', { corrects: wrong })], from)).toMatchObject([{ status: 'duplicate' }]);
      expect(await countsOf('corrected')).toEqual([{ received: 1, withPerson: 1, refused: 0 }]);
    });

    it('is refused with its reason: no such event, another person’s, corrected before; nothing is stored of it', async () => {
      const from: Source = { ...site, source: 'refusing' };
      const wrong = idOf(await record([seen('w2', { person: her })], from));
      const before = await people();
      const other = await record(
        [
          seen('r1', { corrects: newId() }),
          seen('r2', { corrects: wrong, person: { name: '최셋', phone: '010-7777-7777' } }),
          seen('r3', { corrects: wrong, person: her }),
          seen('r4', { corrects: wrong }),
        ],
        from,
      );
      expect(other.map((one) => ('reason' in one ? one.reason : one.status))).toEqual([
        'corrects_nothing',
        'corrects_another_person',
        'recorded',
        'corrected_already',
      ]);
      expect(await record([seen('r5', { corrects: wrong })], from)).toMatchObject([{ reason: 'corrected_already' }]);
      // The correction itself can be corrected.
      expect(await record([seen('r6', { corrects: idOf(other.slice(2)) })], from)).toMatchObject([
        { status: 'recorded' },
      ]);
      expect(await people()).toBe(before);
      expect(await countsOf('refusing')).toEqual([{ received: 1, withPerson: 1, refused: 4 }]);
    });

    it('may not name an event of another workspace', async () => {
      const theirs = await buildShop(context);
      const [row] = await recordTouchpoints(theirs.db, theirs.actor(), { from: site, touchpoints: [seen('x')], now });
      const corrects = (row as { touchpointId: string }).touchpointId;
      expect(await record([seen('r7', { corrects })])).toMatchObject([{ reason: 'corrects_nothing' }]);
    });
  });

  it('never grants anything (PV-08)', async () => {
    const consents = await db
      .selectFrom('privacy.consentEvent')
      .select('state')
      .where('workspaceId', '=', workspaceId)
      .execute();
    expect(consents).toEqual([]);
  });
});
