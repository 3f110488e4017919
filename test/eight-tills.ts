import { type Command, recordMovements } from '../src/modules/loyalty/ledger/service.ts';
import type { Db } from '../src/platform/db.ts';

const TILLS = 8;
const BATCH = 400;
const NOW = new Date('2026-11-21T12:00:00+09:00');

/** Numbers that look random and are the same in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/**
 * Eight tills at once earn, use and refund until so many movements are booked; each tells a batch in ten twice, as a tablet
 * does that got no answer. The same in every run.
 * @returns movements that were booked @throws Error when one was booked twice
 */
export async function runTills(db: Db, input: { workspaceId: string; people: readonly string[]; movements: number }) {
  const { workspaceId, people, movements } = input;
  let booked = 0;
  const till = async (number: number) => {
    const random = randomNumbers(4_303 + number);
    for (let round = 0; booked < movements; round += 1) {
      const businessDay = `2026-11-${String(1 + (round % 20)).padStart(2, '0')}`;
      const commands = Array.from({ length: BATCH }, (_, index): Command => {
        const owner = { customerId: people[random(people.length)] ?? '', mergedFrom: null };
        const at = new Date(`${businessDay}T12:00:00+09:00`);
        const base = { key: `${number}:${round}:${index}`, unit: 'points', owner, at, businessDay } as const;
        const kind = random(10);
        if (kind < 6) return { ...base, action: { kind: 'earn', amount: 10 + random(990), expiresOn: '2027-11-01' } };
        if (kind < 9) return { ...base, action: { kind: 'use', amount: 1 + random(200) } };
        return { ...base, action: { kind: 'reverse_earn', amount: 1 + random(300) } };
      });
      const told = await recordMovements(db, { workspaceId, commands, now: NOW });
      booked += told.filter(({ status }) => status === 'done').length;
      if (random(10) > 0) continue;
      // What was refused for want of points may be possible by now.
      const again = await recordMovements(db, { workspaceId, commands, now: NOW });
      if (again.some(({ status }, at) => status === 'done' && told[at]?.status === 'done'))
        throw new Error('booked twice');
      booked += again.filter(({ status }) => status === 'done').length;
    }
  };
  await Promise.all(Array.from({ length: TILLS }, (_, number) => till(number)));
  return booked;
}
