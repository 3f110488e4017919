import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';

export const FIELD_TYPES = ['text', 'number', 'date', 'yes_no', 'choice', 'sensitive'] as const;
export const zFieldType = z.enum(FIELD_TYPES);
export type FieldType = z.infer<typeof zFieldType>;

/** Name of a field in files, rules and the API; never changes once made. */
export const zFieldKey = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);

const zLabel = z.object({ ko: z.string().trim().min(1).max(40), en: z.string().trim().min(1).max(40) });

export const zFieldChoice = z.object({ key: zFieldKey, label: zLabel });
export type FieldChoice = z.infer<typeof zFieldChoice>;

/** Something the shop wants to know of its people, and what for (PV-01). */
export const zField = z.object({
  fieldKey: zFieldKey,
  label: z.object({ ko: z.string(), en: z.string() }),
  type: zFieldType,
  choices: z.array(zFieldChoice),
  /** The choices are steps of a way, in their order. */
  isStage: z.boolean(),
  purposeKey: z.string(),
  /** Null: as long as its purpose says. */
  retentionDays: z.number().int().nullable(),
  /** The business-type pack that brought it; null for the shop's own. */
  pack: z.string().nullable(),
  /** Since when it is hidden; its values wait. */
  archivedAt: zInstant.nullable(),
});
export type Field = z.infer<typeof zField>;

/** Whether a field is in use and may stand in lists, groups and files: sensitive values stand on the card alone (PV-14). */
export const isOrdinary = ({ archivedAt, type }: Field): boolean => archivedAt === null && type !== 'sensitive';

const MAX_CHOICES = 50;
const zFieldParams = z.object({ fieldKey: zFieldKey });
const zRetentionDays = z
  .number()
  .int()
  .min(1)
  .max(365 * 30)
  .nullable();
const zPurposeKey = z.string().trim().min(1).max(60);

export const listFields = defineEndpoint({
  method: 'GET',
  path: '/api/fields',
  access: 'customers:read',
  summary: 'Fields of people in their order, hidden ones last, and the purposes one may choose from',
  output: z.object({
    fields: z.array(zField),
    purposes: z.array(
      z.object({
        key: z.string(),
        label: z.object({ ko: z.string(), en: z.string() }),
        /** Whether a sensitive field may serve it: its consent is one for sensitive data (PV-14). */
        takesSensitive: z.boolean(),
      }),
    ),
  }),
});

export const createField = defineEndpoint({
  method: 'POST',
  path: '/api/fields',
  access: 'settings:write',
  summary: 'Adds a field; without a purpose there is none (PV-01), and none for resident numbers (PV-12)',
  body: z.object({
    /** Made from the English label when left out. */
    fieldKey: zFieldKey.optional(),
    label: zLabel,
    type: zFieldType,
    choices: z
      .array(z.object({ key: zFieldKey.optional(), label: zLabel }))
      .max(MAX_CHOICES)
      .default([]),
    isStage: z.boolean().default(false),
    purposeKey: zPurposeKey,
    retentionDays: zRetentionDays.default(null),
  }),
  output: zField,
});

export const updateField = defineEndpoint({
  method: 'PATCH',
  path: '/api/fields/:fieldKey',
  access: 'settings:write',
  summary: 'Renames a field, changes its choices, purpose or place, hides it or shows it again; values are kept',
  params: zFieldParams,
  body: z
    .object({
      label: zLabel,
      choices: z.array(z.object({ key: zFieldKey.optional(), label: zLabel })).max(MAX_CHOICES),
      purposeKey: zPurposeKey,
      retentionDays: zRetentionDays,
      position: z.number().int().min(0).max(10_000),
      archived: z.boolean(),
    })
    .partial(),
  output: zField,
});

export const getFieldUse = defineEndpoint({
  method: 'GET',
  path: '/api/fields/:fieldKey/use',
  access: 'settings:write',
  summary: 'How many people have a value, and in how many groups and saved lists the field stands',
  params: zFieldParams,
  output: z.object({ people: z.number().int(), groups: z.number().int(), views: z.number().int() }),
});

export const removeField = defineEndpoint({
  method: 'DELETE',
  path: '/api/fields/:fieldKey',
  access: 'settings:write',
  summary: 'Destroys a hidden field with all its values; cannot be undone',
  params: zFieldParams,
  output: z.object({ people: z.number().int() }),
});

/** A value as the API takes it: text, number, `true`, an ISO day, the key or the word of a choice; null takes it away. */
export const zFieldInput = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);
export const zFieldInputs = z.record(zFieldKey, zFieldInput);

export const zPersonField = z.object({
  fieldKey: z.string(),
  /** Text, decimal number, ISO day, `yes` or `no`, key of a choice; null when nothing is known or it is sensitive. */
  value: z.string().nullable(),
  /** Sensitive and known: shown on request to who has the right. */
  isSealed: z.boolean(),
  /** Who said so (PV-15). */
  source: z.string(),
  updatedAt: zInstant,
});
export type PersonField = z.infer<typeof zPersonField>;

export const zTag = z.object({
  tagId: zId,
  name: z.string(),
  /** Brought by the business-type pack. */
  isFromPack: z.boolean(),
  archivedAt: zInstant.nullable(),
});
export type Tag = z.infer<typeof zTag>;
export const MAX_TAG_LENGTH = 30;
const zTagName = z.string().trim().min(1).max(MAX_TAG_LENGTH);
export const zPersonTag = zTag.pick({ tagId: true, name: true });

const zPersonParams = z.object({ customerId: zId });
export const zPersonFields = z.object({ fields: z.array(zPersonField), tags: z.array(zPersonTag) });

export const getPersonFields = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/fields',
  access: 'customers:read',
  summary: "One person's own fields and tags; sensitive values are covered (PV-14)",
  params: zPersonParams,
  output: zPersonFields,
});

export const updatePersonFields = defineEndpoint({
  method: 'PATCH',
  path: '/api/customers/:customerId/fields',
  access: 'customers:write',
  summary: 'Writes some fields of one person; null takes a value away. Resident numbers are refused (PV-12)',
  params: zPersonParams,
  body: z.object({ values: zFieldInputs }),
  output: zPersonFields,
});

export const revealPersonField = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/fields/:fieldKey/reveal',
  access: 'customers:sensitive',
  summary: 'One sensitive value in clear; logged (PV-14, PV-58)',
  params: zPersonParams.extend({ fieldKey: zFieldKey }),
  output: z.object({ value: z.string() }),
});

export const updatePersonTags = defineEndpoint({
  method: 'PATCH',
  path: '/api/customers/:customerId/tags',
  access: 'customers:write',
  summary: 'Hangs tags on one person or takes them off; a new name makes a new tag',
  params: zPersonParams,
  body: z.object({
    add: z.array(zTagName).max(20).default([]),
    remove: z.array(zId).max(20).default([]),
  }),
  output: zPersonFields,
});

export const listTags = defineEndpoint({
  method: 'GET',
  path: '/api/tags',
  access: 'customers:read',
  summary: 'Tags by name, hidden ones last',
  output: z.object({ tags: z.array(zTag) }),
});

export const createTag = defineEndpoint({
  method: 'POST',
  path: '/api/tags',
  access: 'customers:write',
  summary: 'Makes a tag; the same name is the same tag',
  body: z.object({ name: zTagName }),
  output: zTag,
});

export const updateTag = defineEndpoint({
  method: 'PATCH',
  path: '/api/tags/:tagId',
  access: 'settings:write',
  summary: 'Renames a tag, hides it or shows it again; who has it keeps it',
  params: z.object({ tagId: zId }),
  body: z.object({ name: zTagName, archived: z.boolean() }).partial(),
  output: zTag,
});

export const previewPack = defineEndpoint({
  method: 'GET',
  path: '/api/packs/:pack/preview',
  access: 'settings:write',
  summary: 'What applying a business-type pack would change: words, fields and tags that come or are hidden',
  params: z.object({ pack: z.string().max(40) }),
  output: z.object({
    current: z.string(),
    /** Fields that come, new or back with the values they had. */
    coming: z.array(zField.pick({ fieldKey: true, label: true, type: true }).extend({ people: z.number().int() })),
    /** Fields that are hidden; `people` keep their value. */
    hidden: z.array(zField.pick({ fieldKey: true, label: true, type: true }).extend({ people: z.number().int() })),
    tagsComing: z.array(z.string()),
    tagsHidden: z.array(z.string()),
  }),
});

export const applyPack = defineEndpoint({
  method: 'PUT',
  path: '/api/packs/current',
  access: 'settings:write',
  summary:
    'Applies a business-type pack; the one before is taken off. No value is lost: it waits until its pack is back',
  body: z.object({ pack: z.string().max(40) }),
  output: z.object({ pack: z.string(), coming: z.number().int(), hidden: z.number().int() }),
});
