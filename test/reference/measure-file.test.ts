import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { measureFile } from '../../src/cli/commands/measure.ts';
import { readConfig } from '../../src/platform/config.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data');
const HILLSTROM = path.join(DATA, 'hillstrom/hillstrom_mens_vs_control.csv.gz');
const JOURNEY = path.join(DATA, 'completejourney/campaigns.csv.gz');
const hasData = existsSync(HILLSTROM) && existsSync(JOURNEY);
if (!hasData) console.info('skipped: the data sets hillstrom and completejourney are not beside the project');

async function unpack(file: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dangol-measure-'));
  const target = path.join(folder, path.basename(file, '.gz'));
  await pipeline(createReadStream(file), createGunzip(), createWriteStream(target));
  return target;
}

const run = (file: string, flags: Record<string, string>, outcome: string[]) =>
  measureFile.run({
    config: readConfig(),
    args: { file },
    flags,
    lists: { outcome },
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

  it('refuses the grocery chain’s campaigns, of which nobody was held out, in words', async () => {
    const file = await unpack(JOURNEY);
    for (const control of [undefined, 'no campaign']) {
      const flags = { arm: 'campaign_id', ...(control === undefined ? {} : { control }) };
      await expect(run(file, flags, ['household_id:amount'])).rejects.toMatchObject({
        userMessage: {
          ko: expect.stringContaining('비교할 분들이 없어서 효과라고 말할 수 없어요'),
          en: expect.stringContaining('no control, so no effect can be claimed'),
        },
      });
    }
  });
});
