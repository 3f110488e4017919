import type { z } from 'zod';
import {
  findHugeOrders,
  listHourValues,
  listNoShows,
  listPointPatterns,
  listRefundsByStaff,
  listRepeatedNoShows,
  listRiskShares,
  poissonAtLeast,
  TREND_WEEKS,
} from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { many } from '../../shared/english.ts';
import { addDays, businessDayOf, weekdayOf } from '../../shared/time.ts';
import { getWorkspace } from '../workspace/index.ts';
import type { getHours, getMenu, getRisks } from './contract/pages.ts';
import { sayMenuChanges } from './menu-changes.ts';
import { countMenu, measureMenu } from './menu-report.ts';
import { findNewItems } from './new-items.ts';
import { sayHugeOrder, sayHugeSales } from './rules/say-doubts.ts';
import {
  MENU_ACTIONS,
  REPEATED_NO_SHOW,
  sayConcentration,
  sayMenu,
  sayNoRisk,
  sayNoShows,
  sayPoints,
  sayRefunds,
  sayRepeatedNoShow,
} from './rules/say-menu.ts';
import { type Saying, sayIn } from './rules/saying.ts';
import { listDecisionRows } from './store.ts';

const MENU_DAYS = 28;
const HEAT_WEEKS = 12;
const RISK_DAYS = 90;
/** A share of sales above which one order, one person or ten people are worth a sentence. */
const CONCENTRATION = { order: 0.1, person: 0.1, ten: 0.4 } as const;
/** Refunds as many as chance gives once in a thousand. */
const REFUND_CHANCE = 0.001;
const MIN_REFUNDS = 5;
const POINTS = { perDay: 2, onDays: 3 } as const;

/** Menu: classes with what may be done, alarms on trends, prices and names, and open decisions (MT-40). @throws AppError forbidden */
export async function getMenuPage(db: Db, actor: Actor, now: Date): Promise<z.output<typeof getMenu.output>> {
  actor.require('insights:read');
  const { workspaceId, locale } = actor;
  const workspace = await getWorkspace(db, workspaceId);
  const until = addDays(businessDayOf(now, workspace), -1);
  const [{ rows, cuts, huge }, { items, changes, said: told }, begun, decisions] = await Promise.all([
    measureMenu(db, actor, { from: addDays(until, 1 - MENU_DAYS), until }),
    sayMenuChanges(db, { workspaceId, until, currency: workspace.currency }),
    findNewItems(db, actor, { until, windowDays: TREND_WEEKS * 7 }),
    listDecisionRows(db, workspaceId, 'open'),
  ]);
  const said = changes.map(({ alarm, saying }) => ({ ...alarm, sentence: sayIn(locale, saying) }));
  const taken = new Set(decisions.filter(({ kind }) => kind === 'menu_item').map(({ subject }) => subject));
  // An old dish under a new name is no new dish.
  const heirs = new Set(said.map(({ renamedTo }) => renamedTo));
  const newItems = begun.filter(({ itemId }) => !heirs.has(itemId));
  return {
    sentences: [
      sayIn(locale, sayMenu({ ...countMenu(rows), days: MENU_DAYS })),
      ...(huge ? [sayIn(locale, sayHugeOrder(huge))] : []),
      ...told.map(({ saying }) => sayIn(locale, saying)),
      ...newItems.slice(0, 1).map(({ sentence }) => sentence),
    ],
    from: addDays(until, 1 - MENU_DAYS),
    until,
    items: rows.map((row) => ({
      ...row,
      weeks: [...(items.find(({ itemId }) => itemId === row.itemId)?.units ?? [])],
      actions: row.class ? [...MENU_ACTIONS[row.class]] : [],
      hasOpenDecision: taken.has(row.itemId),
    })),
    cuts,
    alarms: said,
    newItems,
    metrics: ['menuClass', 'menuTrend', 'newItem'],
  };
}

/** Orders and sales of a mean hour, by weekday: only days the shop was open count. @throws AppError forbidden */
export async function getHoursPage(db: Db, actor: Actor, now: Date): Promise<z.output<typeof getHours.output>> {
  actor.require('insights:read');
  const { workspaceId, locale } = actor;
  const workspace = await getWorkspace(db, workspaceId);
  const until = addDays(businessDayOf(now, workspace), -1);
  const from = addDays(until, 1 - HEAT_WEEKS * 7);
  const [rows, huge] = await Promise.all([
    listHourValues(db, { workspaceId, from, until, timeZone: workspace.timeZone }),
    findHugeOrders(db, { workspaceId, from, until }),
  ]);
  const openDays = new Map<number, Set<string>>();
  for (const { day } of rows) {
    const weekday = weekdayOf(day) || 7;
    openDays.set(weekday, (openDays.get(weekday) ?? new Set()).add(day));
  }
  const cells = [...Map.groupBy(rows, ({ day, hour }) => `${weekdayOf(day) || 7} ${hour}`)].map(([key, own]) => {
    const [weekday = 0, hour = 0] = key.split(' ').map(Number);
    const n = openDays.get(weekday)?.size ?? 1;
    const mean = (pick: (row: (typeof own)[number]) => number) => own.reduce((sum, row) => sum + pick(row), 0) / n;
    return {
      weekday,
      hour,
      n,
      orders: mean(({ orders }) => orders),
      salesMinor: Math.round(mean(({ sales }) => sales)),
      covers: mean(({ covers }) => covers),
    };
  });
  cells.sort((a, b) => a.weekday - b.weekday || a.hour - b.hour);
  const days = new Set(rows.map(({ day }) => day)).size;
  const busiest = cells.reduce<(typeof cells)[number] | undefined>(
    (most, cell) => (cell.orders > (most?.orders ?? 0) ? cell : most),
    undefined,
  );
  return {
    sentences: [sayHours(busiest, days), huge ? sayHugeSales(huge) : []].flat().map((saying) => sayIn(locale, saying)),
    from,
    until,
    openDays: days,
    cells,
    metrics: ['hourlyMean', 'netSales', 'covers'],
  };
}

const WEEKDAYS = {
  ko: ['', '월요일', '화요일', '수요일', '목요일', '금요일', '토요일', '일요일'],
  en: ['', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'],
} as const;
/** Each weekday twice. */
const MIN_HEAT_DAYS = 14;

function sayHours(
  busiest: { weekday: number; hour: number; orders: number; n: number } | undefined,
  days: number,
): Saying {
  if (!busiest || days < MIN_HEAT_DAYS) {
    return {
      key: 'hours_too_few',
      params: { n: days },
      ko: `문을 연 날이 ${days}일이라 바쁜 때는 아직 모릅니다.`,
      en: `${days} open days are too few to tell the busy hours.`,
    };
  }
  const { weekday, hour, orders, n } = busiest;
  return {
    key: 'hours',
    params: { weekday, hour, orders, n },
    ko: `${WEEKDAYS.ko[weekday]} ${hour}시가 가장 바빠요: 한 시간에 ${orders.toFixed(1)}건 (${n}일 평균)`,
    en: `Busiest on ${WEEKDAYS.en[weekday]} at ${hour}:00: ${orders.toFixed(1)} orders an hour (mean of ${many(n, 'day')})`,
  };
}

/** What is worth a second look, as suggestions to a person: nothing is refused by it (PV-80). @throws AppError forbidden */
export async function getRisksPage(db: Db, actor: Actor, now: Date): Promise<z.output<typeof getRisks.output>> {
  actor.require('insights:read');
  const { workspaceId, locale } = actor;
  const today = businessDayOf(now, await getWorkspace(db, workspaceId));
  const window = { workspaceId, today, days: RISK_DAYS };
  const [[share], staff, points, [booked], repeated] = await Promise.all([
    listRiskShares(db, window),
    listRefundsByStaff(db, window),
    listPointPatterns(db, { ...window, ...POINTS }),
    listNoShows(db, window),
    listRepeatedNoShows(db, { ...window, ...REPEATED_NO_SHOW }),
  ]);
  const found: { kind: 'concentration' | 'refunds' | 'points' | 'no_show'; subject: string | null; saying: Saying }[] =
    [];
  const net = share?.netMinor ?? 0;
  if (share && net > 0) {
    const parts = [
      { kind: 'order' as const, subject: share.largestOrderId, amount: share.largestOrderMinor },
      { kind: 'person' as const, subject: share.topCustomerId, amount: share.topCustomerMinor },
      { kind: 'ten' as const, subject: null, amount: share.topTenMinor },
    ];
    for (const { kind, subject, amount } of parts) {
      if (amount / net < CONCENTRATION[kind]) continue;
      found.push({
        kind: 'concentration',
        subject,
        saying: sayConcentration(kind, { share: amount / net, n: share.orders }),
      });
    }
  }
  const [orders, refunds] = [
    staff.reduce((sum, row) => sum + row.orders, 0),
    staff.reduce((sum, row) => sum + row.refunds, 0),
  ];
  for (const row of staff) {
    const others = { orders: orders - row.orders, refunds: refunds - row.refunds };
    if (row.staff === '' || row.refunds < MIN_REFUNDS || others.orders === 0) continue;
    // Against the others: whoever gives most of the refunds would else be measured by herself.
    const usual = (row.orders * Math.max(1, others.refunds)) / others.orders;
    if (poissonAtLeast(row.refunds, usual) > REFUND_CHANCE / staff.length) continue;
    found.push({ kind: 'refunds', subject: null, saying: sayRefunds({ ...row, usual }) });
  }
  for (const { customerId, days, most } of points)
    found.push({ kind: 'points', subject: customerId, saying: sayPoints({ days, most }) });
  if (booked && booked.noShows > 0) found.push({ kind: 'no_show', subject: null, saying: sayNoShows(booked) });
  for (const person of repeated)
    found.push({ kind: 'no_show', subject: person.customerId, saying: sayRepeatedNoShow(person) });
  const n = share?.orders ?? 0;
  /** Of people more are found than are listed. */
  const unlisted: Partial<Record<(typeof found)[number]['kind'], number>> = {
    points: (points[0]?.found ?? 0) - points.length,
    no_show: (repeated[0]?.found ?? 0) - repeated.length,
  };
  const risks = found.map(({ kind, subject, saying }) => ({ kind, subject, sentence: sayIn(locale, saying) }));
  return {
    sentences: risks.length === 0 ? [sayIn(locale, sayNoRisk(n))] : risks.slice(0, 3).map(({ sentence }) => sentence),
    windowDays: RISK_DAYS,
    n,
    looked: [
      { kind: 'concentration' as const, n },
      { kind: 'refunds' as const, n: staff.reduce((sum, row) => sum + (row.staff === '' ? 0 : row.orders), 0) },
      { kind: 'points' as const, n: share?.customers ?? 0 },
      { kind: 'no_show' as const, n: booked?.parties ?? 0 },
    ].map((one) => ({
      ...one,
      found: risks.filter(({ kind }) => kind === one.kind).length + (unlisted[one.kind] ?? 0),
    })),
    risks,
    metrics: ['concentration', 'refundPattern', 'pointPattern', 'noShow'],
  };
}
