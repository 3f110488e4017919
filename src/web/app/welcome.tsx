import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../lib/title.ts';
import css from './frame.module.css';
import { LanguageSwitch } from './shell/language-switch.tsx';

interface WelcomeProps {
  title: string;
  sentence?: string;
  width?: 'narrow' | 'wide';
  children: ReactNode;
}

/** Frame of the screens before sign-in. */
export function Welcome({ title, sentence, width = 'wide', children }: WelcomeProps) {
  const { t } = useTranslation('ui');
  useTitle(title);
  return (
    <div className={css.welcome}>
      <header className={css.welcomeBar}>
        <span className={css.product}>{t('productName')}</span>
        <LanguageSwitch signedIn={false} />
      </header>
      <main id="main" className={css.welcomeBody} data-width={width}>
        <h1 className={css.welcomeTitle} tabIndex={-1}>
          {title}
        </h1>
        {sentence && <p className={css.welcomeSentence}>{sentence}</p>}
        {children}
      </main>
    </div>
  );
}
