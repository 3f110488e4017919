import { Button, SegmentedControl } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getSession, listSessions, revokeSession, updateAccount, zLocale } from '../../../modules/staff/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { showLocale } from '../../lib/i18n.ts';
import { useSession } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Instant } from '../../ui/value.tsx';
import { OwnPassword } from './own-password.tsx';
import css from './settings.module.css';

/** Enough to know one's own devices apart; the order matters, because browsers also name the ones they resemble. */
const BROWSERS = [
  ['Edge', /Edg/],
  ['Samsung Internet', /SamsungBrowser/],
  ['Whale', /Whale/],
  ['Firefox', /Firefox|FxiOS/],
  ['Chrome', /Chrome|CriOS/],
  ['Safari', /Safari/],
] as const;
const SYSTEMS = [
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['Mac', /Macintosh/],
  ['Linux', /Linux/],
] as const;

/** What every person may set for herself: language, and where she is signed in. */
export function OwnAccount() {
  const { t } = useTranslation('settings');
  const { account, workspace } = useSession();
  const { locale } = useFormat();
  const client = useQueryClient();
  const query = useQuery(queryFor(listSessions));
  const revoke = useCall(revokeSession);
  const update = useCall(updateAccount);
  const device = (userAgent: string) => {
    const browser = BROWSERS.find(([, mark]) => mark.test(userAgent))?.[0];
    const system = SYSTEMS.find(([, mark]) => mark.test(userAgent))?.[0];
    if (browser && system) return t('own.device', { browser, system });
    return browser ?? system ?? (userAgent || t('own.unknownDevice'));
  };
  const speak = (value: string) => {
    const chosen = zLocale.parse(value);
    void showLocale(chosen);
    update.mutate(
      { body: { locale: chosen } },
      { onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(getSession) }) },
    );
  };
  return (
    <Section title={t('own.title')} sentence={account.email}>
      {update.error && <Notice tone="danger">{update.error.message || t('notSaved')}</Notice>}
      <div>
        <SegmentedControl
          aria-label={t('own.language')}
          data={[
            { value: 'ko', label: '한국어' },
            { value: 'en', label: 'English' },
          ]}
          value={locale}
          onChange={speak}
        />
      </div>
      {workspace.kind === 'real' && <OwnPassword />}
      <h3>{t('own.sessions')}</h3>
      <Loaded query={query}>
        {({ sessions }) => (
          <ul className={css.rows}>
            {sessions.map((session) => (
              <li key={session.sessionId}>
                <span>
                  <span className={css.quiet}>{device(session.userAgent)}</span>
                  <div>
                    <Instant at={session.lastSeenAt} /> {session.current && <Tag tone="accent">{t('own.here')}</Tag>}
                  </div>
                </span>
                {!session.current && (
                  <Button
                    variant="subtle"
                    color="gray"
                    onClick={() =>
                      revoke.mutate(
                        { params: { sessionId: session.sessionId } },
                        { onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(listSessions) }) },
                      )
                    }
                  >
                    {t('own.signOut')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}
