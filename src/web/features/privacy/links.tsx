import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { encode } from 'uqr';
import { getJoinLink, renewJoinLink } from '../../../modules/selfservice/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { CopyButton } from './copy-button.tsx';
import css from './privacy.module.css';

/** Where people agree by themselves: the tablet of the shop, and its public form with a code to print. */
export function Links() {
  const { t } = useTranslation('privacy');
  const query = useQuery(queryFor(getJoinLink));
  return (
    <>
      <Section title={t('links.tablet')} sentence={t('links.tabletSentence')}>
        <Button component={Link} to="/tablet/consent">
          {t('links.openTablet')}
        </Button>
      </Section>
      <Section title={t('links.form')} sentence={t('links.formSentence')}>
        <Loaded query={query} rows={4}>
          {({ url }) => <Form url={url} />}
        </Loaded>
      </Section>
      <Section title={t('links.ask')} sentence={t('links.askSentence')}>
        <Loaded query={query} rows={1}>
          {({ askUrl }) => (
            <div className={css.stack}>
              <p className={css.address}>{askUrl}</p>
              <div className={css.actions}>
                <CopyButton text={askUrl} />
              </div>
            </div>
          )}
        </Loaded>
      </Section>
    </>
  );
}

function Form({ url }: { url: string }) {
  const { t } = useTranslation('privacy');
  const client = useQueryClient();
  const renew = useCall(renewJoinLink);
  const mayWrite = useCan('settings:write');
  return (
    <div className={css.stack}>
      <QrCode text={url} label={t('links.qr')} />
      <p className={css.address}>{url}</p>
      {renew.error && <Notice tone="danger">{renew.error.message || t('failed')}</Notice>}
      <div className={css.actions}>
        <CopyButton text={url} />
        <Button variant="default" onClick={() => window.print()}>
          {t('links.print')}
        </Button>
        {mayWrite && (
          <Button
            variant="subtle"
            loading={renew.isPending}
            onClick={() =>
              renew.mutate({}, { onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(getJoinLink) }) })
            }
          >
            {t('links.renew')}
          </Button>
        )}
      </div>
      {mayWrite && <p className={css.quiet}>{t('links.renewHint')}</p>}
    </div>
  );
}

/** Quiet border that a camera needs around the code, in squares. */
const BORDER = 2;

function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: BORDER });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg className={css.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={path} fill="#000" />
    </svg>
  );
}
