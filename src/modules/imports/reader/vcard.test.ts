import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { CONTACT_FIELDS } from '../kinds/fields.ts';
import { openTable } from './open-table.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dangol-vcard-'));

async function read(content: string | Buffer) {
  const file = path.join(folder, `${Math.random()}.vcf`);
  writeFileSync(file, content);
  const table = await openTable(file);
  const cards: Record<string, string>[] = [];
  const lines: number[] = [];
  for await (const batch of table.rows) {
    lines.push(...batch.lineNumbers);
    for (const row of batch.rows) {
      cards.push(Object.fromEntries(CONTACT_FIELDS.flatMap((name, at) => (row[at] ? [[name, row[at]]] : []))));
    }
  }
  return { cards, lines, kind: table.kind, leftOut: [...(table.leftOut ?? [])] };
}
const quoted = (text: string, charset: string) =>
  [...iconv.encode(text, charset)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

describe('a file of vCards', () => {
  it('reads 2.1 with quoted-printable in UTF-8 and in the old Korean character set, also where it goes on in the next line', async () => {
    const name = quoted('김하나', 'utf-8');
    const cut = `${name.slice(0, 12)}=\r\n${name.slice(12)}`;
    const { cards, kind } = await read(
      [
        'BEGIN:VCARD',
        'VERSION:2.1',
        `N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;${cut};;;`,
        `FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:${name}`,
        'TEL;CELL:010-1234-5678',
        'TEL;HOME:02-123-4567',
        'END:VCARD',
        'BEGIN:VCARD',
        'VERSION:2.1',
        `N;CHARSET=KS_C_5601-1987;ENCODING=QUOTED-PRINTABLE:${quoted('이', 'cp949')};${quoted('두리', 'cp949')}`,
        'TEL;CELL:01098765432',
        'END:VCARD',
        '',
      ].join('\r\n'),
    );
    expect(kind).toBe('vcard');
    expect(cards).toEqual([
      { name: '김하나', phone: '010-1234-5678', phone_2: '02-123-4567' },
      { name: '이두리', phone: '01098765432' },
    ]);
  });

  it('reads 3.0 with folded lines, escapes, groups and a picture that is left out', async () => {
    const { cards, leftOut, lines } = await read(
      [
        'BEGIN:VCARD',
        'VERSION:3.0',
        'N:Kim;Hana;;;',
        'FN:Hana Kim',
        'ORG:Seed\\, Inc.;Sales',
        'NOTE:likes window',
        '  seats\\nand tea',
        'item1.EMAIL;type=INTERNET:hana@example.com',
        'TEL;type=CELL;type=VOICE;type=pref:+82 10-1234-5678',
        'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD',
        ' AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
        'BDAY:1990-01-01',
        'END:VCARD',
        'BEGIN:VCARD',
        'VERSION:3.0',
        'N:김;하나;;;',
        'FN:하나 김',
        'TEL:01011112222',
        'END:VCARD',
      ].join('\r\n'),
    );
    expect(cards).toEqual([
      {
        name: 'Hana Kim',
        phone: '+82 10-1234-5678',
        email: 'hana@example.com',
        organisation: 'Seed, Inc. Sales',
        note: 'likes window seats\nand tea',
      },
      { name: '김하나', phone: '01011112222' },
    ]);
    expect(leftOut).toEqual(['BDAY']);
    expect(lines).toEqual([1, 14]);
  });

  it('reads 4.0 with numbers as addresses, a card without a name, and more numbers than cells', async () => {
    const { cards } = await read(
      [
        'BEGIN:VCARD',
        'VERSION:4.0',
        'FN:',
        'TEL;VALUE=uri;TYPE="voice,cell":tel:+82-10-1234-5678;ext=1',
        ...['02-111-1111', '02-111-1112', '02-111-1113', '02-111-1114', '02-111-1115'].map((one) => `TEL:${one}`),
        'END:VCARD',
      ].join('\n'),
    );
    expect(cards).toEqual([
      {
        phone: '+82-10-1234-5678',
        phone_2: '02-111-1111',
        phone_3: '02-111-1112',
        phone_4: '02-111-1113',
        phone_5: '02-111-1114 ::: 02-111-1115',
      },
    ]);
  });

  it('reads a whole file in CP949', async () => {
    const { cards } = await read(
      iconv.encode('BEGIN:VCARD\r\nVERSION:2.1\r\nN:;박건\r\nTEL:010-2222-3333\r\nEND:VCARD\r\n', 'cp949'),
    );
    expect(cards).toEqual([{ name: '박건', phone: '010-2222-3333' }]);
  });

  it('takes cards made to harm in one pass: long blanks, and a card that never ends', async () => {
    const blanks = ' '.repeat(200_000);
    const { cards } = await read(
      ['BEGIN:VCARD', 'VERSION:3.0', 'N:김;하나', `NOTE:a${blanks}b`, 'TEL:01012345678', 'END:VCARD', ''].join('\r\n'),
    );
    // The library, which looks through a run of blanks once for each of them, was given one.
    expect(cards).toEqual([{ name: '김하나', phone: '01012345678', note: 'a b' }]);
    const endless = `BEGIN:VCARD\r\nVERSION:3.0\r\n${'X-A:1\r\n'.repeat(100_000)}`;
    await expect(read(endless)).rejects.toMatchObject({ details: { problem: 'line_too_long' } });
  });
});
