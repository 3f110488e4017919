import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { setListeningError } from './store/desk.ts';

/** Asks a provider something, and has the settings say while it does not answer. @throws what `ask` throws */
export async function noteTrouble(
  db: Db,
  of: { workspaceId: string; provider: string; step: 'opt_outs' | 'reports' },
  ask: () => Promise<void>,
): Promise<void> {
  try {
    await ask();
  } catch (error) {
    await setListeningError(db, { ...of, error: reasonOf(error) });
    throw error;
  }
  await setListeningError(db, { ...of, error: '' });
}

/** A provider's own words may name people; its code does not. */
function reasonOf(error: unknown): string {
  const reason = error instanceof AppError ? error.details?.['reason'] : undefined;
  if (typeof reason === 'string') return reason;
  const { code, name } = error as Error & { code?: string };
  return code ?? name;
}
