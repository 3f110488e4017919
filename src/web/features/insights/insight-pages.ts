/** The pages below the overview, in their order in the line of names and in the palette, each with the right that shows it. */
export const INSIGHT_PAGES = [
  { key: 'regulars', to: '/insights/regulars', right: 'insights:read' },
  { key: 'menu', to: '/insights/menu', right: 'insights:read' },
  { key: 'pairs', to: '/insights/pairs', right: 'insights:read' },
  { key: 'hours', to: '/insights/hours', right: 'insights:read' },
  { key: 'forecast', to: '/insights/forecast', right: 'insights:read' },
  { key: 'cohorts', to: '/insights/cohorts', right: 'insights:read' },
  { key: 'risks', to: '/insights/risks', right: 'insights:read' },
  { key: 'sql', to: '/insights/sql', right: 'insights:sql' },
] as const;
