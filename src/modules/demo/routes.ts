import { openRoute, type Route, route } from '../../platform/http/route.ts';
import { callerOf, resolveRequest, setSessionCookie } from '../staff/index.ts';
import * as contract from './contract.ts';
import * as service from './service.ts';

export const demoRoutes: Route[] = [
  openRoute(contract.enterDemo, async ({ context, body, request, reply }) => {
    const { token, session } = await service.enterDemo(context, {
      session: await resolveRequest(context, request),
      locale: body.locale,
      caller: callerOf(request),
    });
    setSessionCookie(context, reply, token);
    return { session };
  }),
  route(contract.getDemoWork, ({ db, actor }) => service.getDemoWork(db, actor)),
  route(contract.advanceDemo, ({ context, actor, body }) => service.advanceDemo(context, actor, body.days)),
];
