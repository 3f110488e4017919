/**
 * Claims about lists, searches and timelines in a shop of a million people and ten million touchpoints: every one under 50 ms
 * for 95 of 100 requests.
 */
import type pg from 'pg';
import { fillPeople, phoneOf } from './people.ts';
import { asOwner, type Finding, measure, newHome, setUpShop, signIn, startFloor, startProduct } from './product.ts';
import { fillTouchpoints } from './touchpoints.ts';

const GOAL_P95_MS = 50;
/** Enough to keep both cores of a small machine at work. */
const CONNECTIONS = 2;
const PAGE = 50;

const TAG_ALL = '01a00000-0000-7000-8000-00000000000a';
const TAG_FEW = '01a00000-0000-7000-8000-00000000000f';

/** What people did, how they are tagged and what is known of them: spread like in a shop, made by SQL. */
export async function fillFacts(owner: pg.Client, workspaceId: string): Promise<void> {
  await owner.query('select setseed(0.42)');
  await owner.query(
    `insert into mart.customer_fact (workspace_id, customer_id, orders, visits, first_visit_on, last_visit_on, gross_minor,
       net_minor, own_interval_days, interval_days, worth_per_month_minor)
     select workspace_id, customer_id, n, n, day - n * 9, day, n * amount, n * amount, gap, gap, amount * 30 / gap
     from (select workspace_id, customer_id, 1 + floor(power(random(), 3) * 60)::int as n,
             current_date - floor(power(random(), 2) * 700)::int as day, 6000 + floor(random() * 20000)::int as amount,
             5 + floor(random() * 40)::int as gap
           from customers.customer where workspace_id = $1 and random() < 0.8) person`,
    [workspaceId],
  );
  for (const [tagId, name, share] of [
    [TAG_ALL, '단골', 0.3],
    [TAG_FEW, 'VIP', 0.0005],
  ] as const) {
    await owner.query('insert into customers.tag (workspace_id, tag_id, name) values ($1, $2, $3)', [
      workspaceId,
      tagId,
      name,
    ]);
    await owner.query(
      `insert into customers.customer_tag (workspace_id, tag_id, customer_id, source, added_at)
       select workspace_id, $2, customer_id, 'bench', now() from customers.customer where workspace_id = $1 and random() < $3`,
      [workspaceId, tagId, share],
    );
  }
  await owner.query(
    `insert into customers.field (workspace_id, field_key, label_ko, label_en, type, choices, purpose_key)
     values ($1, 'bench_foot', '발', 'Foot', 'number', '[]', 'optional_profile'),
            ($1, 'bench_seat', '자리', 'Seat', 'text', '[]', 'optional_profile')`,
    [workspaceId],
  );
  await owner.query(
    `insert into customers.field_value (workspace_id, customer_id, field_key, value, number_value, source, updated_at)
     select workspace_id, customer_id, 'bench_foot', foot::text, foot, 'bench', now()
     from (select workspace_id, customer_id, 220 + floor(random() * 80)::int as foot from customers.customer
           where workspace_id = $1 and random() < 0.3) person`,
    [workspaceId],
  );
  await owner.query(
    `insert into customers.field_value (workspace_id, customer_id, field_key, value, source, updated_at)
     select workspace_id, customer_id, 'bench_seat', (array['창가', '룸', '홀'])[1 + floor(random() * 3)::int], 'bench', now()
     from customers.customer where workspace_id = $1 and random() < 0.3`,
    [workspaceId],
  );
  await owner.query(
    'vacuum analyze mart.customer_fact, customers.customer_tag, customers.field_value, customers.tag, customers.field',
  );
}

interface Claim {
  what: string;
  paths: string[];
  floor: 'list' | 'look-up';
}

const list = (query: Record<string, string>, filter: unknown[] = []) =>
  `/api/customers?${new URLSearchParams({
    limit: String(PAGE),
    ...query,
    ...(filter.length > 0 ? { filter: JSON.stringify(filter) } : {}),
  })}`;
const search = (text: string) => `/api/customers/search?q=${encodeURIComponent(text)}`;

/** What is asked for, several of each kind so that no answer is luck. `deep`: people somewhere in the middle of the list. */
function claimsOf({ people, deep, busyId }: { people: number; deep: readonly string[]; busyId: string }): Claim[] {
  const monthAgo = new Date(Date.now() - 60 * 86_400_000).toISOString();
  const longAgo = new Date(Date.now() - 400 * 86_400_000).toISOString();
  const timeline = (customerId: string, query = '') => `/api/customers/${customerId}/timeline${query}`;
  const rows = (query: string) => `/api/sources/rows?source=homepage${query}`;
  const at = (n: number) => (n * 7_919) % people;
  return [
    {
      what: 'look-up by phone',
      paths: Array.from({ length: 2_000 }, (_, n) => search(phoneOf(at(n)))),
      floor: 'look-up',
    },
    {
      what: 'two syllables of a name',
      paths: ['하나', '민서', '김민', '도윤', '지현', '박서', '은수', '영호', '미경', '홍동'].map(search),
      floor: 'look-up',
    },
    {
      what: '초성, two and three',
      paths: ['ㄱㅁㅅ', 'ㅂㅅ', 'ㅎㄴ', 'ㅁㅅ', 'ㅇㅈㅎ', 'ㄱㅎ', 'ㅈㅎㅇ', 'ㅅㅇㄱ'].map(search),
      floor: 'look-up',
    },
    { what: 'first page by name', paths: [list({})], floor: 'list' },
    { what: 'a page deep in the list by name', paths: deep.map((after) => list({ after })), floor: 'list' },
    {
      what: 'by last visit, visits and spend',
      paths: ['lastVisit', 'visits', 'spend'].flatMap((sort) =>
        ['asc', 'desc'].map((direction) => list({ sort, direction })),
      ),
      floor: 'list',
    },
    {
      what: 'deep by last visit',
      paths: deep.map((after) => list({ after, sort: 'lastVisit', direction: 'desc' })),
      floor: 'list',
    },
    {
      what: 'a tag that three in ten have',
      paths: ['name', 'spend'].map((sort) => list({ sort, direction: 'asc' }, [{ fact: 'tag', in: [TAG_ALL] }])),
      floor: 'list',
    },
    {
      what: 'a tag that one in two thousand has',
      paths: ['name', 'spend'].map((sort) => list({ sort, direction: 'asc' }, [{ fact: 'tag', in: [TAG_FEW] }])),
      floor: 'list',
    },
    {
      what: 'an own field, with its column',
      paths: [
        list({ fields: 'bench_foot,bench_seat' }, [{ fact: 'field', key: 'bench_seat', in: ['창가'] }]),
        list({ fields: 'bench_foot', sort: 'visits', direction: 'desc' }, [
          { fact: 'field', key: 'bench_foot', atLeast: 290 },
        ]),
      ],
      floor: 'list',
    },
    {
      what: 'state, last visit and visits together',
      paths: [
        list({ sort: 'spend', direction: 'desc' }, [{ fact: 'lapse', in: ['watch', 'lapsed'] }]),
        list({ sort: 'lastVisit', direction: 'desc' }, [
          { fact: 'visits', atLeast: 40 },
          { fact: 'lastVisit', daysAgoAtMost: 90 },
        ]),
        list({}, [{ fact: 'visits', atLeast: 55 }, { not: { fact: 'tag', in: [TAG_ALL] } }]),
      ],
      floor: 'list',
    },
    {
      what: 'has a phone and no e-mail',
      paths: [list({}, [{ fact: 'reachable', by: 'phone' }, { not: { fact: 'reachable', by: 'email' } }])],
      floor: 'list',
    },
    { what: 'timeline of a person', paths: deep.map((id) => timeline(id)), floor: 'list' },
    {
      what: 'timeline of somebody with 5,000 touchpoints, first page and in the middle',
      paths: [timeline(busyId), timeline(busyId, `?before=${longAgo},${busyId}`), timeline(busyId, '?phase=before')],
      floor: 'list',
    },
    { what: 'health of all sources', paths: ['/api/sources/health'], floor: 'list' },
    {
      what: 'what came from one source, latest and of a day',
      paths: [rows(''), rows(`&day=${monthAgo.slice(0, 10)}`), rows(`&before=${longAgo},${busyId}`)],
      floor: 'list',
    },
  ];
}

/** Measures against a product that runs with its people already in it. */
export async function measureLists(where: {
  product: number;
  floor: number;
  cookie: string;
  people: number;
  deep: readonly string[];
  busyId: string;
}): Promise<Finding[]> {
  const findings: Finding[] = [];
  const bare = {
    list: await measure({ port: where.floor, connections: CONNECTIONS, requests: [{ method: 'GET', path: '/list' }] }),
    'look-up': await measure({
      port: where.floor,
      connections: CONNECTIONS,
      requests: Array.from({ length: 2_000 }, (_, n) => ({ method: 'GET', path: `/look-up?q=${phoneOf(n * 97)}` })),
    }),
  };
  for (const { what, paths, floor } of claimsOf(where)) {
    const ours = await measure({
      port: where.product,
      connections: CONNECTIONS,
      requests: paths.map((path) => ({ method: 'GET', path, headers: { cookie: where.cookie } })),
    });
    findings.push({
      what: `${what}, ${where.people.toLocaleString('en')} people`,
      measured: `p50 ${ours.p50Ms.toFixed(1)} ms, p95 ${ours.p95Ms.toFixed(1)} ms`,
      floor: `p95 ${bare[floor].p95Ms.toFixed(1)} ms`,
      ratio: (ours.p95Ms / Math.max(bare[floor].p95Ms, 0.1)).toFixed(1),
      goal: `p95 < ${GOAL_P95_MS} ms`,
      holds: ours.p95Ms < GOAL_P95_MS,
    });
  }
  return findings;
}

/** Lists, searches and timelines in a shop of its own with this many people and touchpoints. */
export async function benchLists({ people, touchpoints }: { people: number; touchpoints: number }): Promise<Finding[]> {
  const { home, remove } = newHome();
  const { workspaceId } = await setUpShop(home);
  const product = await startProduct(home);
  const { deep, busyId } = await asOwner(home, async (owner) => {
    await fillPeople(owner, workspaceId, people);
    await fillFacts(owner, workspaceId);
    const { busyId } = await fillTouchpoints(owner, workspaceId, { touchpoints, people });
    const { rows } = await owner.query<{ customer_id: string }>(
      'select customer_id from customers.customer where workspace_id = $1 order by customer_id limit 20 offset $2',
      [workspaceId, Math.floor(people / 2)],
    );
    return { deep: rows.map((row) => row.customer_id), busyId };
  });
  const floor = await startFloor(home, workspaceId);
  try {
    const cookie = await signIn(product.port);
    return await measureLists({ product: product.port, floor: floor.port, cookie, people, deep, busyId });
  } finally {
    await floor.stop();
    await product.stop();
    remove();
  }
}
