import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop } from '../../../test/factories.ts';
import { importCustomers } from './index.ts';

const context = await createTestContext();

it('tells which cells and columns of a customers file were not taken', async () => {
  const shop = await buildShop(context);
  const source = path.join(context.config.home, 'people.csv');
  writeFileSync(source, 'phone,name,birth_date,gender,points\n010-1234-5678,김하나,봄,여,10\n010-1234-5679,이둘,,,\n');
  const result = await importCustomers(context, shop.actor(), { source, fileName: 'people.csv' });
  expect(result).toMatchObject({
    accepted: 2,
    warnings: [{ column: 'birth_date', reason: 'date_format', count: 1 }],
    columnsNotTaken: ['gender', 'points'],
  });
});
