import type { Db } from '../../platform/db.ts';

/** What the models say of one person; undefined before the first fit, and for who never visited. */
export function findPersonModel(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('mart.personModel')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
}
/** What the models say of one person. */
export type PersonModel = NonNullable<Awaited<ReturnType<typeof findPersonModel>>>;
