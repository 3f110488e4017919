import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { sessionQuery, showSession } from '../features/session/api.ts';
import { setupQuery } from '../features/setup/api.ts';
import { setUnauthenticatedHandler } from '../lib/api.ts';
import { NotFound, RootFrame, ScreenError, Waiting } from './frame.tsx';
import { safeNext } from './next.ts';
import { queryClient } from './query-client.ts';
import TodayScreen from './routes/today.tsx';
import { Shell } from './shell/shell.tsx';

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: RootFrame,
  errorComponent: ScreenError,
  notFoundComponent: NotFound,
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  beforeLoad: async ({ context }) => {
    const { done } = await context.queryClient.fetchQuery(setupQuery);
    if (done) throw redirect({ to: '/' });
  },
  component: lazyRouteComponent(() => import('./routes/setup.tsx')),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    search.next ? { next: safeNext(search.next) } : {},
  beforeLoad: async ({ context, search }) => {
    const { session } = await context.queryClient.ensureQueryData(sessionQuery);
    if (session) throw redirect({ href: safeNext(search.next) });
    const { done } = await context.queryClient.fetchQuery(setupQuery);
    if (!done) throw redirect({ to: '/setup' });
  },
  component: lazyRouteComponent(() => import('./routes/sign-in.tsx')),
});

/** Screens a guest holds in her own hands: no rail, no search. The tablet belongs to somebody who is signed in. */
const tabletRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tablet/consent',
  validateSearch: (search: Record<string, unknown>): { customer?: string; guardian?: string } => ({
    ...(typeof search.customer === 'string' ? { customer: search.customer } : {}),
    ...(typeof search.guardian === 'string' ? { guardian: search.guardian } : {}),
  }),
  beforeLoad: async ({ context, location }) => {
    const { session } = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
  component: lazyRouteComponent(() => import('./routes/tablet-consent.tsx')),
});

/** A tablet at the counter signs in with a key of its own, not as somebody. */
const counterRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tablet',
  component: lazyRouteComponent(() => import('./routes/tablet.tsx')),
});

const claimRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/claim/$token',
  component: lazyRouteComponent(() => import('./routes/claim.tsx')),
});

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join/$token',
  component: lazyRouteComponent(() => import('./routes/join.tsx')),
});

const askLinkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/my/ask/$workspaceId',
  component: lazyRouteComponent(() => import('./routes/my-ask.tsx')),
});

const myRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/my/$token',
  component: lazyRouteComponent(() => import('./routes/my.tsx')),
});

/** Everything behind sign-in: the rail, the top bar, and a session that screens may rely on. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const { session } = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session) {
      const next = location.href;
      throw redirect({ to: '/sign-in', search: next === '/' ? {} : { next } });
    }
    await showSession(session);
  },
  component: Shell,
  pendingComponent: Waiting,
});

/** Screens of the places. A new one: a file in routes/, a line here. Each is loaded when it is first opened. */
const screens = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/',
    component: TodayScreen,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/people',
    component: lazyRouteComponent(() => import('./routes/people.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/people/duplicates',
    component: lazyRouteComponent(() => import('./routes/duplicates.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/people/groups',
    component: lazyRouteComponent(() => import('./routes/groups.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/people/groups/new',
    component: lazyRouteComponent(() => import('./routes/group-new.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/people/groups/$segmentId',
    component: lazyRouteComponent(() => import('./routes/group.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/people/$customerId',
    component: lazyRouteComponent(() => import('./routes/person.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/record',
    component: lazyRouteComponent(() => import('./routes/record.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/record/import',
    component: lazyRouteComponent(() => import('./routes/record-import.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/record/entry',
    component: lazyRouteComponent(() => import('./routes/record-entry.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/record/folders',
    component: lazyRouteComponent(() => import('./routes/record-folders.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/record/batches/$batchId',
    component: lazyRouteComponent(() => import('./routes/record-batch.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/record/source',
    component: lazyRouteComponent(() => import('./routes/record-source.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/record/connections',
    component: lazyRouteComponent(() => import('./routes/record-connections.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/record/connections/$connectionId',
    component: lazyRouteComponent(() => import('./routes/record-connection.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/record/deliveries',
    component: lazyRouteComponent(() => import('./routes/record-deliveries.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/insights',
    component: lazyRouteComponent(() => import('./routes/insights.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/insights/regulars',
    component: lazyRouteComponent(() => import('./routes/insight-regulars.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/insights/menu',
    component: lazyRouteComponent(() => import('./routes/insight-menu.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/insights/pairs',
    component: lazyRouteComponent(() => import('./routes/insight-pairs.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/insights/hours',
    component: lazyRouteComponent(() => import('./routes/insight-hours.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/insights/cohorts',
    component: lazyRouteComponent(() => import('./routes/insight-cohorts.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/insights/forecast',
    component: lazyRouteComponent(() => import('./routes/insight-forecast.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/insights/risks',
    component: lazyRouteComponent(() => import('./routes/insight-risks.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/insights/sql',
    component: lazyRouteComponent(() => import('./routes/insight-sql.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays',
    component: lazyRouteComponent(() => import('./routes/plays.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays/new',
    component: lazyRouteComponent(() => import('./routes/play-new.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays/book',
    component: lazyRouteComponent(() => import('./routes/play-book.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays/policy',
    component: lazyRouteComponent(() => import('./routes/play-policy.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays/flows',
    component: lazyRouteComponent(() => import('./routes/flows.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays/flows/new',
    component: lazyRouteComponent(() => import('./routes/flow-edit.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays/flows/$flowId',
    component: lazyRouteComponent(() => import('./routes/flow.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays/flows/$flowId/edit',
    component: lazyRouteComponent(() => import('./routes/flow-edit.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays/offline',
    component: lazyRouteComponent(() => import('./routes/play-offline.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/decisions',
    component: lazyRouteComponent(() => import('./routes/decisions.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays/messages',
    component: lazyRouteComponent(() => import('./routes/play-messages.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays/points',
    component: lazyRouteComponent(() => import('./routes/points.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/plays/$playId',
    component: lazyRouteComponent(() => import('./routes/play.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/serve',
    component: lazyRouteComponent(() => import('./routes/serve.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/settings',
    component: lazyRouteComponent(() => import('./routes/settings.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/settings/privacy',
    component: lazyRouteComponent(() => import('./routes/settings-privacy.tsx')),
  }),
  // Whatever no screen has: the rail stays, so that one finds the way.
  createRoute({ getParentRoute: () => shellRoute, path: '$', component: NotFound }),
] as const;

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    setupRoute,
    signInRoute,
    tabletRoute,
    counterRoute,
    claimRoute,
    joinRoute,
    askLinkRoute,
    myRoute,
    shellRoute.addChildren(screens),
  ]),
  context: { queryClient },
  defaultPreload: 'intent',
  defaultErrorComponent: ScreenError,
  defaultNotFoundComponent: NotFound,
  defaultPendingComponent: Waiting,
  // The skeleton itself waits 300 ms before it shows.
  defaultPendingMs: 0,
  defaultPendingMinMs: 0,
  scrollRestoration: true,
});

setUnauthenticatedHandler(() => {
  const { href, pathname } = router.state.location;
  if (pathname === '/sign-in') return;
  queryClient.setQueryData(sessionQuery.queryKey, { session: null });
  void router.navigate({ to: '/sign-in', search: href === '/' ? {} : { next: href } });
});

// People who cannot see the screen change are put at the top of the new one.
router.subscribe('onResolved', ({ pathChanged, fromLocation }) => {
  if (!pathChanged || !fromLocation) return;
  const top = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
  top?.focus({ preventScroll: true });
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
