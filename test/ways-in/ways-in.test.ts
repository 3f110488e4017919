import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importCustomers } from '../../src/modules/imports/index.ts';
import { PROMOTION_KINDS } from '../../src/modules/privacy/contract/kinds.ts';
import { GRANTING_STATES } from '../../src/modules/privacy/index.ts';
import { createTestContext } from '../database.ts';
import { buildServer, buildShop } from '../factories.ts';
import { byFile } from './by-file.ts';
import { byHand } from './by-hand.ts';
import { byProgram } from './by-program.ts';
import { emptyExemptions, everyWay } from './every-way.ts';
import { type Guest, write } from './way.ts';

const context = await createTestContext();
const server = await buildServer(context);
const now = context.clock.now();

/**
 * Every way in which a person gets into the shop, without anything she said herself. `comeIn` says in all its ways that
 * she agreed; nothing may come of it (domain 1.14, PV-16, AD-10). Those that work off jobs come first, while few wait.
 */
const WAYS = [...byProgram, ...byHand, ...byFile];

const zGuests = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('김하나', '박건', '이서'),
    number: fc.integer({ min: 1_000, max: 9_999 }),
    claim: fc.constantFrom('granted' as const, 'refused' as const, 'absent' as const, '' as const),
  }),
  { minLength: 1, maxLength: 4, selector: ({ number }) => number },
);

describe('no promotion consent comes of itself (domain 1.14)', { timeout: 120_000 }, () => {
  it.each(WAYS.map((way) => [way.way, way] as const))('%s', async (_way, { comeIn, makesNobody = false }) => {
    await fc.assert(
      fc.asyncProperty(zGuests, async (drawn) => {
        const shop = await buildShop(context);
        const guests = drawn.map(({ name, number, claim }) => ({
          name,
          phone: `010-1234-${number}`,
          email: `guest${number}@example.com`,
          claim,
        }));
        await comeIn({ context, server, now, shop, guests });
        const { n } = await shop.db
          .selectFrom('customers.customer')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow();
        expect(n > 0).toBe(!makesNobody);
        const held = await shop.db.selectFrom('privacy.consent').select(['kind', 'state']).execute();
        const granted = held.filter(
          ({ kind, state }) => GRANTING_STATES.includes(state) && (PROMOTION_KINDS as readonly string[]).includes(kind),
        );
        expect(granted).toEqual([]);
        // PV-15: and every number and address says who told it.
        const untold = await shop.db
          .selectFrom('customers.contactPoint')
          .select('kind')
          .where('source', 'is', null)
          .execute();
        expect(untold).toEqual([]);
      }),
      { numRuns: 3 },
    );
  });

  it('is asked of every way in that the product has', () => {
    const walked = new Set(WAYS.flatMap(({ by }) => by));
    const every = everyWay();
    // A new endpoint, kind of file, platform or way of a source needs a row, or a reason in every-way.ts.
    expect(every.filter((name) => !walked.has(name))).toEqual([]);
    expect([...walked].filter((name) => !every.includes(name))).toEqual([]);
    expect(emptyExemptions()).toEqual([]);
  });

  it('but comes of what she said with its proof, so that this test can fail', async () => {
    const shop = await buildShop(context);
    const guest: Guest = { name: '김하나', phone: '010-1234-5678', email: 'a@example.com', claim: 'granted' };
    const door = { context, server, now, shop, guests: [guest] };
    const source = write(door, 'name,phone,email,marketing_consent,consent_at');
    const basis = 'consent-with-evidence';
    await importCustomers(context, shop.actor(), { source, fileName: 'people.csv', basis });
    const held = await shop.db.selectFrom('privacy.consent').select('state').execute();
    expect(held.map(({ state }) => state)).toEqual(['granted', 'granted', 'granted']);
  });
});
