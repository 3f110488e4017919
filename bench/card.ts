/**
 * Claim: a person's card with every sentence that the models say of her is answered within 50 ms for 95 of 100, in a shop of
 * 100,000 people and 1,000,000 lines. Asked of people who came three times or more: of the others there is little to say.
 */
import {
  asOwner,
  dangol,
  type Finding,
  measure,
  newHome,
  setUpShop,
  signIn,
  startFloor,
  startProduct,
} from './product.ts';
import { fillSales } from './sales.ts';

const GOAL_P95_MS = 50;
const CONNECTIONS = 2;
const CARDS = 2_000;

/** The sentences of a card, and the record they stand on: the two answers a card waits for. */
const CLAIMS = [
  { what: 'the sentences of a card', pathOf: (id: string) => `/api/insights/people/${id}` },
  { what: 'the record of a card', pathOf: (id: string) => `/api/customers/${id}` },
];

export async function benchCard({ people, lines }: { people: number; lines: number }): Promise<Finding[]> {
  const { home, remove } = newHome();
  const { workspaceId } = await setUpShop(home);
  const product = await startProduct(home);
  const ids = await asOwner(home, async (owner) => {
    await fillSales(owner, workspaceId, { lines, people });
    await dangol(['mart', 'build', '--full', '--home', home]);
    await dangol(['insights', 'refit', '--home', home]);
    const { rows } = await owner.query<{ customer_id: string }>(
      `select customer_id from mart.customer_fact where workspace_id = $1 and visits >= 3
       order by md5(customer_id::text) limit $2`,
      [workspaceId, CARDS],
    );
    return rows.map((row) => row.customer_id);
  });
  const floor = await startFloor(home, workspaceId);
  try {
    const cookie = await signIn(product.port);
    await expectSentences(product.port, cookie, ids);
    const bare = await measure({
      port: floor.port,
      connections: CONNECTIONS,
      requests: ids.map((id) => ({ method: 'GET', path: `/card?id=${id}` })),
    });
    const findings: Finding[] = [];
    for (const { what, pathOf } of CLAIMS) {
      const ours = await measure({
        port: product.port,
        connections: CONNECTIONS,
        requests: ids.map((id) => ({ method: 'GET', path: pathOf(id), headers: { cookie } })),
      });
      findings.push({
        what: `${what}, ${people.toLocaleString('en')} people, ${lines.toLocaleString('en')} lines`,
        measured: `p50 ${ours.p50Ms.toFixed(1)} ms, p95 ${ours.p95Ms.toFixed(1)} ms`,
        floor: `p95 ${bare.p95Ms.toFixed(1)} ms`,
        ratio: (ours.p95Ms / Math.max(bare.p95Ms, 0.1)).toFixed(1),
        goal: `p95 < ${GOAL_P95_MS} ms`,
        holds: ours.p95Ms < GOAL_P95_MS,
      });
    }
    return findings;
  } finally {
    await floor.stop();
    await product.stop();
    remove();
  }
}

/** A card without sentences is quick and measures nothing. */
async function expectSentences(port: number, cookie: string, ids: readonly string[]): Promise<void> {
  const said = await Promise.all(
    ids.slice(0, 20).map(async (id) => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/insights/people/${id}`, { headers: { cookie } });
      const card = (await answer.json()) as { sentence: { text: string }; outlook: unknown[]; rfm: unknown };
      return card.sentence.text !== '' && card.rfm !== null && card.outlook.length > 0;
    }),
  );
  const full = said.filter(Boolean).length;
  if (full < said.length / 2) throw new Error(`${full} of ${said.length} cards say what the models know`);
}
