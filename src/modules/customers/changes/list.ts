import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { maskName } from '../../../shared/mask.ts';
import { listAccountNames, recordAccess } from '../../staff/index.ts';
import type { listChanges as listEndpoint } from '../contract/identity.ts';
import { LENT_FIELDS } from '../merge/rules.ts';
import { listLending } from '../merge/store.ts';
import { noSuchCustomer } from '../rules.ts';
import { listFieldChangeRows } from './store.ts';

type Changes = EndpointOutput<typeof listEndpoint>;

/** Later than anything that can have happened. */
const END = { at: new Date('9999-12-31T00:00:00Z'), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** A page of what was written on a person, when and from where (PV-15); logged. @throws AppError forbidden | not_found */
export async function listChanges(
  db: Db,
  actor: Actor,
  { customerId, now, ...query }: { customerId: string; before?: string | undefined; limit: number; now: Date },
): Promise<Changes> {
  actor.require('customers:read');
  const { workspaceId } = actor;
  const [at, id] = query.before?.split(',') ?? [];
  const before = at && id ? { at: new Date(at), id } : END;
  const [[person], rows] = await Promise.all([
    listLending(db, workspaceId, [customerId]),
    listFieldChangeRows(db, { workspaceId, customerId, before, limit: query.limit + 1 }),
    recordAccess(db, actor, { action: 'view', subject: customerId, result: 'changes' }, now),
  ]);
  if (!person) throw noSuchCustomer();
  const shown = rows.slice(0, query.limit);
  const [accounts, lenders] = await Promise.all([
    listAccountNames(db, [...new Set(shown.flatMap(({ changedBy }) => changedBy ?? []))]),
    listLending(
      db,
      workspaceId,
      Object.values(person.borrowed).map(({ from }) => from),
    ),
  ]);
  const lenderNames = new Map(lenders.map((record) => [record.customerId, maskName(record.name)]));
  const lenderOf = (field: string) => {
    const lent = LENT_FIELDS.find((one) => one === (field === 'birth_date' ? 'birthDate' : field)) ?? 'name';
    const loan = person.borrowed[lent];
    return loan ? (lenderNames.get(loan.from) ?? '') : null;
  };
  const last = shown.at(-1);
  return {
    changes: shown.map(({ fieldChangeId, field, source, changedAt, changedBy }) => ({
      fieldChangeId,
      field: field as Changes['changes'][number]['field'],
      source,
      changedAt: changedAt.toISOString(),
      by: changedBy === null ? null : (accounts.get(changedBy) ?? null),
      borrowedFrom: source === 'merge' ? lenderOf(field) : null,
    })),
    next: rows.length > query.limit && last ? `${last.changedAt.toISOString()},${last.fieldChangeId}` : null,
  };
}
