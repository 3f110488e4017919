/**
 * Which module may use which, through its `index.ts`: this table is the architecture. Read downwards it has no cycle;
 * a module reaches one above it by an event. `mart/index.ts` is open to all of them.
 * Checked by .dependency-cruiser.mjs and test/architecture.test.ts, drawn in docs/architecture.md.
 */
export const mayUse = {
  workspace: [],
  staff: ['workspace'],
  privacy: ['workspace', 'staff'],
  customers: ['workspace', 'staff', 'privacy'],
  menu: ['workspace', 'staff'],
  orders: ['workspace', 'staff', 'customers', 'menu'],
  messaging: ['workspace', 'staff', 'privacy', 'customers'],
  selfservice: ['workspace', 'staff', 'privacy', 'customers', 'messaging'],
  loyalty: ['workspace', 'staff', 'privacy', 'customers', 'selfservice', 'orders'],
  touchpoints: ['workspace', 'staff', 'privacy', 'customers'],
  sources: ['workspace', 'staff', 'privacy', 'customers', 'menu', 'orders', 'touchpoints', 'loyalty'],
  imports: ['workspace', 'staff', 'privacy', 'customers', 'menu', 'orders', 'touchpoints', 'loyalty'],
  insights: ['workspace', 'staff', 'customers', 'menu', 'orders'],
  segments: ['workspace', 'staff', 'privacy', 'customers', 'insights'],
  plays: ['workspace', 'staff', 'privacy', 'customers', 'menu', 'loyalty', 'messaging', 'segments'],
  flows: ['workspace', 'staff', 'privacy', 'customers', 'menu', 'messaging', 'segments', 'plays'],
  decisions: ['workspace', 'staff', 'privacy', 'customers', 'touchpoints', 'insights', 'plays', 'flows'],
  today: ['workspace', 'staff', 'customers', 'orders', 'imports', 'insights', 'segments', 'plays'],
  demo: [
    'workspace',
    'staff',
    'privacy',
    'customers',
    'menu',
    'orders',
    'touchpoints',
    'loyalty',
    'messaging',
    'imports',
    'insights',
    'segments',
    'plays',
    'flows',
    'today',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
