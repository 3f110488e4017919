import { INSIGHT_PAGES } from '../../features/insights/insight-pages.ts';

/** A screen, or a part of one, below the places of the navigation. */
interface Screen {
  /** Its label and its other words: `screens.<key>` and `screenWords.<key>` of the palette's texts. */
  key: string;
  to: string;
  /** The right that shows it. */
  right: string;
}

/** Everything the palette goes to beside the places, in the order of the navigation. */
export const SCREENS = [
  { key: 'decisions', to: '/decisions', right: 'insights:read' },
  { key: 'duplicates', to: '/people/duplicates', right: 'customers:merge' },
  { key: 'groups', to: '/people/groups', right: 'insights:read' },
  { key: 'newGroup', to: '/people/groups/new', right: 'segments:write' },
  { key: 'connections', to: '/record/connections', right: 'sources:read' },
  { key: 'deliveries', to: '/record/deliveries', right: 'sources:read' },
  { key: 'folders', to: '/record/folders', right: 'imports:run' },
  ...INSIGHT_PAGES,
  { key: 'flows', to: '/plays/flows', right: 'plays:read' },
  { key: 'newFlow', to: '/plays/flows/new', right: 'plays:write' },
  { key: 'newOffline', to: '/plays/offline', right: 'plays:write' },
  { key: 'messages', to: '/plays/messages', right: 'plays:read' },
  { key: 'points', to: '/plays/points', right: 'loyalty:read' },
  { key: 'book', to: '/plays/book', right: 'plays:read' },
  { key: 'policy', to: '/plays/policy', right: 'plays:read' },
  { key: 'tablet', to: '/tablet', right: 'loyalty:write' },
  { key: 'consentTablet', to: '/tablet/consent', right: 'customers:write' },
  { key: 'privacy', to: '/settings/privacy', right: 'customers:unmask' },
  { key: 'joinLink', to: '/settings/privacy?tab=links', right: 'customers:unmask' },
  { key: 'purposes', to: '/settings/privacy?tab=fields', right: 'privacy:read' },
  { key: 'consentTexts', to: '/settings/privacy?tab=texts', right: 'privacy:read' },
  { key: 'retention', to: '/settings/privacy?tab=retention', right: 'privacy:read' },
  { key: 'incidents', to: '/settings/privacy?tab=incidents', right: 'privacy:read' },
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
