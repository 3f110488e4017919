import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { recordAccess } from '../../staff/index.ts';
import {
  FIRST_SETTINGS,
  type getProgramme as getEndpoint,
  type Programme,
  type ProgrammeSettings,
  zProgrammeSettings,
} from '../contract/programme.ts';
import { computeEarned } from './rules.ts';
import { insertProgramme, listProgrammeRows } from './store.ts';

/** The bill with which the rules are told: what two people eat. */
const EXAMPLE_BILL_MINOR = 12_000;

/** Every version of a shop's rules, the oldest first; empty before the first was saved. */
export async function listProgrammes(db: Db, workspaceId: string): Promise<Programme[]> {
  return (await listProgrammeRows(db, workspaceId)).map((row) => ({
    version: row.version,
    settings: zProgrammeSettings.parse(row.settings),
    startsOn: row.startsOn,
    createdAt: row.createdAt.toISOString(),
  }));
}

/** The rules of a business day: the last version that had begun; undefined when there were none or they were off. */
export function programmeOn(versions: readonly Programme[], day: string): Programme | undefined {
  const found = versions.findLast(({ startsOn }) => startsOn <= day);
  return found?.settings.isOn ? found : undefined;
}

/** Business days on which one version is in force and on: from `startsOn`, before `endsBefore` (null: until now). */
export interface Era {
  version: number;
  startsOn: string;
  endsBefore: string | null;
}

/** The days of each version, the oldest first; days on which the rules were off belong to none. */
export function listEras(versions: readonly Programme[]): Era[] {
  const starts = [...new Set(versions.map(({ startsOn }) => startsOn))].sort();
  return starts.flatMap((startsOn, at) => {
    const programme = programmeOn(versions, startsOn);
    return programme ? [{ version: programme.version, startsOn, endsBefore: starts[at + 1] ?? null }] : [];
  });
}

/** The rules in force, or those a shop would begin with. */
export function latestProgramme(versions: readonly Programme[], today: string): Programme {
  return versions.at(-1) ?? { version: 0, settings: FIRST_SETTINGS, startsOn: today, createdAt: null };
}

/** @throws AppError forbidden */
export async function getProgramme(
  db: Db,
  actor: Actor,
  today: string,
): Promise<z.input<(typeof getEndpoint)['output']>> {
  actor.require('loyalty:read');
  const versions = await listProgrammes(db, actor.workspaceId);
  const programme = latestProgramme(versions, today);
  const sale = { billMinor: EXAMPLE_BILL_MINOR, items: 1, tierKey: null };
  return {
    programme,
    example: { billMinor: EXAMPLE_BILL_MINOR, earned: computeEarned(programme.settings, sale) },
    versions: versions.length,
  };
}

/** New rules from today on. @throws AppError forbidden | conflict (somebody else saved meanwhile) */
export async function saveProgramme(
  db: Db,
  actor: Actor,
  input: { settings: ProgrammeSettings; expectedVersion: number; today: string; now: Date },
): Promise<Programme> {
  actor.require('loyalty:manage');
  const { workspaceId, accountId } = actor;
  const { settings, expectedVersion, today, now } = input;
  const version = expectedVersion + 1;
  return inTransaction(db, async (db) => {
    const current = (await listProgrammeRows(db, workspaceId)).at(-1)?.version ?? 0;
    const row = {
      workspaceId,
      version,
      settings: JSON.stringify(settings),
      startsOn: today,
      madeBy: accountId,
      createdAt: now,
    };
    if (current !== expectedVersion || !(await insertProgramme(db, row))) {
      throw new AppError('conflict', 'the programme was changed meanwhile', {
        userMessage: {
          ko: '그사이 다른 분이 규칙을 바꿨어요. 새로 열어서 다시 저장해 주세요. 아무것도 바뀌지 않았어요.',
          en: 'Somebody else changed the rules meanwhile. Open them anew and save again. Nothing was changed.',
        },
      });
    }
    await recordAccess(db, actor, { action: 'edit', subject: `loyalty programme ${version}` }, now);
    return { version, settings, startsOn: today, createdAt: now.toISOString() };
  });
}
