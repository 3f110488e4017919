import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop } from '../../../test/factories.ts';
import { nameKeyOf, nameKeySql } from './name-key.ts';

const context = await createTestContext();

it('is the same in SQL: blanks, case and 님 tell nobody apart, another person’s title does', async () => {
  const { db } = await buildShop(context);
  const names = [' 김 하나 님', '김하나', '김하나님', '김하나 고객님', '김하나 어머님', '김님', '님', 'Anne LEE', ''];
  const { rows } = await sql<{ key: string }>`
    select ${sql.raw(nameKeySql('n.name'))} as key
    from unnest(${names}::text[]) with ordinality n (name, at) order by n.at`.execute(db);
  expect(rows.map(({ key }) => key)).toEqual(names.map(nameKeyOf));
  const hana = '김하나';
  expect(names.map(nameKeyOf)).toEqual([hana, hana, hana, hana, '김하나어머', '김님', '님', 'annelee', '']);
});
