import type { Db } from '../../../platform/db.ts';

export interface IncidentFacts {
  isPossible: boolean;
  items: string[];
  persons: number;
  wasAttack: boolean;
  happened: string;
  remedy: string;
}

export function insertIncident(
  db: Db,
  row: IncidentFacts & {
    workspaceId: string;
    incidentId: string;
    isRehearsal: boolean;
    knownAt: Date;
    createdAt: Date;
    createdBy: string | null;
  },
) {
  return db.insertInto('privacy.incident').values(row).execute();
}

/** The incident, held until the transaction ends. */
export function lockIncident(db: Db, workspaceId: string, incidentId: string) {
  return db
    .selectFrom('privacy.incident')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('incidentId', '=', incidentId)
    .forUpdate()
    .executeTakeFirst();
}

export function updateIncidentRow(
  db: Db,
  { workspaceId, incidentId }: { workspaceId: string; incidentId: string },
  change: Partial<IncidentFacts> & { closedAt?: Date | null },
) {
  return db
    .updateTable('privacy.incident')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('incidentId', '=', incidentId)
    .execute();
}

export function insertIncidentStep(
  db: Db,
  row: {
    workspaceId: string;
    incidentStepId: string;
    incidentId: string;
    kind: string;
    note: string;
    at: Date;
    madeBy: string | null;
  },
) {
  return db.insertInto('privacy.incidentStep').values(row).execute();
}

/** Every incident, the newest first. */
export function listIncidentRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('privacy.incident')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('knownAt', 'desc')
    .orderBy('incidentId', 'desc')
    .execute();
}

/** Every step of every incident, the oldest first. */
export function listIncidentStepRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('privacy.incidentStep')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('at')
    .orderBy('incidentStepId')
    .execute();
}
