import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignArm, decideHoldoutRate } from './assignment.ts';

const PEOPLE = Array.from({ length: 20_000 }, (_, index) => `customer-${index}`);

function heldOut(playId: string, playSeed: string, holdoutRate: number): Set<string> {
  return new Set(PEOPLE.filter((customerId) => assignArm({ playId, playSeed, customerId, holdoutRate }) === 'holdout'));
}

/** Five standard deviations of a binomial count: a fair draw leaves it once in two million times. */
function fiveSigma(n: number, rate: number): number {
  return 5 * Math.sqrt(n * rate * (1 - rate));
}

describe('the share left alone (MT-30)', () => {
  it.each([
    [0, 0.2],
    [1, 0.2],
    [999, 0.2],
    [1_000, 0.1],
    [50_000, 0.1],
  ])('is, for an audience of %d, %d', (audience, rate) => {
    expect(decideHoldoutRate(audience)).toBe(rate);
  });

  it('is what the play says when it says something, nobody included', () => {
    expect(decideHoldoutRate(200, 0.05)).toBe(0.05);
    expect(decideHoldoutRate(200, 0)).toBe(0);
    expect(decideHoldoutRate(200, 0.5)).toBe(0.5);
  });

  it('is refused outside nobody to one half', () => {
    for (const rate of [-0.01, 0.51, Number.NaN]) expect(() => decideHoldoutRate(5_000, rate)).toThrow(/hold-out rate/);
  });
});

describe('the arm of a person (MT-30)', () => {
  it('never changes for the same person, play and seed', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), fc.uuid(), fc.double({ min: 0, max: 1, noNaN: true }), (p, s, c, rate) => {
        const input = { playId: p, playSeed: s, customerId: c, holdoutRate: rate };
        expect(assignArm(input)).toBe(assignArm({ ...input }));
      }),
    );
  });

  it('is written down here, so that a change of the hash cannot pass unseen', () => {
    const arms = Array.from({ length: 12 }, (_, index) =>
      assignArm({ playId: 'play', playSeed: 'seed', customerId: String(index), holdoutRate: 0.5 }) === 'holdout'
        ? 'h'
        : 't',
    ).join('');
    expect(arms).toMatchInlineSnapshot(`"htttthttthhh"`);
  });

  it.each([0.05, 0.1, 0.2, 0.5])('holds out the share %d of people, for any play', (rate) => {
    for (const seed of ['a', 'b', 'c', 'd']) {
      const count = heldOut('play', seed, rate).size;
      expect(Math.abs(count - PEOPLE.length * rate)).toBeLessThan(fiveSigma(PEOPLE.length, rate));
    }
  });

  it('is spread evenly over the whole range, not only around the usual rates', () => {
    let chiSquare = 0;
    const expected = PEOPLE.length / 20;
    let below = 0;
    for (let bin = 1; bin <= 20; bin += 1) {
      const upTo = heldOut('play', 'seed', bin / 20).size;
      chiSquare += (upTo - below - expected) ** 2 / expected;
      below = upTo;
    }
    // 99.99 % point of χ² with 19 degrees of freedom.
    expect(chiSquare).toBeLessThan(50.8);
    expect(below).toBe(PEOPLE.length);
  });

  it('of one seed says nothing about the arm of another seed, nor of another play', () => {
    const first = heldOut('play', 'one', 0.3);
    for (const second of [heldOut('play', 'two', 0.3), heldOut('other', 'one', 0.3)]) {
      const both = [...first].filter((customerId) => second.has(customerId)).length;
      expect(Math.abs(both - PEOPLE.length * 0.09)).toBeLessThan(fiveSigma(PEOPLE.length, 0.09));
    }
  });

  it('stays hold-out when the rate is raised', () => {
    const few = heldOut('play', 'seed', 0.1);
    const more = heldOut('play', 'seed', 0.2);
    expect([...few].every((customerId) => more.has(customerId))).toBe(true);
  });

  it('is treatment for everybody at rate 0 and hold-out for everybody at rate 1', () => {
    expect(heldOut('play', 'seed', 0).size).toBe(0);
    expect(heldOut('play', 'seed', 1).size).toBe(PEOPLE.length);
  });

  it('keeps play, seed and person apart when their letters run together', () => {
    const arms = (playId: string, playSeed: string, prefix: string) =>
      PEOPLE.slice(0, 64).map((id) => assignArm({ playId, playSeed, customerId: prefix + id, holdoutRate: 0.5 }));
    expect(arms('ab', 'c', 'd')).not.toEqual(arms('a', 'bc', 'd'));
    expect(arms('a', 'b', 'cd')).not.toEqual(arms('a', 'bc', 'd'));
  });
});
