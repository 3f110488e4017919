import { expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer } from '../../../test/factories.ts';
import { buildEmailConsent, buildPerson } from '../../../test/factories-people.ts';
import { buildGroups } from '../../../test/factories-segments.ts';
import { listAudience } from '../../mart/index.ts';
import { solarDayOf } from '../../shared/birthdays.ts';
import { addDays } from '../../shared/time.ts';
import type { Rule } from './index.ts';

const TODAY = '2026-11-21';
const context = await createTestContext();
const server = await buildServer(context);
const open = () => buildGroups(context, server);

it('finds birthdays on the day they are kept, by the moon and without a year (OP-72)', async () => {
  const { shop, call } = await open();
  const born = async (birthDate: string | null, birthday: string | null, birthdayCalendar: string | null) => {
    const customerId = await buildPerson(shop);
    await shop.db
      .updateTable('customers.customer')
      .set({ birthDate, birthday, birthdayCalendar })
      .where('workspaceId', '=', shop.workspaceId)
      .where('customerId', '=', customerId)
      .execute();
    return customerId;
  };
  const solar = await born('1990-11-25', null, null);
  // Born on a day that comes soon by the sun, and kept by the moon in June.
  const moon = await born('1990-11-25', '05-05', 'lunar');
  const yearless = await born(null, '11-23', 'solar');
  const moonYearless = await born(null, '10-15', 'lunar');
  const leapDay = await born('1992-02-29', null, null);
  await buildPerson(shop);
  const found = async (condition: object) =>
    (
      await listAudience(shop.db, {
        workspaceId: shop.workspaceId,
        today: TODAY,
        rule: { fact: 'birthday', ...condition },
      })
    ).sort();
  expect(solarDayOf({ calendar: 'lunar', month: 10, day: 15 }, 2026)).toBe('2026-11-23');
  expect(await found({ withinDays: 7 })).toEqual([solar, yearless, moonYearless].sort());
  expect(await found({ withinDays: 3 })).toEqual([yearless, moonYearless].sort());
  expect(await found({ withinDays: 365 })).toEqual([solar, moon, yearless, moonYearless, leapDay].sort());
  expect(await found({})).toEqual([solar, moon, yearless, moonYearless, leapDay].sort());
  expect(await found({ months: [6] })).toEqual([moon]);
  expect(await found({ months: [11, 2] })).toEqual([solar, yearless, moonYearless, leapDay].sort());
  expect(await found({ months: [11], withinDays: 3 })).toEqual([yearless, moonYearless].sort());
  expect(await found({ months: [1] })).toEqual([]);
  const { facts } = await call('POST', '/api/segments/explain', { rule: { fact: 'birthday' }, customerId: moon });
  // On 2027-06-09.
  expect(facts[0]).toMatchObject({ met: true, text: { ko: '생일 6개월 뒤' } });
});

it('counts and explains every kind of condition', async () => {
  const { shop, noodles, call, order } = await open();
  const person = await buildPerson(shop, { name: '김하나', email: 'a@example.com' });
  await buildPerson(shop, { name: '안오심' });
  await shop.db
    .updateTable('customers.customer')
    .set({ birthDate: '1990-11-25' })
    .where('workspaceId', '=', shop.workspaceId)
    .execute();
  await buildEmailConsent(shop, person);
  for (const days of [1, 8, 15]) await order(person, { businessDay: addDays(TODAY, -days), hour: 12 });
  const count = async (rule: Rule) => (await call('POST', '/api/segments/count', { rule })).count;
  const cases: [Rule, number][] = [
    [{ fact: 'birthday', withinDays: 4 }, 2],
    [{ fact: 'birthday', withinDays: 3 }, 0],
    [{ fact: 'birthday', months: [11] }, 2],
    [{ fact: 'birthday', months: [1] }, 0],
    [{ fact: 'household' }, 0],
    [{ fact: 'usualHour', withinHours: 0 }, 1],
    [{ fact: 'bought' }, 1],
    [{ fact: 'bought', timesAtMost: 0 }, 1],
    [{ fact: 'bought', daypart: ['lunch'], timesAtLeast: 3 }, 1],
    [{ fact: 'bought', daypart: ['dinner'] }, 0],
    [{ fact: 'bought', itemIds: [noodles], option: '2단계' }, 0],
    [{ fact: 'bought', categories: ['없는 분류'] }, 0],
    [{ fact: 'bought', itemIds: [noodles], amountAtLeastMinor: 30_000 }, 1],
    [{ fact: 'bought', itemIds: [noodles], amountAtLeastMinor: 30_001 }, 0],
    [{ fact: 'sent', timesAtMost: 0 }, 2],
    [{ fact: 'sent' }, 0],
    [{ fact: 'happened', kinds: ['web.page_viewed'] }, 0],
    [{ fact: 'play', as: 'any' }, 0],
    [{ fact: 'play', as: 'redeemed', withinDays: 30 }, 0],
    [{ fact: 'coupon', expiresWithinDays: 7 }, 0],
    [{ fact: 'bucket', salt: 'a', of: 2, from: 1, to: 2 }, 2],
    [{ fact: 'group', segmentId: person }, 0],
  ];
  for (const [rule, expected] of cases) expect(await count(rule), JSON.stringify(rule)).toBe(expected);
  const drawn = await Promise.all(
    Array.from({ length: 10 }, (_, at) => count({ fact: 'bucket', salt: 'a', of: 10, from: at + 1, to: at + 1 })),
  );
  expect(drawn.reduce((sum, one) => sum + one, 0)).toBe(2);
  const { facts } = await call('POST', '/api/segments/explain', {
    rule: { any: [{ any: cases.slice(0, 11).map(([rule]) => rule) }, { any: cases.slice(11).map(([rule]) => rule) }] },
    customerId: person,
  });
  expect(facts).toHaveLength(cases.length);
  expect(JSON.stringify(facts)).not.toContain('undefined');
});
