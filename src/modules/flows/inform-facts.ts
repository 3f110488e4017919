import { findEndingPoints, findHappenings, findOrdersTold } from '../../mart/index.ts';
import type { Db } from '../../platform/db.ts';
import { isId } from '../../shared/ids.ts';
import { formatMoney } from '../../shared/money.ts';
import { addDays, formatDay, formatInstant } from '../../shared/time.ts';
import type { Trigger } from './contract/document.ts';
import type { FlowMoment } from './enter.ts';
import { kindOfEntry } from './rules.ts';

/** What somebody is told of: values by the name that stands in a text. */
export type InformFacts = Readonly<Record<string, string>>;

/** Names people use, and the fields under which sources tell the same. */
const TOLD_AS: Readonly<Record<string, readonly string[]>> = {
  일시: ['reservedFor', 'reservedAt', 'reserved_at'],
  인원: ['partySize', 'people', 'party_size'],
  주문번호: ['orderNo', 'order_no'],
  번호: ['number', 'waitingNo'],
  품목: ['item', 'itemName'],
  단계: ['stage', 'step'],
  담당: ['staff', 'staffName'],
  시각: ['eta', 'readyAt'],
};
/** Three stamps are no three points: each has a name of its own. */
const NAME_OF_UNIT = { points: '포인트', stamps: '스탬프' } as const;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/**
 * What each person is told of, by run: the happening, the order or the points that let her in, in words. Somebody of whom
 * there is nothing to tell (the order was taken back, her points were spent) is absent. Null: her points do end, but all of
 * them were given to her, and of those no information may speak (AD-03, AD-41).
 */
export async function findInformFacts(
  db: Db,
  moment: FlowMoment,
  input: { trigger: Trigger; runs: readonly { runId: string; customerId: string; entryKey: string }[] },
): Promise<ReadonlyMap<string, InformFacts | null>> {
  const { workspaceId, workspace, today } = moment;
  const { trigger, runs } = input;
  const behind = (entryKey: string) => entryKey.slice(entryKey.indexOf(':') + 1);
  // An order that was gone when days gave way to orders has left the day in the key.
  const idsBehind = runs.map(({ entryKey }) => behind(entryKey)).filter(isId);
  const facts = new Map<string, InformFacts | null>();
  if (trigger.kind === 'happened') {
    const happenings = await findHappenings(db, workspaceId, idsBehind);
    for (const { runId, entryKey } of runs) {
      const one = happenings.get(behind(entryKey));
      if (one) facts.set(runId, sayHappening(one, workspace.timeZone));
    }
  }
  if (trigger.kind === 'ordered') {
    const orders = await findOrdersTold(db, workspaceId, idsBehind);
    for (const { runId, customerId, entryKey } of runs) {
      const order = orders.get(behind(entryKey));
      // It may have turned out to be somebody else's.
      if (order?.customerId !== customerId) continue;
      facts.set(runId, {
        주문번호: order.orderNo,
        // Templates write the unit themselves: `#{금액}원`.
        금액: formatMoney(order.grossMinor, workspace.currency, 'ko').replace(/[원₩]/g, ''),
        날짜: formatDay(order.businessDay, 'ko'),
        내용: order.items,
      });
    }
  }
  if (trigger.kind === 'points_expiring') {
    const points = await findEndingPoints(db, {
      workspaceId,
      customerIds: runs.map(({ customerId }) => customerId),
      today,
      until: addDays(today, trigger.withinDays),
    });
    for (const { runId, customerId, entryKey } of runs) {
      const one = points.get(`${customerId} ${kindOfEntry(entryKey)}`);
      if (!one) continue;
      if (one.ending === null || one.endsOn === null) {
        facts.set(runId, null);
        continue;
      }
      facts.set(runId, {
        [NAME_OF_UNIT[one.unit]]: one.ending.toLocaleString('ko-KR'),
        날짜: formatDay(one.endsOn, 'ko'),
        잔액: one.balance.toLocaleString('ko-KR'),
      });
    }
  }
  return facts;
}

function sayHappening(
  { at, payload }: { at: Date; payload: Readonly<Record<string, unknown>> },
  timeZone: string,
): InformFacts {
  const say = (value: unknown): string => {
    if (typeof value === 'number') return value.toLocaleString('ko-KR');
    if (typeof value !== 'string') return '';
    const instant = INSTANT.test(value) ? new Date(value) : undefined;
    return instant && !Number.isNaN(instant.getTime()) ? formatInstant(instant, { timeZone, locale: 'ko' }) : value;
  };
  const told = Object.fromEntries(Object.entries(payload).map(([field, value]) => [field, say(value)]));
  const named = Object.entries(TOLD_AS).map(([name, fields]) => [
    name,
    fields.map((field) => told[field] ?? '').find((value) => value !== '') ?? '',
  ]);
  return { ...told, ...Object.fromEntries(named), 날짜: formatInstant(at, { timeZone, locale: 'ko' }) };
}

/**
 * Whether words with these names in them tell of the unit that the facts are of. Stamps are told only where they are named;
 * points also where no unit is, for that is what such words speak of. Worked: 3 스탬프 and `{포인트}점` → false.
 */
export function tellsOfUnit(facts: InformFacts, names: ReadonlySet<string>): boolean {
  const { points, stamps } = NAME_OF_UNIT;
  return stamps in facts ? names.has(stamps) : names.has(points) || !names.has(stamps);
}

const BETWEEN_ITEMS = /(\s*,\s*)/;

/** What a source told, in the pieces of which each may be an item's name. */
export const piecesOf = (facts: InformFacts): string[] =>
  Object.values(facts).flatMap((value) => [value, ...value.split(BETWEEN_ITEMS)]);

/**
 * Facts as they are judged (AD-02, AD-04): what she bought is a fact of her purchase, so an item may be called 무료음료 or
 * 신메뉴 파스타. Only a name to the letter is one; whatever else was told is judged by its words. Each sign of a name becomes
 * a neutral one, so that lengths stay. Worked: 품목 `신메뉴 파스타, 물` → `○○○○○○○, ○`; `10% 할인` → `10% 할인`.
 */
export function hideItemNames(facts: InformFacts, itemNames: ReadonlySet<string>): InformFacts {
  const hide = (piece: string) => (itemNames.has(piece) ? '○'.repeat([...piece].length) : piece);
  const hideAll = (value: string) =>
    itemNames.has(value) ? hide(value) : value.split(BETWEEN_ITEMS).map(hide).join('');
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, hideAll(value)]));
}

/** Names that stand for something under a trigger, as far as it is known before it happens; sources may tell more. */
export function listInformNames(trigger: Trigger): string[] {
  switch (trigger.kind) {
    case 'happened':
      return [...Object.keys(TOLD_AS), '날짜'];
    case 'ordered':
      return ['주문번호', '금액', '날짜', '내용'];
    case 'points_expiring':
      return ['포인트', '스탬프', '날짜', '잔액'];
    default:
      return [];
  }
}
