import { describe, expect, it } from 'vitest';
import { summariseArms } from './arms.ts';

describe('two arms in four numbers each', () => {
  it('are counted by hand for a small play', () => {
    const { treated, holdout, thresholdMinor } = summariseArms({
      treated: [
        { converted: true, spendMinor: 10_000 },
        { converted: true, spendMinor: 20_000 },
        { converted: false, spendMinor: 0 },
      ],
      holdout: [
        { converted: false, spendMinor: 0 },
        { converted: true, spendMinor: 8_000 },
      ],
    });
    expect(treated).toMatchObject({ n: 3, conversions: 2, mean: 10_000 });
    expect(treated.sd).toBeCloseTo(10_000, 9);
    expect(holdout).toMatchObject({ n: 2, conversions: 1, mean: 4_000 });
    expect(thresholdMinor).toBe(20_000);
  });

  it('are winsorised at one threshold, taken from both together (MT-32)', () => {
    const spend = (spendMinor: number) => ({ converted: true, spendMinor });
    const treated = Array.from({ length: 150 }, () => spend(1_000));
    const holdout = [spend(900_000), ...Array.from({ length: 49 }, () => spend(1_000)), spend(500_000)];
    const result = summariseArms({ treated, holdout });
    expect(result.thresholdMinor).toBe(1_000);
    expect(result.holdout.mean).toBe(1_000);
    expect(result.treated.mean).toBe(1_000);
  });

  it('keep their spend when fewer than one in a hundred bought (MT-32)', () => {
    const people = (n: number, buyers: number) =>
      Array.from({ length: n }, (_, at) => ({ converted: at < buyers, spendMinor: at < buyers ? 10_000 + at : 0 }));
    const { treated, holdout, thresholdMinor } = summariseArms({
      treated: people(1_000, 8),
      holdout: people(1_000, 6),
    });
    expect(thresholdMinor).toBe(10_006);
    expect(treated.mean).toBeGreaterThan(holdout.mean);
    expect(holdout.mean).toBeGreaterThan(0);
    expect(holdout.sd).toBeGreaterThan(0);
  });

  it('may be empty', () => {
    expect(summariseArms({ treated: [], holdout: [] })).toEqual({
      treated: { n: 0, conversions: 0, mean: 0, sd: 0 },
      holdout: { n: 0, conversions: 0, mean: 0, sd: 0 },
      thresholdMinor: undefined,
    });
  });
});
