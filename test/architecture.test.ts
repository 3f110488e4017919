import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { ARCHITECTURE_PAGE, drawArchitecture } from '../scripts/draw-architecture.ts';
import { renderTables } from '../scripts/generate-tables.ts';
import { mayUse } from '../src/modules/may-use.ts';
import { findCycle, findForbiddenImports } from './architecture/boundaries.ts';
import { sourceChecks } from './architecture/index.ts';
import { ROOT, readSources } from './architecture/sources.ts';

const sources = readSources();

/** The real tables, and a few files that break the rules. */
const plant = (files: Record<string, string>) =>
  new Map([['src/platform/tables.gen.ts', sources.get('src/platform/tables.gen.ts') ?? ''], ...Object.entries(files)]);
const check = (name: keyof typeof sourceChecks, files: Record<string, string>) =>
  sourceChecks[name]?.(plant(files)) ?? [];

describe('the product as it stands', () => {
  test.each(Object.entries(sourceChecks))('%s', (_name, find) => {
    expect(find(sources)).toEqual([]);
  });

  test('has no cycle among its modules', () => {
    expect(findCycle(mayUse)).toBeUndefined();
  });

  test('lists every module in the table', () => {
    const modules = new Set([...sources.keys()].flatMap((file) => /^src\/modules\/([^/]+)\//.exec(file)?.[1] ?? []));
    expect([...modules].filter((name) => !(name in mayUse))).toEqual([]);
  });

  test('has generated files that are current', async () => {
    const url = new URL(inject('ownerUrl'));
    url.pathname = '/dangol_template';
    expect(await renderTables(url.toString())).toBe(
      readFileSync(path.join(ROOT, 'src/platform/tables.gen.ts'), 'utf8'),
    );
    const page = readFileSync(ARCHITECTURE_PAGE, 'utf8');
    expect(drawArchitecture(page)).toBe(page);
  });
});

describe('a planted violation fails', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  /** A project of planted files only, and the rules it breaks. */
  function brokenRules(files: Record<string, string>): string[] {
    const folder = mkdtempSync(path.join(tmpdir(), 'dangol-planted-'));
    folders.push(folder);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    return findForbiddenImports(folder).violations.map((violation) => violation.split(':')[0] ?? '');
  }

  const forbidden: { what: string; rule: string; files: Record<string, string> }[] = [
    {
      what: 'a module that uses one above it',
      rule: 'module-customers',
      files: {
        'src/modules/customers/service.ts': "import { a } from '../plays/index.ts';\nexport const b = a;",
        'src/modules/plays/index.ts': 'export const a = 1;',
      },
    },
    {
      what: 'a module that reaches into another past its index',
      rule: 'module-orders',
      files: {
        'src/modules/orders/service.ts': "import { a } from '../customers/store.ts';\nexport const b = a;",
        'src/modules/customers/store.ts': 'export const a = 1;',
      },
    },
    {
      what: 'a type taken from where no code may be taken',
      rule: 'module-orders',
      files: {
        'src/modules/orders/service.ts': "import type { A } from '../plays/store.ts';\nexport const b: A = 1;",
        'src/modules/plays/store.ts': 'export type A = number;',
      },
    },
    {
      what: 'a module nobody has put into the table',
      rule: 'module-in-table',
      files: {
        'src/modules/gossip/service.ts': "import { a } from '../customers/index.ts';\nexport const b = a;",
        'src/modules/customers/index.ts': 'export const a = 1;',
      },
    },
    {
      what: 'a contract that needs a server',
      rule: 'contract-runs-in-browser',
      files: {
        'src/modules/orders/contract.ts': "import { a } from './total.ts';\nexport const b = a;",
        'src/modules/orders/total.ts': "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;",
      },
    },
    {
      what: 'a screen that imports the server',
      rule: 'web-is-a-client',
      files: {
        'src/web/features/people/api.ts':
          "import { a } from '../../../modules/customers/service.ts';\nexport const b = a;",
        'src/modules/customers/service.ts': 'export const a = 1;',
      },
    },
    {
      what: 'a feature that imports another',
      rule: 'feature-alone',
      files: {
        'src/web/features/people/card.tsx': "import { a } from '../plays/list.tsx';\nexport const b = a;",
        'src/web/features/plays/list.tsx': 'export const a = 1;',
      },
    },
    {
      what: 'platform that knows the business',
      rule: 'platform-knows-no-business',
      files: {
        'src/platform/db.ts': "import { a } from '../modules/orders/index.ts';\nexport const b = a;",
        'src/modules/orders/index.ts': 'export const a = 1;',
      },
    },
    {
      what: 'rules that read the store',
      rule: 'rules-are-pure',
      files: {
        'src/modules/orders/rules.ts': "import { a } from './store.ts';\nexport const b = a;",
        'src/modules/orders/store.ts': 'export const a = 1;',
      },
    },
    {
      what: 'a way to a provider around the dispatcher',
      rule: 'nothing-leaves-unasked',
      files: {
        'src/modules/messaging/quick-send.ts':
          "import { openSmtp } from './providers/smtp.ts';\nexport const send = openSmtp;",
        'src/modules/messaging/providers/smtp.ts': 'export const openSmtp = 1;',
      },
    },
    {
      what: 'mail that leaves past the session',
      rule: 'mail-leaves-by-the-session',
      files: {
        'src/modules/plays/service.ts': "import { a } from '../messaging/smtp.ts';\nexport const b = a;",
        'src/modules/messaging/smtp.ts': 'export const a = 1;',
      },
    },
    {
      what: 'files that need each other',
      rule: 'no-cycle',
      files: {
        'src/modules/orders/store.ts': "import { b } from './totals.ts';\nexport const a = () => b;",
        'src/modules/orders/totals.ts': "import { a } from './store.ts';\nexport const b = () => a;",
      },
    },
  ];
  test.each(forbidden)('$what', ({ rule, files }) => {
    expect(brokenRules(files)).toContain(rule);
  });

  test('a cycle in the table of what may use what', () => {
    expect(findCycle({ a: ['b'], b: ['c'], c: ['a'], d: [] })).toEqual(['a', 'b', 'c', 'a']);
    expect(findCycle({ a: ['b', 'c'], b: ['c'], c: [] })).toBeUndefined();
  });

  const OWNERSHIP = 'SQL names only what its module owns';
  test.each([
    {
      what: 'a store that reads another schema',
      file: 'src/modules/orders/store.ts',
      text: "db.selectFrom('customers.customer').selectAll();",
    },
    {
      what: 'a store that joins another schema',
      file: 'src/modules/orders/store.ts',
      text: "q.innerJoin('customers.contactPoint as c', 'c.a', 'b');",
    },
    {
      what: 'raw SQL on another schema',
      file: 'src/modules/orders/store.ts',
      text: 'sql`select 1 from customers.contact_point where x = ${y}`;',
    },
    {
      what: 'a function of another schema',
      file: 'src/modules/plays/service.ts',
      text: 'sql`select * from customers.find_ids_by_name(${a}, 3)`;',
    },
    {
      what: 'a module that reads the mart past its index',
      file: 'src/modules/plays/store.ts',
      text: "db.selectFrom('mart.customerFact');",
    },
    {
      what: 'the mart writing what it does not own',
      file: 'src/mart/build.ts',
      text: "db.insertInto('orders.saleOrder').values(x);",
    },
    {
      what: 'the mart writing by raw SQL',
      file: 'src/mart/sql/01.sql',
      text: 'update orders.sale_order set channel = null',
    },
    { what: 'SQL of the business in platform', file: 'src/platform/db.ts', text: "db.selectFrom('staff.account');" },
  ])('$what', ({ file, text }) => {
    expect(check(OWNERSHIP, { [file]: text })).toHaveLength(1);
  });

  test('but a module may use its own schema, the mart may read all, and an alias is no schema', () => {
    const own = {
      'src/modules/orders/store.ts':
        "db.selectFrom('orders.saleOrder'); sql`select orders.channel from pg_temp.stage orders`; log('orders.saved');",
      'src/mart/sql/01.sql': 'insert into mart.shop_fact select 1 from orders.sale_order',
      'src/mart/query.ts': "db.selectFrom('orders.saleOrder');",
    };
    expect(check(OWNERSHIP, own)).toEqual([]);
  });

  test.each([
    ['new Date()', 'export const now = new Date();'],
    ['Date.now', 'export const now = () => Date.now();'],
    ['Math.random', 'export const pick = () => Math.random();'],
    ['process.env', "export const home = process.env['HOME'];"],
    ['a file', "import { readFileSync } from 'node:fs';"],
    ['random bytes', "import { randomBytes } from 'node:crypto';"],
    ['the database', "import { inTransaction } from '../../platform/db.ts';"],
  ])('rules that use %s', (_what, text) => {
    expect(check('rules are pure', { 'src/modules/plays/rules/arms.ts': text })).not.toEqual([]);
  });

  test('but rules may make dates from what they are given, and hash', () => {
    const text =
      "import { createHash } from 'node:crypto';\nexport const day = (now: Date) => new Date(now.getTime());";
    expect(check('rules are pure', { 'src/modules/plays/rules.ts': text })).toEqual([]);
  });

  test('a console in server code', () => {
    expect(check('the server writes no console', { 'src/modules/plays/service.ts': 'console.log(1);' })).toHaveLength(
      1,
    );
  });

  test.each([
    [
      'a service that calls a provider',
      'src/modules/plays/service/quick.ts',
      'await outlet.provider.send(batch, notes, signal);',
    ],
    ['a clearance made by a cast', 'src/modules/messaging/quick.ts', 'export const c = (m: M) => m as Cleared<M>;'],
    [
      'a decision asked for past the clearance',
      'src/modules/messaging/quick.ts',
      'export const d = decideMaySend(input);',
    ],
    ['a dispatcher that does not ask', 'src/modules/messaging/dispatch.ts', 'clear(one.clearance, outgoing);'],
  ])('%s', (_what, file, text) => {
    expect(check('nothing leaves past the law', { [file]: text })).toHaveLength(1);
  });

  test('Korean in a screen', () => {
    const text = "export const A = () => <p title={'손님'}>쉬는 손님</p>; // 설명";
    expect(check('screens hold no Korean', { 'src/web/features/people/list.tsx': text })).toHaveLength(2);
  });

  const locales = {
    'src/web/locales/ko/people.json': '{"title":"손님","count_other":"{{count}}명"}',
    'src/web/locales/en/people.json':
      '{"title":"Guests","count_one":"{{count}} guest","count_other":"{{count}} guests"}',
  };

  test('a text that one language lacks', () => {
    const missing = { ...locales, 'src/web/locales/en/people.json': '{"title":"Guests"}' };
    expect(check('both languages have every text', missing)).toEqual(['people:count is missing in en']);
    expect(check('both languages have every text', locales)).toEqual([]);
  });

  test('an empty text', () => {
    const empty = { ...locales, 'src/web/locales/ko/people.json': '{"title":"","count_other":"{{count}}명"}' };
    expect(check('both languages have every text', empty)).toEqual(['people:title is empty in ko']);
  });

  test('a variable that one language forgets', () => {
    const forgotten = { ...locales, 'src/web/locales/ko/people.json': '{"title":"손님","count_other":"여러 명"}' };
    expect(check('both languages fill in the same variables', forgotten)).toHaveLength(1);
    expect(check('both languages fill in the same variables', locales)).toEqual([]);
  });

  test('a plural beside a number that may be one', () => {
    const plurals = (texts: object) =>
      check('English counts one person and two people', { 'src/web/locales/en/people.json': JSON.stringify(texts) });
    expect(plurals({ list: '{{n}} people' })).toEqual(['en people:list: "{{n}} people" is wrong beside 1']);
    expect(plurals({ due: 'Every {{count, number}} open days' })).toHaveLength(1);
    expect(plurals({ due: '{{n}} are due' })).toHaveLength(1);
    expect(
      plurals({ due_one: '{{n}} is due, {{late}} days late', due_other: '{{n}} are due, {{late}} days late' }),
    ).toHaveLength(2);
    expect(plurals({ due_one: '{{count}} item is', due_other: '{{count}} items are' })).toEqual([]);
    expect(plurals({ list: '{{n}} {{n, plural(one: person; other: people)}}, {{share}} have a name' })).toEqual([]);
  });

  test('a screen that asks for a text nobody wrote', () => {
    const screen = (key: string) => ({
      ...locales,
      'src/web/features/people/list.tsx': `const { t } = useTranslation('people'); t(${key});`,
    });
    expect(check('every text that is asked for exists', screen("'titel'"))).toHaveLength(1);
    expect(check('every text that is asked for exists', screen("a ? 'title' : 'nothing'"))).toHaveLength(1);
    expect(check('every text that is asked for exists', screen("'count', { count: 2 }"))).toEqual([]);
  });
});
