import { openContext } from '../app/context.ts';
import { getWorkspace, type Workspace } from '../modules/workspace/index.ts';
import { Actor } from '../platform/actor.ts';
import { shiftDays } from '../platform/clock.ts';
import type { Context } from '../platform/context.ts';
import type { Db } from '../platform/db.ts';
import { businessDayOf } from '../shared/time.ts';
import type { CommandInput, CommandOutput } from './command.ts';
import { chooseWorkspace } from './workspace.ts';

/** One shop, as a command sees it: its data, its now, and the system acting in the language of the terminal. */
export interface OpenedShop {
  context: Context;
  db: Db;
  actor: Actor;
  workspace: Workspace;
  now: Date;
  /** The shop's business day. */
  today: string;
}

/** An option's text; undefined when it was not given. */
export function readText(input: CommandInput, name: string): string | undefined {
  const value = input.flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** Opens the shop that `--workspace` names, or the only real one, for as long as the work takes. */
export async function withShop(
  input: CommandInput,
  work: (shop: OpenedShop) => Promise<CommandOutput>,
): Promise<CommandOutput> {
  const { context, close } = await openContext(input.config);
  try {
    const workspaceId = await chooseWorkspace(context, readText(input, 'workspace'));
    const db = context.database.of(workspaceId);
    const workspace = await getWorkspace(db, workspaceId);
    const { clockOffsetDays } = workspace;
    const actor = new Actor({
      workspaceId,
      accountId: null,
      locale: input.locale,
      ip: '',
      rights: ['*'],
      clockOffsetDays,
    });
    const now = shiftDays(context.clock.now(), clockOffsetDays);
    return await work({ context, db, actor, workspace, now, today: businessDayOf(now, workspace) });
  } finally {
    await close();
  }
}
