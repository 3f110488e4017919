/** Every `en/<namespace>.json`, by its path: a new feature adds one file a language and nothing else. */
export default import.meta.glob<unknown>('./en/*.json', { eager: true, import: 'default' });
