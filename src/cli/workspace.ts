import { listWorkspaces } from '../modules/workspace/index.ts';
import type { Context } from '../platform/context.ts';
import { AppError } from '../shared/errors.ts';

/**
 * The workspace a command means: the one named by `--workspace`, else the only real one, else the demo shop.
 * @throws AppError wrong_usage | not_found with the choices
 */
export async function chooseWorkspace(context: Context, named: string | undefined): Promise<string> {
  const all = await listWorkspaces(context.database.outside);
  const real = all.filter(({ kind }) => kind === 'real');
  const candidates =
    named === undefined ? (real.length > 0 ? real : all) : all.filter(({ workspaceId }) => workspaceId === named);
  const [only, ...others] = candidates;
  if (only && others.length === 0) return only.workspaceId;
  if (!only) {
    throw new AppError('not_found', 'no such workspace', {
      userMessage:
        named === undefined
          ? {
              ko: '아직 가게가 없어요. dangol setup으로 먼저 만들어 주세요.',
              en: 'There is no shop yet. Make one with dangol setup.',
            }
          : { ko: `그런 가게가 없어요: ${named}`, en: `There is no such shop: ${named}` },
    });
  }
  const list = candidates.map(({ workspaceId, shopName }) => `${workspaceId} (${shopName})`).join(', ');
  throw new AppError('wrong_usage', 'several workspaces', {
    userMessage: {
      ko: `가게가 여럿이에요. --workspace로 정해 주세요: ${list}`,
      en: `There are several shops. Choose one with --workspace: ${list}`,
    },
    details: { workspaces: candidates },
  });
}
