import { expect, it } from 'vitest';
import { writeCsv } from './csv.ts';

it('writes rows so that a spreadsheet reads them and runs none of them', () => {
  expect(
    writeCsv(
      ['name', 'n'],
      [
        ['마라탕, "큰 것"', 12],
        ['=HYPERLINK("x")', null],
        ['칭따오', -0.5],
      ],
    ),
  ).toBe('name,n\r\n"마라탕, ""큰 것""",12\r\n"\'=HYPERLINK(""x"")",\r\n칭따오,-0.5\r\n');
});
