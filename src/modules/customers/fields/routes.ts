import { type Route, route } from '../../../platform/http/route.ts';
import * as contract from './contract.ts';
import * as definitions from './definitions.ts';
import * as pack from './pack.ts';
import * as tags from './tags.ts';
import * as values from './values.ts';

export const fieldRoutes: Route[] = [
  route(contract.listFields, ({ db, actor, now }) => definitions.listFields(db, actor, now)),
  route(contract.createField, ({ db, actor, body, now }) => definitions.createField(db, actor, body, now)),
  route(contract.updateField, ({ db, actor, params, body, now }) =>
    definitions.updateField(db, actor, params.fieldKey, { change: body, now }),
  ),
  route(contract.getFieldUse, ({ db, actor, params }) => definitions.getFieldUse(db, actor, params.fieldKey)),
  route(contract.removeField, ({ db, actor, params, now }) => definitions.removeField(db, actor, params.fieldKey, now)),
  route(contract.getPersonFields, ({ db, actor, params, now }) =>
    values.getPersonFields(db, actor, params.customerId, now),
  ),
  route(contract.updatePersonFields, ({ context, db, actor, params, body, now }) =>
    values.updatePersonFields(db, actor, params.customerId, { values: body.values, key: context.secrets.key, now }),
  ),
  route(contract.revealPersonField, ({ context, db, actor, params, now }) =>
    values.revealPersonField(db, actor, { ...params, key: context.secrets.key, now }),
  ),
  route(contract.updatePersonTags, ({ db, actor, params, body, now }) =>
    values.updatePersonTags(db, actor, params.customerId, { ...body, now }),
  ),
  route(contract.listTags, async ({ db, actor }) => ({ tags: await tags.listTags(db, actor) })),
  route(contract.createTag, ({ db, actor, body, now }) => tags.createTag(db, actor, body.name, now)),
  route(contract.updateTag, ({ db, actor, params, body, now }) =>
    tags.updateTag(db, actor, params.tagId, { change: body, now }),
  ),
  route(contract.previewPack, ({ db, actor, params }) => pack.previewPack(db, actor, params.pack)),
  route(contract.applyPack, ({ db, actor, body, now }) => pack.applyPack(db, actor, body.pack, now)),
];
