import { INSIGHT_PAGES } from '../../features/insights/insight-pages.ts';

/** A screen, or a part of one, below the places of the navigation. */
interface Screen {
  /** Its other words are `screenWords.<key>` of the palette's texts. */
  key: string;
  /** Its label: what the screen calls itself, or a text of the palette where that says too little by itself. */
  name: string;
  to: string;
  /** The right that shows it. */
  right: string;
}

/** Everything the palette goes to beside the places, in the order of the navigation. */
export const SCREENS = [
  { key: 'decisions', name: 'decisions:title', to: '/decisions', right: 'insights:read' },
  { key: 'duplicates', name: 'identity:title', to: '/people/duplicates', right: 'customers:merge' },
  { key: 'groups', name: 'groups:title', to: '/people/groups', right: 'insights:read' },
  { key: 'newGroup', name: 'groups:new', to: '/people/groups/new', right: 'segments:write' },
  { key: 'connections', name: 'palette:screens.connections', to: '/record/connections', right: 'sources:read' },
  { key: 'deliveries', name: 'connections:deliveries', to: '/record/deliveries', right: 'sources:read' },
  { key: 'folders', name: 'imports:folders.title', to: '/record/folders', right: 'imports:run' },
  ...INSIGHT_PAGES.map((page) => ({ ...page, name: `understand:nav.${page.key}` })),
  { key: 'flows', name: 'flows:title', to: '/plays/flows', right: 'plays:read' },
  { key: 'newFlow', name: 'palette:screens.newFlow', to: '/plays/flows/new', right: 'plays:write' },
  { key: 'newOffline', name: 'palette:screens.newOffline', to: '/plays/offline', right: 'plays:write' },
  { key: 'messages', name: 'messages:page.title', to: '/plays/messages', right: 'plays:read' },
  { key: 'points', name: 'loyalty:title', to: '/plays/points', right: 'loyalty:read' },
  { key: 'book', name: 'measure:book.title', to: '/plays/book', right: 'plays:read' },
  { key: 'policy', name: 'measure:policy.title', to: '/plays/policy', right: 'plays:read' },
  { key: 'tablet', name: 'palette:screens.tablet', to: '/tablet', right: 'loyalty:write' },
  { key: 'consentTablet', name: 'palette:screens.consentTablet', to: '/tablet/consent', right: 'customers:write' },
  { key: 'privacy', name: 'privacy:title', to: '/settings/privacy', right: 'customers:unmask' },
  { key: 'joinLink', name: 'palette:screens.joinLink', to: '/settings/privacy?tab=links', right: 'customers:unmask' },
  { key: 'purposes', name: 'palette:screens.purposes', to: '/settings/privacy?tab=fields', right: 'privacy:read' },
  {
    key: 'consentTexts',
    name: 'palette:screens.consentTexts',
    to: '/settings/privacy?tab=texts',
    right: 'privacy:read',
  },
  { key: 'retention', name: 'palette:screens.retention', to: '/settings/privacy?tab=retention', right: 'privacy:read' },
  { key: 'incidents', name: 'palette:screens.incidents', to: '/settings/privacy?tab=incidents', right: 'privacy:read' },
] as const satisfies readonly Screen[];

/** Sections of the settings that can be gone to, by their anchors, with the right that shows them. */
export const SETTINGS = [
  { key: 'shop', right: 'settings:write' },
  { key: 'mail', right: 'settings:write' },
  { key: 'messages', right: 'settings:write' },
  { key: 'pack', right: 'settings:write' },
  { key: 'words', right: 'settings:write' },
  { key: 'fields', right: 'settings:write' },
  { key: 'tags', right: 'settings:write' },
  { key: 'members', right: 'staff:manage' },
  { key: 'account', right: undefined },
  { key: 'log', right: 'privacy:read' },
] as const satisfies readonly { key: string; right: string | undefined }[];

/** Things to do that have a screen of their own; the palette names them first. */
export const DO_PLACES = {
  addPerson: '/people?add=true',
  recordSale: '/record/entry',
  import: '/record/import',
  newPlay: '/plays/new',
};
