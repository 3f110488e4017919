import { z } from 'zod';
import { openRoute, type Route } from '../../../platform/http/route.ts';
import { localeOf } from '../../../platform/http/server.ts';
import { defineEndpoint } from '../../../shared/endpoint.ts';
import { renderOpenApi } from './openapi.ts';
import type { Operation } from './operation.ts';
import { DOCS_PAGE_POLICY, renderDocsPage } from './page.ts';

const showDocs = defineEndpoint({
  method: 'GET',
  path: '/api/docs',
  access: 'anonymous',
  summary: 'The ways in for programs, as a page',
  output: z.object({}),
});

const getOpenApi = defineEndpoint({
  method: 'GET',
  path: '/api/docs/openapi.json',
  access: 'anonymous',
  summary: 'The ways in for programs, as an OpenAPI 3.1 document',
  output: z.record(z.string(), z.unknown()),
});

/** The documents of some operations. */
export const docsRoutes = (operations: readonly Operation[]): Route[] => [
  openRoute(showDocs, async ({ context, request, reply }) => {
    const { publicUrl } = context.config;
    void reply
      .header('content-security-policy', DOCS_PAGE_POLICY)
      .type('text/html; charset=utf-8')
      .send(renderDocsPage(operations, { publicUrl, locale: localeOf(request) }));
    return {};
  }),
  openRoute(getOpenApi, async ({ context }) => renderOpenApi(operations, context.config.publicUrl)),
];
