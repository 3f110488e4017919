import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { getToday } from './service.ts';

export const todayRoutes: Route[] = [route(contract.getToday, ({ db, actor, now }) => getToday(db, actor, now))];
