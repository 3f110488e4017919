import { useTranslation } from 'react-i18next';
import { useSwitchLocale } from '../../features/session/api.ts';
import css from './shell.module.css';

const NAMES = { ko: '한국어', en: 'English' } as const;

/** Names the other language in that language, so that whoever needs it can read it. */
export function LanguageSwitch({ signedIn }: { signedIn: boolean }) {
  const { i18n } = useTranslation();
  const switchLocale = useSwitchLocale();
  const other = i18n.language === 'en' ? 'ko' : 'en';
  return (
    <button type="button" lang={other} className={css.quiet} onClick={() => switchLocale(other, signedIn)}>
      {NAMES[other]}
    </button>
  );
}
