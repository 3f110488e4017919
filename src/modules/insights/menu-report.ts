import {
  classifyMenu,
  findHugeOrders,
  findSetApart,
  type HugeOrders,
  listCohorts,
  listItemSales,
  type MenuClass,
  type SetApart,
} from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { minorUnitDigits } from '../../shared/money.ts';
import { addDays, daysBetween } from '../../shared/time.ts';
import { getWorkspace } from '../workspace/index.ts';
import { MENU_DAYS } from './rules/say-menu.ts';

/** One item of `insights menu`; money of one piece in the currency's major unit, margin after VAT and food. */
export interface MenuRow {
  itemId: string;
  name: string;
  category: string;
  units: number;
  share: number;
  price: number;
  cost: number;
  /** False where nobody told a cost, and the shop's usual food-cost rate stands in. */
  costIsKnown: boolean;
  margin: number;
  /** Null in a category of fewer than four items. */
  class: MenuClass | null;
}

/** Korean prices include it; abroad prices are taken as they are. */
const VAT_RATE_KR = 0.1;

/** Where the items of a category are divided: popular from a share of pieces, profitable from a margin (MT-40). */
export interface MenuCuts {
  category: string;
  popularFrom: number;
  meanMargin: number;
}

/**
 * Popularity against margin, within each category (MT-40), over the days from `from` up to and including `until`; by category
 * and units, without a huge order of those days. Fewer than 28 days give no classes. @throws AppError forbidden
 */
export async function reportMenu(db: Db, actor: Actor, span: { from: string; until: string }): Promise<MenuRow[]> {
  return (await measureMenu(db, actor, span)).rows;
}

/** `reportMenu` with the cuts of each category that has classes, and the huge orders left out. @throws AppError forbidden */
export async function measureMenu(
  db: Db,
  actor: Actor,
  { from, until }: { from: string; until: string },
): Promise<{ rows: MenuRow[]; cuts: MenuCuts[]; huge: HugeOrders | undefined }> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const { currency, country, foodCostRate } = await getWorkspace(db, workspaceId);
  const huge = await findHugeOrders(db, { workspaceId, from, until });
  const sales = await listItemSales(db, { workspaceId, from, until, leaveOut: huge?.orderIds ?? [] });
  const unit = 10 ** minorUnitDigits(currency);
  const vatRate = country === 'KR' ? VAT_RATE_KR : 0;
  const isLongEnough = daysBetween(from, addDays(until, 1)) >= MENU_DAYS;
  const cuts: MenuCuts[] = [];
  const rows = [...Map.groupBy(sales, (item) => item.category)].flatMap(([category, items]) => {
    const measured = items.map((item) => {
      const unitPrice = item.amountMinor / item.units / unit;
      const known = item.unitCostMinor === null ? null : item.unitCostMinor / unit;
      return {
        ...item,
        unitPrice,
        unitCost: known ?? (unitPrice / (1 + vatRate)) * foodCostRate,
        costIsKnown: known !== null,
      };
    });
    const verdict = isLongEnough ? classifyMenu(measured, { vatRate }) : undefined;
    if (verdict) cuts.push({ category, popularFrom: verdict.popularFrom, meanMargin: verdict.meanMargin });
    const total = measured.reduce((sum, { units }) => sum + units, 0);
    return measured.map((item, at) => ({
      itemId: item.itemId,
      name: item.name,
      category: item.category,
      units: item.units,
      share: verdict?.items[at]?.share ?? item.units / total,
      price: item.unitPrice,
      cost: item.unitCost,
      costIsKnown: item.costIsKnown,
      margin: verdict?.items[at]?.margin ?? item.unitPrice / (1 + vatRate) - item.unitCost,
      class: verdict?.items[at]?.class ?? null,
    }));
  });
  return { rows, cuts, huge };
}

/** How many items of a menu are of each class, and the pieces sold of all, those without a class too; no items → {} and 0. */
export function countMenu(rows: readonly Pick<MenuRow, 'class' | 'units'>[]): {
  classes: Record<string, number>;
  n: number;
} {
  const classes: Record<string, number> = {};
  for (const row of rows) if (row.class) classes[row.class] = (classes[row.class] ?? 0) + 1;
  return { classes, n: rows.reduce((sum, { units }) => sum + units, 0) };
}

/** One month of first purchases; `people[k]` bought in the k-th month after, the first month included. */
export interface CohortRow {
  cohort: string;
  people: number[];
}

/** The cohorts, and the orders of a wrong clock that none of them counts. */
export interface CohortReport {
  cohorts: CohortRow[];
  setApart: SetApart | undefined;
}

/**
 * Who came back how many months after the first purchase (MT-19), by month of the first. The last figure of each row
 * counts a month that may not be over. Worked: Online Retail's first cohort → 885 324 286 340 321 352 321 309 313 350 331 445 235.
 * @throws AppError forbidden
 */
export async function reportCohorts(db: Db, actor: Actor, { until }: { until: string }): Promise<CohortReport> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const [rows, setApart] = await Promise.all([listCohorts(db, { workspaceId, until }), findSetApart(db, workspaceId)]);
  const cohorts = [...Map.groupBy(rows, ({ cohort }) => cohort)].map(([cohort, months]) => {
    const people = new Array<number>(Math.max(...months.map(({ monthsSince }) => monthsSince)) + 1).fill(0);
    for (const { monthsSince, people: count } of months) people[monthsSince] = count;
    return { cohort, people };
  });
  return { cohorts, setApart };
}
