import { describe, expect, it } from 'vitest';
import { listFaults, listFirstSteps, listMissingSender, reportDay } from './rules.ts';

const figure = {
  orders: 10,
  knownOrders: 6,
  netMinor: 200_000,
  newPeople: 1,
  weekdays: 4,
  meanOrders: 12,
  meanNetMinor: 250_000,
  leftOut: ['2026-11-13'],
  lastSaleOn: '2026-11-20',
};
const play = {
  playId: 'p',
  name: '돌아와요',
  launchedOn: '2026-11-01',
  plannedEndOn: '2026-11-15',
  treated: 80,
  holdout: 20,
  treatedBuyers: 9,
  holdoutBuyers: 1,
  redeemed: 5,
  unconfirmed: 0,
  daySeed: null,
  isSet: null,
};
const nothing = { plays: [], batches: [], missingSender: [], isPreparing: false };

describe('reportDay', () => {
  it('compares with the weekday only when four of them are known (MT-02)', () => {
    expect(reportDay('2026-11-20', figure).usual).toEqual({
      n: 4,
      orders: 12,
      netMinor: 250_000,
      leftOut: ['2026-11-13'],
    });
    expect(reportDay('2026-11-20', { ...figure, weekdays: 3 }).usual).toBeNull();
  });
});

describe('listFaults', () => {
  it('names nothing when all went through', () => {
    expect(listFaults(nothing)).toEqual([]);
  });
  it('tells of a failed import before everything else', () => {
    const batches = [
      { batchId: 'b', fileName: 'a.csv', state: 'failed', rejected: 0 },
      { batchId: 'c', fileName: 'b.csv', state: 'done', rejected: 3 },
      { batchId: 'd', fileName: 'c.csv', state: 'done', rejected: 0 },
    ];
    const kinds = listFaults({ ...nothing, batches, plays: [{ ...play, unconfirmed: 2 }] }).map(({ kind }) => kind);
    expect(kinds).toEqual(['import_failed', 'rows_rejected', 'message_unconfirmed']);
  });
  it('asks for the sender only while something is being prepared that needs one', () => {
    const missingSender = listMissingSender({
      senderName: '가게',
      senderEmail: 'a@b.kr',
      senderPhone: ' ',
      senderAddress: '',
    });
    expect(missingSender).toEqual(['phone', 'address']);
    expect(listFaults({ ...nothing, missingSender })).toEqual([]);
    expect(listFaults({ ...nothing, missingSender, isPreparing: true })).toEqual([
      { kind: 'sender_missing', missing: missingSender },
    ]);
  });
});

describe('listFirstSteps', () => {
  it('leads a new shop from its sales to its first play, and is gone after it', () => {
    expect(
      listFirstSteps({ hasSales: false, isDemo: false, plays: 0, launchedPlays: 0 })?.map((step) => step.done),
    ).toEqual([false, false, false]);
    expect(
      listFirstSteps({ hasSales: true, isDemo: false, plays: 0, launchedPlays: 0 })?.map((step) => step.done),
    ).toEqual([true, false, false]);
    expect(
      listFirstSteps({ hasSales: true, isDemo: false, plays: 1, launchedPlays: 0 })?.map((step) => step.done),
    ).toEqual([true, true, false]);
    expect(listFirstSteps({ hasSales: true, isDemo: false, plays: 1, launchedPlays: 1 })).toBeNull();
    expect(
      listFirstSteps({ hasSales: true, isDemo: true, plays: 0, launchedPlays: 0 })?.map(({ step }) => step),
    ).toEqual(['resting', 'play']);
  });
});
