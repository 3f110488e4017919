import { z } from 'zod';
import { API_SCOPES } from '../../staff/index.ts';
import type { Operation } from './operation.ts';

type Json = Record<string, unknown>;

const ERRORS: Readonly<Record<string, string>> = {
  400: 'The request cannot be read; `details.issues` names every wrong value with its path. Nothing was stored',
  401: 'No key, or one that opens nothing',
  403: 'The key lacks the right',
  413: 'Too large: send fewer rows',
  429: 'Too fast: wait as long as `Retry-After` says. Nothing was stored',
  503: 'Not now; nothing was stored, send it again',
};

const zError = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().describe('A sentence for a person, in the language of Accept-Language'),
    details: z.object({ issues: z.array(z.object({ path: z.string(), message: z.string() })).optional() }),
  }),
});

const SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'The key as it was shown: `Authorization: Bearer dgs_…`' },
  basic: {
    type: 'http',
    scheme: 'basic',
    description: 'The key as the name, no password: what Segment’s libraries send',
  },
  api_secret: { type: 'apiKey', in: 'query', name: 'api_secret' },
  key: { type: 'apiKey', in: 'query', name: 'key', description: 'A public key, `dgp_…`' },
} as const;

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
}

function bodySchema({ endpoint, rows: answered, events }: Operation): Json | undefined {
  const schema = schemaOf(endpoint.body, 'input');
  const rows = answered ?? events;
  if (!rows) return endpoint.method === 'GET' ? undefined : schema;
  const properties = schema['properties'] as Record<string, Json>;
  return {
    ...schema,
    properties: { ...properties, [rows.field]: { ...properties[rows.field], items: schemaOf(rows.schema, 'input') } },
  };
}

function parametersOf({ endpoint, headers = {} }: Operation): Json[] {
  const query = schemaOf(endpoint.query, 'input');
  const required = (query['required'] ?? []) as string[];
  return [
    ...Object.entries((query['properties'] ?? {}) as Record<string, Json>).map(([name, schema]) => ({
      name,
      in: 'query',
      required: required.includes(name),
      schema,
    })),
    ...Object.keys(headers).map((name) => ({ name, in: 'header', required: false, schema: { type: 'string' } })),
  ];
}

const error = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
});

/** The OpenAPI 3.1 document, made from the contracts that the server itself checks requests with. */
export function renderOpenApi(operations: readonly Operation[], publicUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const { endpoint, example, auth = 'bearer', empty } = operation;
    const schema = bodySchema(operation);
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = {
      ...paths[path],
      [endpoint.method.toLowerCase()]: {
        operationId: `${endpoint.method.toLowerCase()}${endpoint.path.replace(/[^a-z0-9]+(.)?/gi, (_, next = '') => next.toUpperCase())}`,
        summary: endpoint.summary,
        description: `Needs the right \`${endpoint.access}\`.`,
        security: [{ [auth]: [] }],
        parameters: parametersOf(operation),
        ...(schema
          ? { requestBody: { required: true, content: { 'application/json': { schema, example: example.body } } } }
          : {}),
        responses: {
          ...(empty
            ? { 204: { description: 'Taken' } }
            : {
                200: {
                  description: 'Done',
                  content: { 'application/json': { schema: schemaOf(endpoint.output, 'output') } },
                },
              }),
          ...Object.fromEntries(Object.entries(ERRORS).map(([status, description]) => [status, error(description)])),
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Dangol',
      version: '1',
      description: `Ways in for tills, sites and programs. Keys are made in Record › Connections, with the rights ${API_SCOPES.join(', ')}. No way in carries consent to advertising (PV-08).`,
    },
    servers: [{ url: publicUrl }],
    paths,
    components: { securitySchemes: SCHEMES, schemas: { Error: schemaOf(zError, 'output') } },
  };
}
