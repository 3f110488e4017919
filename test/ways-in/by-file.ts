import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { resolvePeople } from '../../src/modules/customers/index.ts';
import { takeFile } from '../../src/modules/imports/folder/take-file.ts';
import { IMPORT_BASES, type ImportKind, importers } from '../../src/modules/imports/index.ts';
import { recordTouchpoints } from '../../src/modules/touchpoints/index.ts';
import { newId } from '../../src/shared/ids.ts';
import { type Door, EVIDENCE_AT, type Way, write, writeText } from './way.ts';

const CUSTOMERS = 'name,phone,email,marketing_consent,consent_at';
const SALES =
  'order_no,ordered_at,item_name,quantity,amount,customer_name,customer_phone,customer_email,marketing_consent,consent_at';

const bring = async ({ context, shop }: Door, kind: ImportKind, file: string, fileName: string) => {
  const result = await importers[kind](context, shop.actor(), { source: file, fileName });
  expect(result.rejected).toBe(0);
};

/** One line a guest, in the words of this kind of file, with a claim in a column that it does not have. */
const lines = (header: string, { guests }: Door, line: (guest: Door['guests'][number], n: number) => string) =>
  [
    `${header},marketing_consent,consent_at`,
    ...guests.map((guest, n) => `${line(guest, n)},${guest.claim},${EVIDENCE_AT}`),
  ].join('\n');

/** People who stand in files: every kind of file, on every basis that one may name. */
export const byFile: readonly Way[] = [
  ...[...IMPORT_BASES, undefined].flatMap((basis): Way[] => [
    {
      way: `customers file, basis ${basis ?? 'not given'}`,
      by: ['import customers', 'POST /api/imports', 'source file'],
      async comeIn(door) {
        // Without the moment at which she agreed there is no evidence, whatever the basis says.
        const source = write(door, CUSTOMERS, { at: '' });
        await importers.customers(door.context, door.shop.actor(), { source, fileName: 'people.csv', basis });
      },
    },
    {
      way: `sales file, basis ${basis ?? 'not given'}`,
      by: ['import sales', 'POST /api/imports'],
      async comeIn(door) {
        const source = write(door, SALES, { before: (n) => `${n},2026-11-20T12:00:00,국수,1,7000,` });
        await importers.sales(door.context, door.shop.actor(), { source, fileName: 'sales.csv', basis });
      },
    },
  ]),
  {
    way: 'customers file with its moment, but without the evidence',
    by: ['import customers'],
    async comeIn(door) {
      const source = write(door, CUSTOMERS);
      await importers.customers(door.context, door.shop.actor(), { source, fileName: 'a.csv', basis: 'transaction' });
    },
  },
  {
    way: 'contacts of a phone book',
    by: ['import contacts'],
    async comeIn(door) {
      const source = write(door, 'Name,Phone 1 - Value,E-mail 1 - Value,marketing_consent,consent_at');
      await bring(door, 'contacts', source, 'contacts.csv');
    },
  },
  {
    way: 'contacts as vCards',
    by: ['import contacts'],
    async comeIn(door) {
      const cards = door.guests.map(
        ({ name, phone, email, claim }) =>
          `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nTEL;TYPE=CELL:${phone}\nEMAIL:${email}\nCATEGORIES:marketing\nNOTE:marketing_consent ${claim}\nEND:VCARD`,
      );
      await bring(door, 'contacts', writeText(door, `${cards.join('\n')}\n`), 'contacts.vcf');
    },
  },
  {
    way: 'events and surveys of a sheet',
    by: ['import events'],
    async comeIn(door) {
      const text = lines(
        'at,phone,name,answer',
        door,
        ({ phone, name }, n) => `2026-11-20T12:00:00,${phone},${name},${n}`,
      );
      await bring(door, 'events', writeText(door, text), 'survey.csv');
    },
  },
  {
    way: 'reservations of a sheet',
    by: ['import reservations'],
    async comeIn(door) {
      const text = lines(
        'reserved_at,state,name,phone,party_size',
        door,
        ({ phone, name }) => `2026-11-20T18:00:00,확정,${name},${phone},2`,
      );
      await bring(door, 'reservations', writeText(door, text), 'reservations.csv');
    },
  },
  {
    way: 'reviews of a sheet',
    by: ['import reviews'],
    makesNobody: true,
    async comeIn(door) {
      const text = lines('at,rating,text,author', door, ({ name }) => `2026-11-20T18:00:00,5,맛있어요,${name}`);
      await bring(door, 'reviews', writeText(door, text), 'reviews.csv');
    },
  },
  {
    way: 'a file put into a watched folder',
    by: ['source folder'],
    async comeIn(door) {
      const { context, shop } = door;
      const folder = path.join(context.config.home, `watched-${newId()}`);
      mkdirSync(folder);
      const file = path.join(folder, 'people.csv');
      writeFileSync(
        file,
        lines('name,phone,email', door, ({ name, phone, email }) => `${name},${phone},${email}`),
      );
      const taking = { kind: 'customers', map: undefined, basis: 'unknown', sourceName: 'till', moves: true } as const;
      const { size, mtimeMs: modifiedMs } = statSync(file);
      const taken = await takeFile(context, shop.actor(), { name: 'people.csv', path: file, size, modifiedMs }, taking);
      expect(taken).toMatchObject({ state: 'done', result: { rejected: 0 } });
    },
  },
  {
    way: 'found behind a touchpoint',
    by: ['source file'],
    async comeIn({ shop, guests, now }) {
      const clues = guests.map(({ name, phone, email }) => ({ name, phone, email }));
      await resolvePeople(shop.db, { workspaceId: shop.workspaceId, clues, source: 'survey', now });
      await recordTouchpoints(shop.db, shop.actor(), {
        from: { source: 'survey', way: 'file', phase: 'after' },
        touchpoints: guests.map((guest, n) => ({
          at: now,
          phase: 'after',
          kind: 'survey.answered',
          idempotencyKey: String(n),
          person: { name: guest.name, phone: guest.phone },
          payload: { marketing_consent: guest.claim, ad_sms: guest.claim },
        })),
        now,
      });
    },
  },
];
