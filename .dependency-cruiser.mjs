import { mayUse } from './src/modules/may-use.ts';

const SERVER = '^src/(platform|modules|mart|app|cli)/';
const TEST_FILE = '(\\.test\\.tsx?|\\.fixture\\.ts)$';

/** A module's contracts: its own, and those of its parts. */
const contractOf = (name) => `^src/modules/${name}/(contract|[a-z-]+/contract)`;

/** What one module may not reach, derived from its row of `mayUse`. */
function rulesOfModule([name, used]) {
  const open = used.length > 0 ? [`^src/modules/(${used.join('|')})/`] : [];
  return [
    {
      name: `module-${name}`,
      comment: `src/modules/may-use.ts: ${name} may use ${used.join(', ') || 'no other module'}, through index.ts`,
      severity: 'error',
      from: { path: `^src/modules/${name}/`, pathNot: [TEST_FILE, contractOf(name)] },
      to: {
        path: '^src/modules/',
        pathNot: [`^src/modules/${name}/`, ...open.map((path) => `${path}index\\.ts$`)],
      },
    },
    {
      name: `contract-${name}`,
      comment: 'a contract runs in the browser: it sees shared, its own data and contracts of the modules it may use',
      severity: 'error',
      from: { path: contractOf(name) },
      to: {
        path: '^src/',
        pathNot: [
          '^src/shared/',
          `^src/modules/${name}/(?!(index|store|service|routes|jobs)(\\.|/))`,
          ...open.map((path) => `${path}contract`),
        ],
      },
    },
  ];
}

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    ...Object.entries(mayUse).flatMap(rulesOfModule),
    forbid(
      'module-in-table',
      'a module is listed in src/modules/may-use.ts before it uses anything',
      { path: '^src/modules/[^/]+/', pathNot: [TEST_FILE, `^src/modules/(${Object.keys(mayUse).join('|')})/`] },
      { path: '^src/modules/' },
    ),
    forbid(
      'mart-by-index',
      'modules read the mart through its index',
      { path: '^src/modules/', pathNot: TEST_FILE },
      {
        path: '^src/mart/',
        pathNot: '^src/mart/index\\.ts$',
      },
    ),
    forbid(
      'shared-is-ground',
      'shared imports nothing of ours',
      { path: '^src/shared/' },
      { path: '^src/', pathNot: '^src/shared/' },
    ),
    forbid(
      'shared-runs-anywhere',
      'shared runs in the browser too: only these packages, nothing of Node',
      { path: '^src/shared/', pathNot: TEST_FILE },
      { pathNot: ['^src/', 'node_modules/(zod|es-hangul|libphonenumber-js|korean-lunar-calendar)/'] },
    ),
    forbid(
      'platform-knows-no-business',
      'platform imports shared only',
      { path: '^src/platform/', pathNot: TEST_FILE },
      {
        path: '^src/',
        pathNot: '^src/(platform|shared)/',
      },
    ),
    forbid(
      'mart-ground',
      'mart imports shared and platform only',
      { path: '^src/mart/', pathNot: TEST_FILE },
      {
        path: '^src/',
        pathNot: '^src/(mart|platform|shared)/',
      },
    ),
    forbid(
      'app-is-root',
      'app is imported by cli only',
      { path: '^src/', pathNot: ['^src/(app|cli)/', TEST_FILE] },
      {
        path: '^src/app/',
      },
    ),
    forbid(
      'cli-is-entry',
      'nothing imports the command line',
      { path: '^src/', pathNot: ['^src/cli/', TEST_FILE] },
      {
        path: '^src/cli/',
      },
    ),
    forbid(
      'app-and-cli-by-index',
      'app and cli use modules through index.ts and contract',
      { path: '^src/(app|cli)/', pathNot: TEST_FILE },
      {
        path: '^src/modules/',
        pathNot: '^src/modules/[^/]+/(index\\.ts|contract|packs)',
      },
    ),
    forbid(
      'web-is-a-client',
      'web imports shared and contracts only',
      { path: '^src/web/', pathNot: TEST_FILE },
      {
        path: '^src/',
        pathNot: ['^src/(web|shared)/', '^src/modules/[^/]+/contract(\\.ts$|/)'],
      },
    ),
    forbid(
      'server-knows-no-web',
      'the server imports nothing of the web',
      { path: SERVER, pathNot: TEST_FILE },
      { path: '^src/web/' },
    ),
    forbid(
      'feature-alone',
      'one feature never imports another: routes compose them',
      { path: '^src/web/features/([^/]+)/' },
      {
        path: '^src/web/features/',
        pathNot: '^src/web/features/$1/',
      },
    ),
    forbid(
      'ui-below-features',
      'ui and lib know no feature and no route',
      { path: '^src/web/(ui|lib)/', pathNot: TEST_FILE },
      {
        path: '^src/web/(features|app)/',
      },
    ),
    forbid(
      'features-below-routes',
      'routes compose features, not the other way round',
      { path: '^src/web/features/' },
      {
        path: '^src/web/app/',
      },
    ),
    forbid(
      'contract-runs-in-browser',
      'nothing that a contract reaches needs a server',
      { path: '^src/modules/[^/]+/contract' },
      {
        path: [
          '^src/(platform|mart|app|cli)/',
          '^(node:)?(fs|net|http|os|child_process|crypto|path)(/|$)',
          'node_modules/(pg|kysely|fastify)/',
        ],
        reachable: true,
      },
    ),
    forbid(
      'rules-are-pure',
      'rules see shared, contracts and what is pure in their own module',
      { path: '^src/modules/([^/]+)/rules(/|\\.ts$)', pathNot: TEST_FILE },
      {
        path: [
          '^src/(platform|mart|app|cli|web)/',
          '^src/modules/$1/(index|store|service|routes|jobs)(/|\\.ts$)',
          'node_modules/(pg|kysely|fastify|pino|nodemailer)/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'rules-need-no-module',
      'rules take what another module knows as an argument; only its types are imported, and the dated table of legal numbers',
      { path: '^src/modules/[^/]+/rules(/|\\.ts$)', pathNot: TEST_FILE },
      {
        path: '^src/modules/[^/]+/index\\.ts$',
        pathNot: ['/rules/index\\.ts$', '^src/modules/privacy/index\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'store-below-service',
      'contract ← rules ← store ← service ← routes, jobs',
      { path: '^src/modules/([^/]+)/store(/|\\.ts$)', pathNot: TEST_FILE },
      {
        path: '^src/modules/$1/(service|routes|jobs)(/|\\.ts$)',
      },
    ),
    forbid(
      'service-below-routes',
      'contract ← rules ← store ← service ← routes, jobs',
      { path: '^src/modules/([^/]+)/service(/|\\.ts$)', pathNot: TEST_FILE },
      {
        path: '^src/modules/$1/routes(/|\\.ts$)',
      },
    ),
    forbid(
      'nothing-leaves-unasked',
      'only the dispatcher hands messages to a provider, after decideMaySend (AD-11, AD-12); outlets open one, reports ask one',
      {
        path: '^src/',
        pathNot: [
          TEST_FILE,
          '^src/modules/messaging/(providers|simulator)/',
          '^src/modules/messaging/(dispatch|outlet|hand-over|may-send-to|compose|reports|provider-opt-outs|accounts)\\.ts$',
        ],
      },
      { path: '^src/modules/messaging/providers/' },
    ),
    forbid(
      'mail-leaves-by-the-session',
      'only the session of smtp.ts speaks SMTP, and only the provider and the test of the settings use it',
      {
        path: '^src/',
        pathNot: [TEST_FILE, '^src/modules/messaging/(smtp|compose|mail-server|notice|providers/smtp)\\.ts$'],
      },
      { path: ['^src/modules/messaging/smtp\\.ts$', 'node_modules/nodemailer/'] },
    ),
    forbid(
      'no-tests-in-product',
      'the product never imports test code',
      { path: '^src/', pathNot: TEST_FILE },
      {
        path: ['^(test|bench|scripts)/', TEST_FILE],
      },
    ),
    forbid(
      'no-development-tools',
      'the server runs without development dependencies',
      { path: '^src/(shared|platform|modules|mart|app|cli)/', pathNot: TEST_FILE },
      {
        dependencyTypes: ['npm-dev'],
      },
    ),
    forbid(
      'resolvable',
      'every import leads somewhere',
      { path: '^(src|test|bench|scripts)/' },
      { couldNotResolve: true, pathNot: '\\?' },
    ),
    forbid(
      'no-cycle',
      'files that need each other are one file',
      { path: '^src/' },
      {
        circular: true,
        viaOnly: { dependencyTypesNot: ['type-only'] },
      },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules'] },
    exclude: { path: ['\\.css$', '\\.json$', '\\.svg$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
