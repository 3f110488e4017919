import path from 'node:path';
import type { Changes } from './changes.ts';
import { createTable, type Loading, loadTable } from './load.ts';
import type { Manifest } from './manifest.ts';
import { CHANGE_KINDS, type ChangeKind, sourceSql, tablesOf } from './tables.ts';
import { changedTable } from './views.ts';

const idTable = (name: string) =>
  ({ name, columns: [{ name: 'id', type: 'uuid', text: { ko: '', en: '' } }] }) as const;

/**
 * Writes a delta that takes the place of the one before: its rows but for those that changed again, and what changed. Every
 * delta stands on the same base, so that only the newest is needed.
 * @returns kinds of which it holds all rows, and kinds of which it holds those that changed
 */
export async function fillDelta(
  loading: Loading,
  { workspaceId, folder, before, changes }: { workspaceId: string; folder: string; before: Manifest; changes: Changes },
): Promise<{ whole: ChangeKind[]; kinds: ChangeKind[] }> {
  const { engine } = loading;
  const old = before.delta;
  if (old) await engine.run(`attach '${path.join(folder, old.file).replaceAll("'", "''")}' as old (read_only)`);
  const whole: ChangeKind[] = [];
  const kinds: ChangeKind[] = [];
  for (const kind of CHANGE_KINDS) {
    const isNew = changes.kinds.has(kind);
    const isWhole = changes.whole.has(kind);
    const wasWhole = old?.whole.includes(kind) ?? false;
    const wasThere = old?.kinds.includes(kind) ?? false;
    if (!isNew && !wasWhole && !wasThere) continue;
    await createTable(engine, idTable(`new_${kind}`));
    if (isNew && !isWhole) {
      await loadTable(loading, idTable(`new_${kind}`), `select id from mart_changed where kind = '${kind}'`);
    }
    for (const table of tablesOf(kind)) {
      await createTable(engine, table);
      if (!isWhole && (wasWhole || wasThere)) {
        await engine.run(
          `insert into ${table.name} by name select o.* from old.${table.name} o anti join new_${kind} c on c.id = o.${table.key}`,
        );
      }
      if (isNew) await loadTable(loading, table, sourceSql(table, { workspaceId, only: isWhole ? 'all' : 'changed' }));
    }
    if (isWhole || wasWhole) whole.push(kind);
    else kinds.push(kind);
    await engine.run(`create table ${changedTable(kind)} as select id from new_${kind}`);
    if (wasThere)
      await engine.run(
        `insert into ${changedTable(kind)} select id from old.${changedTable(kind)} except select id from new_${kind}`,
      );
  }
  if (old) await engine.run('detach old');
  await engine.run('checkpoint');
  return { whole, kinds };
}
