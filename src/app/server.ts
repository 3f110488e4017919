import type { FastifyInstance } from 'fastify';
import { resolveKeyOf, resolveRequest } from '../modules/staff/index.ts';
import type { Context } from '../platform/context.ts';
import { createHttpServer } from '../platform/http/server.ts';
import { routes } from './routes.ts';

/** The HTTP server with every route, not listening yet. */
export function createServer(context: Context): Promise<FastifyInstance> {
  return createHttpServer({
    context,
    routes,
    resolveActor: async (request) => (await resolveRequest(context, request))?.actor,
    resolveKey: (request, locale) => resolveKeyOf(context, request, locale),
  });
}
