import { type MenuAlarm, readMenuChanges } from '../../mart/index.ts';
import type { Db } from '../../platform/db.ts';
import { minorUnitDigits } from '../../shared/money.ts';
import { sayMenuAlarm } from './rules/say-menu.ts';
import type { Saying } from './rules/saying.ts';

const SAID_CHANGES = 3;
const ORDER: readonly MenuAlarm['kind'][] = ['renamed', 'falling', 'price_changed', 'rising'];

interface MenuChange {
  alarm: MenuAlarm;
  saying: Saying;
}

/** What changed on the menu in the twelve weeks up to `until` (MT-40), each in a sentence; `said` are those to be told first. */
export async function sayMenuChanges(
  db: Db,
  { workspaceId, until, currency }: { workspaceId: string; until: string; currency: string },
) {
  const { items, alarms, names } = await readMenuChanges(db, {
    workspaceId,
    until,
    unit: 10 ** minorUnitDigits(currency),
  });
  const nameOf = (itemId: string | null) => names.get(itemId ?? '') ?? '';
  const changes = alarms
    .map((alarm) => ({
      alarm,
      saying: sayMenuAlarm(alarm, { name: nameOf(alarm.itemId), renamedTo: nameOf(alarm.renamedTo), currency }),
    }))
    .sort((a, b) => ORDER.indexOf(a.alarm.kind) - ORDER.indexOf(b.alarm.kind) || b.alarm.n - a.alarm.n);
  return { items, changes, said: firstOfEach(changes) };
}

/** Three changes to be told: of each kind the first before the second of any, for a new price is not drowned by falls. */
function firstOfEach(alarms: readonly MenuChange[]): MenuChange[] {
  const first = alarms.filter(
    ({ alarm: { kind } }, at) => alarms.findIndex((other) => other.alarm.kind === kind) === at,
  );
  const others = alarms.filter((alarm) => !first.includes(alarm));
  const shown = new Set([...first, ...others.slice(0, Math.max(0, SAID_CHANGES - first.length))]);
  return alarms.filter((alarm) => shown.has(alarm));
}
