import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop } from '../../../test/factories.ts';
import { recordConsentsNow } from '../privacy/index.ts';
import { changedBirthday, shownBirthday } from './birthday.ts';
import { listChanges } from './changes/list.ts';
import { createCustomer, mergeCustomers, unmergeCustomers } from './index.ts';
import { updateCustomer } from './service.ts';

const born = (birthDate: string) => ({ birthDate, birthday: null, birthdayCalendar: null });
const said = (birthdayCalendar: string, birthday: string) => ({ birthDate: null, birthday, birthdayCalendar });

describe('a birthday on the card', () => {
  it.each([
    ['1990-11-25', '2026-11-21', true],
    ['1990-11-21', '2026-11-21', true],
    ['1990-11-28', '2026-11-21', false],
    ['1990-01-02', '2026-12-30', true],
    ['2000-02-29', '2026-02-25', true],
    ['2000-02-29', '2026-02-19', false],
  ])('born %s is near on %s: %s', (birthDate, today, expected) => {
    expect(shownBirthday(born(birthDate), today).birthdayThisWeek).toBe(expected);
  });

  it('by the moon names the day by the sun (OP-72: 음 8/15 → 올해 9/25)', () => {
    expect(shownBirthday(said('lunar', '08-15'), '2026-09-20')).toEqual({
      birthday: { calendar: 'lunar', monthDay: '08-15', nextOn: '2026-09-25' },
      birthdayThisWeek: true,
    });
    expect(shownBirthday(said('lunar', '12-30'), '2027-02-01').birthday?.nextOn).toBe('2027-02-06');
  });

  it('needs no year, and keeps a year that it is not told (OP-71)', () => {
    const lunar = { calendar: 'lunar' as const, monthDay: '05-05' };
    expect(changedBirthday(born('1960-05-29'), lunar)).toEqual({ ...said('lunar', '05-05'), birthDate: '1960-05-29' });
    expect(changedBirthday(born('1990-01-01'), { ...lunar, year: 1960 })).toMatchObject({ birthDate: '1960-05-29' });
    expect(changedBirthday(born('1990-01-01'), { ...lunar, year: null })).toEqual(said('lunar', '05-05'));
    expect(() => changedBirthday(born('1990-01-01'), { calendar: 'solar', monthDay: '02-30' })).toThrow('no such day');
  });
});

describe('a birthday of somebody known', async () => {
  const context = await createTestContext();

  it('is written with the consent to optional items, follows a merge and comes back (OP-72, PV-01)', async () => {
    const shop = await buildShop(context);
    const { db } = shop;
    const actor = shop.actor();
    const now = new Date('2026-11-21T12:00:00+09:00');
    const add = async (name: string) => (await createCustomer(db, actor, { name }, now)).customerId;
    const [hana, duri] = [await add('김하나'), await add('김하나 ')];
    const change = { birthday: { calendar: 'lunar' as const, monthDay: '05-05', year: 1960 } };
    await expect(updateCustomer(db, actor, duri, { change, now })).rejects.toThrow('no consent to optional items');
    await recordConsentsNow(db, {
      workspaceId: shop.workspaceId,
      customerId: duri,
      said: [{ kind: 'svc_optional_fields', state: 'granted', method: 'paper', evidence: 'form 1' }],
      now,
    });
    const changed = await updateCustomer(db, actor, duri, { change, now });
    expect(changed.birthday).toEqual({ calendar: 'lunar', monthDay: '05-05', nextOn: '2027-06-09' });

    const stored = (customerId: string) =>
      db
        .selectFrom('customers.customer')
        .select(['birthDate', 'birthday', 'birthdayCalendar'])
        .where('workspaceId', '=', shop.workspaceId)
        .where('customerId', '=', customerId)
        .executeTakeFirstOrThrow();
    const { mergeId } = await mergeCustomers(db, actor, { into: hana, from: duri, now });
    expect(await stored(hana)).toEqual({ birthDate: '1960-05-29', birthday: '05-05', birthdayCalendar: 'lunar' });
    const { changes } = await listChanges(db, actor, { customerId: hana, limit: 50, now });
    expect(changes.map(({ field }) => field).sort()).toEqual(['birth_date', 'birthday']);
    await unmergeCustomers(db, actor, mergeId, now);
    expect(await stored(hana)).toEqual({ birthDate: null, birthday: null, birthdayCalendar: null });
    expect(await stored(duri)).toEqual({ birthDate: '1960-05-29', birthday: '05-05', birthdayCalendar: 'lunar' });
  });
});
