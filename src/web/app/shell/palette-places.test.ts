import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../../locales/en/palette.json' with { type: 'json' };
import ko from '../../locales/ko/palette.json' with { type: 'json' };
import { PLACES } from '../places.ts';
import { matchCommands } from './match-command.ts';
import { DO_PLACES, SCREENS, SETTINGS } from './palette-places.ts';

/** Addresses nobody is taken to by name, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  '/setup': 'once, before anybody can sign in',
  '/sign-in': 'whoever sees the palette is signed in',
  '/record/source': 'one source, named in the address',
  $: 'no screen at all',
};

/** A text of the screens in a language: `identity:title`. */
function textOf(locale: string, name: string): string {
  const [file, key = ''] = name.split(':');
  const texts: unknown = JSON.parse(
    readFileSync(path.join(import.meta.dirname, `../../locales/${locale}/${file}.json`), 'utf8'),
  );
  const found = key.split('.').reduce((at, step) => (at as Record<string, unknown>)[step], texts);
  if (typeof found !== 'string') throw new Error(`${locale} has no ${name}`);
  return found;
}

const withoutQuery = (to: string) => to.split('?')[0];

describe('the palette', () => {
  it('goes to every screen of the router that needs no id, and to none that is not there', () => {
    // Read as text: the router itself pulls in every screen with its styles.
    const router = readFileSync(path.join(import.meta.dirname, '../router.tsx'), 'utf8');
    const routes = [...router.matchAll(/path: '([^']+)'/g)].map(([, to]) => to ?? '');
    const wanted = routes.filter((to) => to === '$' || !to.includes('$'));
    expect(wanted.length).toBeGreaterThan(30);
    const reached = [...PLACES.map(({ to }) => to), ...SCREENS.map(({ to }) => to), ...Object.values(DO_PLACES)];
    expect(new Set([...reached.map(withoutQuery), ...Object.keys(LEFT_OUT)])).toEqual(new Set(wanted));
  });

  it('goes to settings that are there', () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../features/settings/settings-page.tsx'), 'utf8');
    for (const { key } of SETTINGS) expect(page).toContain(`id="${key}"`);
  });

  describe.each([
    ['ko', ko],
    ['en', en],
  ])('in %s', (locale, texts) => {
    const commands = [
      ...SCREENS.map(({ key, name }) => ({ key, label: textOf(locale, name), keywords: texts.screenWords[key] })),
      ...Object.entries(texts.do).map(([key, label]) => ({ key, label, keywords: texts.keywords[key as 'import'] })),
      ...PLACES.map(({ key }) => ({ key, label: key, keywords: texts.keywords[key] })),
      ...SETTINGS.map(({ key }) => ({ key, label: texts.settings[key], keywords: texts.settingWords[key] })),
    ];
    it.each([
      ['dupl', 'duplicates'],
      ['Duplicate guests', 'duplicates'],
      ['겹침', 'duplicates'],
      ['중복', 'duplicates'],
      ['merge', 'duplicates'],
      ['consent', 'consentTexts'],
      ['동의', 'consentTexts'],
      ['tablet', 'tablet'],
      ['태블릿', 'tablet'],
      ['keys', 'connections'],
      ['api', 'connections'],
      ['개인정보', 'privacy'],
      ['접속 기록', 'log'],
      ['own words', 'words'],
      ['folders', 'folders'],
      ['deliveries', 'deliveries'],
      ['빠른 입력', 'recordSale'],
      ['quick entry', 'recordSale'],
      ['피드', 'connections'],
      ['RSS', 'connections'],
      ['열쇠', 'connections'],
      ['API key', 'connections'],
      ['보호자', 'privacy'],
      ['guardian', 'privacy'],
      ['내보내기', 'people'],
      ['export', 'people'],
      ['필드', 'fields'],
      ['단계', 'fields'],
      ['stage', 'fields'],
      ['병합', 'duplicates'],
      ['겹치는', 'duplicates'],
      ['후기', 'import'],
      ['review', 'import'],
      ['열람 기록', 'log'],
      ['access log', 'log'],
      ['예약', 'import'],
    ])('%s finds %s', (typed, key) => {
      expect(matchCommands(commands, typed).map((one) => one.key)).toContain(key);
    });
  });
});
