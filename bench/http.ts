/** Claims about HTTP: look-up by phone, one new customer, one new order, a page of the list. */
import { fillPeople, phoneOf } from './people.ts';
import { asOwner, type Finding, measure, newHome, setUpShop, signIn, startFloor, startProduct } from './product.ts';

const LOOK_UP_GOAL = 0.5;
const WRITE_GOAL = 500;
const LIST_GOAL = 400;
/** More than can be answered in the time of one measurement. */
const WRITES = 60_000;

const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')}/s`;

interface Prepared {
  product: number;
  floor: number;
  cookie: string;
}

async function withShop<T>(people: number, work: (prepared: Prepared) => Promise<T>): Promise<T> {
  const { home, remove } = newHome();
  const { workspaceId } = await setUpShop(home);
  const product = await startProduct(home);
  await asOwner(home, (owner) => fillPeople(owner, workspaceId, people));
  const floor = await startFloor(home, workspaceId);
  try {
    return await work({ product: product.port, floor: floor.port, cookie: await signIn(product.port) });
  } finally {
    await floor.stop();
    await product.stop();
    remove();
  }
}

/** Look-up by phone, signed in, rights checked and logged, on 1 and on 8 connections. */
export async function benchLookUp({ people }: { people: number }): Promise<Finding[]> {
  return withShop(people, async ({ product, floor, cookie }) => {
    const phones = Array.from({ length: 20_000 }, (_, at) => phoneOf((at * 7_919) % people));
    const findings: Finding[] = [];
    for (const connections of [1, 8]) {
      const bare = await measure({
        port: floor,
        connections,
        requests: phones.map((q) => ({ method: 'GET', path: `/look-up?q=${q}` })),
      });
      const ours = await measure({
        port: product,
        connections,
        requests: phones.map((q) => ({ method: 'GET', path: `/api/customers/search?q=${q}`, headers: { cookie } })),
      });
      const ratio = ours.perSecond / bare.perSecond;
      findings.push({
        what: `look-up by phone, ${people.toLocaleString('en')} people, ${connections} connection${connections > 1 ? 's' : ''}`,
        measured: `${perSecond(ours.perSecond)}, p99 ${ours.p99Ms.toFixed(1)} ms`,
        floor: `${perSecond(bare.perSecond)}, p99 ${bare.p99Ms.toFixed(1)} ms`,
        ratio: ratio.toFixed(2),
        goal: `≥ ${LOOK_UP_GOAL} of the floor`,
        holds: ratio >= LOOK_UP_GOAL,
      });
    }
    return findings;
  });
}

/** One customer and one order at a time, and the list by name, on 8 connections. */
export async function benchWrites({ people }: { people: number }): Promise<Finding[]> {
  return withShop(people, async ({ product, floor, cookie }) => {
    const numbers = Array.from({ length: WRITES }, (_, at) => at);
    // Numbers that none of the people has yet.
    const customers = numbers.map((n) => JSON.stringify({ name: '한소리', phone: phoneOf(people + n) }));
    const lines = ['떡볶이', '순대', '튀김'].map((itemName) => ({ itemName, quantity: 1, amountMinor: 4_500 }));
    const orders = numbers.map((n) => JSON.stringify({ orderNo: `bench-${n}`, lines }));
    const claims = [
      {
        what: 'new customer',
        goal: WRITE_GOAL,
        ours: customers.map((body) => ({ method: 'POST', path: '/api/customers', body })),
        bare: customers.map((body) => ({ method: 'POST', path: '/customers', body })),
      },
      {
        what: 'new order of three lines',
        goal: WRITE_GOAL,
        ours: orders.map((body) => ({ method: 'POST', path: '/api/orders', body })),
        bare: orders.map((body) => ({ method: 'POST', path: '/orders', body })),
      },
      {
        what: `page of 50 by name, ${people.toLocaleString('en')} people`,
        goal: LIST_GOAL,
        ours: [{ method: 'GET', path: '/api/customers?limit=50' }],
        bare: [{ method: 'GET', path: '/list' }],
      },
    ];
    const findings: Finding[] = [];
    for (const { what, goal, ours, bare } of claims) {
      const cycle = ours.length === 1;
      const floorResult = await measure({ port: floor, connections: 8, requests: bare, cycle });
      const result = await measure({
        port: product,
        connections: 8,
        requests: ours.map((request) => ({ ...request, headers: { cookie } })),
        cycle,
      });
      findings.push({
        what: `${what}, 8 connections`,
        measured: `${perSecond(result.perSecond)}, p99 ${result.p99Ms.toFixed(1)} ms`,
        floor: perSecond(floorResult.perSecond),
        ratio: (result.perSecond / floorResult.perSecond).toFixed(2),
        goal: `≥ ${goal}/s`,
        holds: result.perSecond >= goal,
      });
    }
    return findings;
  });
}
