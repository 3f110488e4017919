import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createTestContext } from '../../test/database.ts';

const context = await createTestContext();

it.each([
  [['a1-b2', 'x.y:z', '01012345678']],
  [['null', 'NULL', 'Null']],
  [['plain', null]],
  [[null]],
  [['plain', '', ' ', 'a,b', '{x}', '"q"', '\\', "it's", '한글', 'a\nb']],
  [[]],
])('gives the database a list as it is: %j', async (texts) => {
  const { rows } = await sql<{ texts: (string | null)[] }>`select ${texts}::text[] as texts`.execute(
    context.database.outside,
  );
  expect(rows).toEqual([{ texts }]);
});
