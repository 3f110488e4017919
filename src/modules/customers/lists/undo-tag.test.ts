import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Spell, withoutAct } from './undo-tag.ts';

describe('taking an act on tags back', () => {
  it('leaves what would be there without it, also out of order', () => {
    const spells: Spell[] = [
      ['1', '2'],
      ['3', null],
    ];
    expect(withoutAct(spells, '1')).toEqual([['3', null]]);
    expect(withoutAct(spells, '2')).toEqual([
      ['1', null],
      ['3', null],
    ]);
    expect(withoutAct(spells, '3')).toEqual([['1', '2']]);
    expect(withoutAct([['1', null]], '1')).toBeUndefined();
  });

  it('keeps an act that took off what is taken back, for what comes back before it', () => {
    const spells: Spell[] = [
      ['1', '2'],
      ['3', '4'],
    ];
    const withoutThree = withoutAct(spells, '3') ?? [];
    expect(withoutThree).toEqual([
      ['1', '2'],
      ['4', '4'],
    ]);
    expect(withoutAct(withoutThree, '2')).toEqual([['1', '4']]);
    expect(withoutAct(withoutThree, '4')).toEqual([['1', '2']]);
    expect(withoutAct(withoutThree, '1')).toBeUndefined();
  });

  it('ends with what the acts left over would have done alone, in whatever order others are taken back', () => {
    const acts = fc.array(fc.constantFrom('add', 'remove'), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        acts.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list.map((_, at) => at)))),
        ([list, undone]) => {
          let spells: Spell[] = [];
          const isOn = () => spells.length > 0 && spells.at(-1)?.[1] === null;
          for (const [at, act] of list.entries()) {
            if (act === 'add' && !isOn()) spells.push([String(at), null]);
            if (act === 'remove' && isOn()) spells[spells.length - 1] = [spells.at(-1)?.[0] ?? null, String(at)];
          }
          const didSomething = new Set(spells.flat());
          for (const at of undone) spells = withoutAct(spells, String(at)) ?? [];
          // Acts that found nothing to do when they were done do nothing later either.
          const left = list.flatMap((act, at) => (undone.includes(at) || !didSomething.has(String(at)) ? [] : [act]));
          expect(isOn()).toBe(left.at(-1) === 'add');
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
