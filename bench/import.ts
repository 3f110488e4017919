/** Claim: half a million lines come in within five times the time PostgreSQL itself needs, in flat memory. */
import { chmodSync, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { seeded } from '../src/shared/seeded.ts';
import { phoneOf } from './people.ts';
import { asOwner, dangol, type Finding, newHome, setUpShop, startProduct } from './product.ts';

const TIME_GOAL = 5;
const MEMORY_GOAL_MEGABYTES = 500;
const PEOPLE = 20_000;
const ITEMS = 45;
const SEED = 4_300;

const HEADER =
  'order_no,ordered_at,item_code,item_name,category,quantity,unit_price,amount,customer_id,customer_name,customer_phone';

/** A canonical sales file: receipts of one to five lines over two years, four in ten without a name. */
function* salesLines(count: number): Generator<string> {
  const random = seeded(SEED);
  const firstDay = Date.UTC(2024, 0, 1, 2);
  let written = 0;
  yield `${HEADER}\n`;
  for (let order = 1; written < count; order += 1) {
    const at = new Date(firstDay + Math.floor(random() * 700 * 24 * 3_600) * 1_000).toISOString();
    const person = random() < 0.4 ? -1 : Math.floor(random() ** 2 * PEOPLE);
    const who = person < 0 ? ',,' : `C${person},손님${person},${phoneOf(person)}`;
    for (let line = 1 + Math.floor(random() * 5); line > 0 && written < count; line -= 1) {
      const item = Math.floor(random() * ITEMS);
      const price = 3_000 + item * 500;
      const quantity = random() < 0.85 ? 1 : 2;
      const sign = random() < 0.01 ? -1 : 1;
      yield `B${order},${at},M${item},메뉴 ${item},분류 ${item % 6},${sign * quantity},${price},${sign * quantity * price},${who}\n`;
      written += 1;
    }
  }
}

/** The file, the floor and the import, in one data folder. */
export async function benchImport({ lines }: { lines: number }): Promise<Finding[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dangol-bench-file-'));
  chmodSync(folder, 0o755);
  const file = path.join(folder, 'sales.csv');
  await pipeline(Readable.from(salesLines(lines)), createWriteStream(file, { mode: 0o644 }));
  const { home, remove } = newHome();
  try {
    await setUpShop(home);
    const floorSeconds = await copy(home, file);
    const first = await dangol(['import', 'sales', file, '--home', home]);
    const again = await dangol(['import', 'sales', file, '--home', home]);
    const { accepted, seconds } = first.output as { accepted: number; seconds: number };
    const repeated = (again.output as { seconds: number }).seconds;
    if (accepted !== lines)
      throw new Error(`${accepted} of ${lines} lines were accepted: ${JSON.stringify(first.output)}`);
    const ratio = seconds / floorSeconds;
    const named = lines.toLocaleString('en');
    return [
      {
        what: `import of ${named} lines (the whole command, with start, insights and stop: ${first.seconds.toFixed(1)} s)`,
        measured: `${seconds.toFixed(1)} s`,
        floor: `${floorSeconds.toFixed(1)} s`,
        ratio: ratio.toFixed(2),
        goal: `≤ ${TIME_GOAL} × COPY`,
        holds: ratio <= TIME_GOAL,
      },
      {
        what: `the same file again (nothing changes)`,
        measured: `${repeated.toFixed(1)} s`,
        floor: `${floorSeconds.toFixed(1)} s`,
        ratio: (repeated / floorSeconds).toFixed(2),
        goal: `≤ ${TIME_GOAL} × COPY`,
        holds: repeated / floorSeconds <= TIME_GOAL,
      },
      {
        what: `memory of the import, at most`,
        measured: `${Math.round(Math.max(first.peakMegabytes, again.peakMegabytes))} MB`,
        floor: '–',
        ratio: '–',
        goal: `< ${MEMORY_GOAL_MEGABYTES} MB`,
        holds: Math.max(first.peakMegabytes, again.peakMegabytes) < MEMORY_GOAL_MEGABYTES,
      },
    ];
  } finally {
    remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** PostgreSQL's own COPY of the file into bare tables: no keys, no checks, no fence. Seconds. */
async function copy(home: string, file: string): Promise<number> {
  const product = await startProduct(home);
  try {
    return await asOwner(home, async (owner) => {
      await owner.query(`create schema floor;
        create table floor.line (order_no text, ordered_at timestamptz, item_code text, item_name text, category text, quantity numeric,
          unit_price numeric, amount numeric, customer_id text, customer_name text, customer_phone text)`);
      const startedAt = performance.now();
      await owner.query(`copy floor.line from '${file}' with (format csv, header)`);
      const seconds = (performance.now() - startedAt) / 1_000;
      await owner.query('drop schema floor cascade');
      return seconds;
    });
  } finally {
    await product.stop();
  }
}
