import { describe, expect, it } from 'vitest';
import { listDecisions, listFirstSteps, listMissingSender, reportDay } from './rules.ts';

const figure = {
  orders: 10,
  knownOrders: 6,
  netMinor: 200_000,
  newPeople: 1,
  weekdays: 4,
  meanOrders: 12,
  meanNetMinor: 250_000,
  lastSaleOn: '2026-11-20',
};
const play = {
  playId: 'p',
  name: '돌아와요',
  channel: 'email' as const,
  launchedOn: '2026-11-01',
  plannedEndOn: '2026-11-15',
  treated: 80,
  holdout: 20,
  treatedBuyers: 9,
  holdoutBuyers: 1,
  redeemed: 5,
  unconfirmed: 0,
};
const nothing = { today: '2026-11-14', plays: [], batches: [], lateSources: [], missingSender: [], isPreparing: false };

describe('reportDay', () => {
  it('compares with the weekday only when four of them are known (MT-02)', () => {
    expect(reportDay('2026-11-20', figure).usual).toEqual({ n: 4, orders: 12, netMinor: 250_000 });
    expect(reportDay('2026-11-20', { ...figure, weekdays: 3 }).usual).toBeNull();
  });
});

describe('listDecisions', () => {
  it('asks for nothing when nothing waits', () => {
    expect(listDecisions(nothing)).toEqual([]);
  });
  it('asks about a play when its last planned day is over, and not before (MT-39)', () => {
    expect(listDecisions({ ...nothing, plays: [play] })).toEqual([]);
    expect(listDecisions({ ...nothing, today: '2026-11-15', plays: [play] })).toEqual([]);
    expect(listDecisions({ ...nothing, today: '2026-11-16', plays: [play] })).toEqual([
      { kind: 'play_due', playId: 'p', name: '돌아와요', plannedEndOn: '2026-11-15' },
    ]);
  });
  it('tells of a failed import before everything else', () => {
    const batches = [
      { batchId: 'b', fileName: 'a.csv', state: 'failed', rejected: 0 },
      { batchId: 'c', fileName: 'b.csv', state: 'done', rejected: 3 },
      { batchId: 'd', fileName: 'c.csv', state: 'done', rejected: 0 },
    ];
    const kinds = listDecisions({ ...nothing, batches, plays: [{ ...play, unconfirmed: 2 }] }).map(({ kind }) => kind);
    expect(kinds).toEqual(['import_failed', 'rows_rejected', 'message_unconfirmed']);
  });
  it('tells of a source that is late by its own rhythm', () => {
    const lateSources = [{ source: 'shopify', label: '몰', state: 'silent', lastOn: '2026-11-09' }];
    expect(listDecisions({ ...nothing, lateSources })).toEqual([
      { kind: 'source_late', source: 'shopify', label: '몰', isSilent: true, lastOn: '2026-11-09' },
    ]);
  });
  it('asks for the sender only while something is being prepared that needs one', () => {
    const missingSender = listMissingSender({
      senderName: '가게',
      senderEmail: 'a@b.kr',
      senderPhone: ' ',
      senderAddress: '',
    });
    expect(missingSender).toEqual(['phone', 'address']);
    expect(listDecisions({ ...nothing, missingSender })).toEqual([]);
    expect(listDecisions({ ...nothing, missingSender, isPreparing: true })).toEqual([
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
