import { listContactValues, listRecipients } from '../../mart/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { AppError } from '../../shared/errors.ts';
import * as contract from './contract.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { registryRoutes } from './routes/registry.ts';
import { requestRoutes } from './routes/requests.ts';
import { getConsentHistory, recordConsentOf } from './service/card-consents.ts';
import * as service from './service.ts';

/** The person, with the hashes of her addresses. @throws AppError not_found (also for another workspace's person) */
async function requirePerson({
  context,
  db,
  workspaceId,
  customerId,
}: {
  context: Context;
  db: Db;
  workspaceId: string;
  customerId: string;
}) {
  const [person] = await listRecipients(db, { workspaceId, customerIds: [customerId], channel: 'none' });
  if (!person) throw new AppError('not_found', 'no such customer');
  const contacts = await listContactValues(db, { workspaceId, customerId });
  return {
    birthDate: person.birthDate,
    contacts: contacts
      .filter(({ kind }) => kind !== 'card')
      .map(({ kind, value }) => ({ isEmail: kind === 'email', hash: service.hashContact(context.secrets.key, value) })),
  };
}

const consentOf = (row: { kind: string; state: string; method: string; at: Date }) => ({
  kind: contract.zConsentKind.parse(row.kind),
  state: contract.zConsentState.parse(row.state),
  method: contract.zConsentMethod.parse(row.method),
  at: row.at.toISOString(),
});

async function readConsents(db: Db, workspaceId: string, customerId: string) {
  const held = (await service.listConsents(db, { workspaceId, customerIds: [customerId] })).get(customerId) ?? {};
  return Object.entries(held).flatMap(([kind, said]) => (said ? [consentOf({ kind, ...said })] : []));
}

export const privacyRoutes: Route[] = [
  ...registryRoutes,
  ...requestRoutes,
  ...incidentRoutes,
  route(contract.getConsents, async ({ context, db, actor, params, now }) => {
    await requirePerson({ context, db, workspaceId: actor.workspaceId, customerId: params.customerId });
    const { consents, events } = await getConsentHistory(db, actor, params.customerId, now);
    return {
      consents: consents.map(consentOf),
      events: events.map((event) => ({
        ...consentOf(event),
        consentEventId: event.consentEventId,
        evidence: event.evidence,
        textVersionId: event.textVersionId,
        recordedAt: event.recordedAt.toISOString(),
      })),
    };
  }),
  route(contract.recordConsent, async ({ context, db, actor, params, body, now }) => {
    const person = await requirePerson({
      context,
      db,
      workspaceId: actor.workspaceId,
      customerId: params.customerId,
    });
    await recordConsentOf(db, actor, { ...body, customerId: params.customerId, now, ...person });
    return { consents: await readConsents(db, actor.workspaceId, params.customerId) };
  }),
];
