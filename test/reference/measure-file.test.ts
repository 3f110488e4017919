import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { measureFile } from '../../src/cli/commands/measure.ts';
import { readConfig } from '../../src/platform/config.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data');
const HILLSTROM = path.join(DATA, 'hillstrom/hillstrom_mens_vs_control.csv.gz');
const JOURNEY = path.join(DATA, 'completejourney');
const hasData = existsSync(HILLSTROM) && existsSync(path.join(JOURNEY, 'campaigns.csv.gz'));
if (!hasData) console.info('skipped: the data sets hillstrom and completejourney are not beside the project');

async function unpack(file: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dangol-measure-'));
  const target = path.join(folder, path.basename(file, '.gz'));
  await pipeline(createReadStream(file), createGunzip(), createWriteStream(target));
  return target;
}

/** One line a household: what it spent in the first and the second half of the year, and whether it ever got a campaign. */
async function joinHouseholds(layout: 'before first' | 'arm first'): Promise<string> {
  const read = (name: string) =>
    gunzipSync(readFileSync(path.join(JOURNEY, `${name}.csv.gz`)))
      .toString('utf8')
      .replaceAll('"', '')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
  const reached = new Set(read('campaigns').map(([, household]) => household));
  const spent = new Map<string, [before: number, after: number]>();
  for (const [household = '', , , , , value, , , , week] of read('transactions_sample')) {
    const of = spent.get(household) ?? [0, 0];
    spent.set(household, of);
    of[Number(week) <= 26 ? 0 : 1] += Number(value);
  }
  const lines = [...spent].map(([household, [before, after]]) => {
    const got = reached.has(household) ? 1 : 0;
    return layout === 'arm first' ? [got, before, after].join(',') : [household, before, got, after].join(',');
  });
  const head = layout === 'arm first' ? 'got,spend_before,spend_after' : 'household_id,spend_before,got,spend_after';
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'dangol-measure-')), 'joined.csv');
  await writeFile(file, [head, ...lines].join('\n'));
  return file;
}

const run = (file: string, flags: Record<string, string>, outcome: string[], before: string[] = []) =>
  measureFile.run({
    config: readConfig(),
    args: { file },
    flags,
    lists: { outcome, before },
    json: true,
    locale: 'en',
    progress: () => {},
  });

describe.skipIf(!hasData)('a test that was run elsewhere', () => {
  it("equals Hillstrom's published figures, unpooled and by Welch (MT-31, MT-32)", async () => {
    const { json } = await run(await unpack(HILLSTROM), { arm: 'segment', control: 'No E-Mail' }, [
      'visit:binary',
      'conversion:binary',
      'spend:amount',
    ]);
    const { outcomes } = json as {
      outcomes: {
        name: string;
        treated: number;
        control: number;
        difference: number;
        se: number;
        ci: [number, number];
        verdict: string;
      }[];
    };
    const of = (name: string) => outcomes.find((one) => one.name === name);
    expect(of('visit')?.treated).toBeCloseTo(0.182757, 6);
    expect(of('visit')?.control).toBeCloseTo(0.106167, 6);
    expect(of('visit')?.difference).toBeCloseTo(0.07659, 6);
    expect(of('visit')?.se).toBeCloseTo(0.003386, 6);
    expect(of('visit')?.ci[0]).toBeCloseTo(0.069953, 4);
    expect(of('visit')?.ci[1]).toBeCloseTo(0.083226, 4);
    expect(of('conversion')?.difference).toBeCloseTo(0.006805, 6);
    expect(of('spend')?.treated).toBeCloseTo(1.422617, 6);
    expect(of('spend')?.control).toBeCloseTo(0.652789, 6);
    expect(of('spend')?.difference).toBeCloseTo(0.769827, 5);
    expect(of('spend')?.se).toBeCloseTo(0.145247, 5);
    expect(outcomes.every(({ verdict }) => verdict === 'more')).toBe(true);
  });

  it('measures one outcome of it as well, and takes out what was spent before (CUPED, MT-32)', async () => {
    const file = await unpack(HILLSTROM);
    const flags = { arm: 'segment', control: 'No E-Mail' };
    const of = async (before: string[]) => {
      const { json, text } = await run(file, flags, ['spend:amount'], before);
      const { outcomes, assigned } = json as {
        outcomes: { difference: number; se: number; adjusted?: Record<string, number> }[];
        assigned: { by: string; alike: string[] };
      };
      return { ...outcomes[0], assigned, text };
    };
    const plain = await of([]);
    expect(plain.difference).toBeCloseTo(0.769827, 5);
    expect(plain.adjusted).toBeUndefined();
    expect(plain.assigned.by).toBe('shown');
    expect(plain.assigned.alike).toEqual(expect.arrayContaining(['recency', 'history', 'channel']));
    const { difference, se, adjusted, text } = await of(['history']);
    expect([difference, se]).toEqual([plain.difference, plain.se]);
    expect(adjusted).toMatchObject({ before: 'history' });
    expect(adjusted?.['varianceReduction']).toBeGreaterThan(0);
    expect(adjusted?.['se']).toBeLessThan(se ?? 0);
    expect(Math.abs((adjusted?.['difference'] ?? 0) - 0.769827)).toBeLessThan(0.02);
    expect(text).toContain('leaving out how history differed before');
  });

  it.each<[string, Record<string, string>, string]>([
    ['campaigns', { arm: 'campaign_id' }, 'household_id:amount'],
    ['campaigns', { arm: 'campaign_id', control: 'no campaign' }, 'household_id:amount'],
    ['campaigns', { arm: 'campaign_id', control: '1' }, 'household_id:amount'],
    ['campaigns', { arm: 'campaign_id', control: '1', assigned: 'random' }, 'household_id:amount'],
    ['campaigns', { arm: 'household_id', control: '105' }, 'campaign_id:amount'],
    ['coupon_redemptions', { arm: 'campaign_id', control: '26' }, 'coupon_upc:amount'],
    ['coupon_redemptions', { arm: 'campaign_id', control: '26', assigned: 'random' }, 'coupon_upc:amount'],
    ['transactions_sample', { arm: 'coupon_disc', control: '0' }, 'sales_value:amount'],
    ['transactions_sample', { arm: 'coupon_disc', control: '0', assigned: 'random' }, 'sales_value:amount'],
    ['transactions_sample', { arm: 'store_id', control: '309' }, 'sales_value:amount'],
    ['transactions_sample', { arm: 'week', control: '5', person: 'store_id', assigned: 'random' }, 'quantity:amount'],
    ['demographics', { arm: 'kids_count', control: '0' }, 'household_id:amount'],
    ['products', { arm: 'brand', control: 'National' }, 'product_id:amount'],
  ])(
    'refuses the grocery chain’s %s by %o, of which nobody was held out by chance, in words',
    async (name, flags, outcome) => {
      const file = await unpack(path.join(JOURNEY, `${name}.csv.gz`));
      await expect(run(file, flags, [outcome])).rejects.toMatchObject({
        userMessage: {
          ko: expect.stringContaining('비교할 분들이 없어서 효과라고 말할 수 없어요'),
          en: expect.stringContaining('no control, so no effect can be claimed'),
        },
      });
    },
  );

  it('refuses who was chosen by what she spent, however the columns are laid out', async () => {
    const refused = (reason: string) => ({
      userMessage: { en: expect.stringMatching(new RegExp(`no control, so no effect can be claimed.*${reason}`)) },
    });
    const flags = { arm: 'got', control: '0' };
    const stated = { ...flags, assigned: 'random' };
    const outcome = ['spend_after:amount'];
    const told = await joinHouseholds('before first');
    await expect(run(told, flags, outcome)).rejects.toMatchObject(refused('spend_before'));
    await expect(run(told, stated, outcome)).rejects.toMatchObject(refused('spend_before'));
    const untold = await joinHouseholds('arm first');
    await expect(run(untold, flags, outcome)).rejects.toMatchObject(refused('Nothing in the file shows'));
    await expect(run(untold, stated, outcome, ['spend_before'])).rejects.toMatchObject(refused('spend_before'));
  });
});
