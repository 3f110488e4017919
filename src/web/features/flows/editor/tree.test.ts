import { describe, expect, it } from 'vitest';
import { listSteps, type Step } from '../../../../modules/flows/contract.ts';
import { layFlow } from './layout.ts';
import { findPlace, insertStep, moveStep, newStep, placeInList, removeStep, replaceStep } from './tree.ts';

const wait = (id: string): Step => ({ id, kind: 'wait', amount: 1, unit: 'days' });
const STEPS: Step[] = [
  wait('first'),
  { id: 'fork', kind: 'branch', rule: { all: [] }, yes: [wait('inner'), { id: 'stop', kind: 'end' }], no: [] },
  wait('last'),
];
const ids = (steps: readonly Step[]) => listSteps(steps).map(({ step }) => step.id);

describe('editing the steps of a flow', () => {
  it('finds, inserts, moves, replaces and removes a step wherever it stands', () => {
    expect(findPlace(STEPS, 'stop')).toEqual({ branchId: 'fork', side: 'yes', at: 1 });
    expect(findPlace(STEPS, 'none')).toBeUndefined();
    const wider = insertStep(STEPS, { branchId: 'fork', side: 'no', at: 0 }, wait('other'));
    expect(ids(wider)).toEqual(['first', 'fork', 'inner', 'stop', 'other', 'last']);
    expect(ids(moveStep(wider, 'inner', 1))).toEqual(['first', 'fork', 'stop', 'inner', 'other', 'last']);
    expect(ids(moveStep(wider, 'inner', -1))).toEqual(ids(wider));
    expect(ids(moveStep(wider, 'last', -1))).toEqual(['first', 'last', 'fork', 'inner', 'stop', 'other']);
    expect(ids(removeStep(wider, 'fork'))).toEqual(['first', 'last']);
    expect(listSteps(replaceStep(wider, { ...wait('other'), id: 'other', kind: 'end' })).at(4)?.step.kind).toBe('end');
    expect(placeInList(wider, 'stop')).toEqual({ at: 1, of: 2 });
  });

  it('gives a new step an id that none has', () => {
    const once = insertStep(
      STEPS,
      { branchId: null, side: 'yes', at: 0 },
      newStep('wait', { steps: STEPS, locale: 'ko' }),
    );
    expect(newStep('wait', { steps: once, locale: 'ko' }).id).toBe('wait_2');
  });
});

describe('the drawn flow', () => {
  it('stands every step below the one before it, sides of a branch beside each other, and joins them again', () => {
    const { nodes, edges } = layFlow(STEPS);
    const at = new Map(nodes.map((node) => [node.id, node]));
    const y = (id: string) => at.get(id)?.y ?? Number.NaN;
    const x = (id: string) => at.get(id)?.x ?? Number.NaN;
    expect(y('trigger')).toBeLessThan(y('first'));
    expect(y('first')).toBeLessThan(y('fork'));
    expect(y('fork')).toBeLessThan(y('inner'));
    expect(y('inner')).toBeLessThan(y('last'));
    expect(x('inner')).toBeLessThan(x('fork'));
    // Nobody goes on from an end; whoever the branch says no to goes straight on.
    expect(edges.map(({ from, to, side }) => `${from}>${to}${side ? ` ${side}` : ''}`)).toEqual([
      'trigger>first',
      'first>fork',
      'fork>inner yes',
      'inner>stop',
      'fork>last no',
      'last>finish',
    ]);
    expect(edges.find(({ to }) => to === 'finish')?.place).toEqual({ branchId: null, side: 'yes', at: 3 });
    expect(edges.find(({ from, side }) => from === 'fork' && side === 'no')?.place).toEqual({
      branchId: 'fork',
      side: 'no',
      at: 0,
    });
    expect(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(nodes.length);
  });
});
