import { expect, it, vi } from 'vitest';
import { createFillDown, findMergedRuns } from './merged-cells.ts';

it('looks at each sign and each run of merged cells once, however the list is written', async () => {
  const merged = Array.from({ length: 20_000 }, (_, at) => `<mergeCell ref="A${at * 2 + 1}:A${at * 2 + 2}"/>`);
  // Tags that do not end, which a pattern would look through again from each of them.
  const harm = '<mergeCell '.repeat(20_000);
  const sheet = `<worksheet><sheetData></sheetData><mergeCells>${merged.join('')}</mergeCells>${harm}</worksheet>`;
  async function* bytes() {
    yield Buffer.from(sheet);
  }
  let signs = 0;
  const indexOf = String.prototype.indexOf;
  const looked = vi.spyOn(String.prototype, 'indexOf').mockImplementation(function (this: string, sought, from = 0) {
    const found = indexOf.call(this, sought, from);
    signs += (found < 0 ? this.length : found) - from + 1;
    return found;
  });
  const runs = await findMergedRuns(bytes()).finally(() => looked.mockRestore());
  // Once for the end of the rows, once for the tags.
  expect(signs).toBeLessThan(2.5 * sheet.length);
  expect(runs.get(1)).toHaveLength(20_000);
  let reads = 0;
  const counted = new Proxy(runs.get(1) ?? [], {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
      return Reflect.get(target, key);
    },
  });
  const { fill } = createFillDown(new Map([[1, counted]]));
  for (let row = 1; row <= 40_000; row += 1) fill([''], row, () => false);
  // At each row the run that is next, and whether it begins there; and each run that is passed.
  expect(reads).toBeLessThanOrEqual(2 * 40_000 + 20_000);
});
