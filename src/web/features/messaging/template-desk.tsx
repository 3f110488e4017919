import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { installStarters, listTemplates, syncTemplates, type Template } from '../../../modules/messaging/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import css from './messaging.module.css';
import { TemplateForm } from './template-form.tsx';
import { TemplateRow } from './template-row.tsx';

/** The kept texts: those for AlimTalk with where their review stands (AD-43), the shipped ones one press away (AD-44). */
export function TemplateDesk() {
  const { t } = useTranslation('messages');
  const query = useQuery(queryFor(listTemplates));
  const mayWrite = useCan('plays:write');
  const client = useQueryClient();
  const install = useCall(installStarters);
  const sync = useCall(syncTemplates);
  const [writing, setWriting] = useState<Template | 'new'>();
  const refresh = () => void client.invalidateQueries({ queryKey: keyOf(listTemplates) });
  const startersLeft = query.data?.startersLeft ?? 0;
  const starters = mayWrite && startersLeft > 0 && (
    <Button variant="default" loading={install.isPending} onClick={() => install.mutate({}, { onSuccess: refresh })}>
      {t('template.install', { count: startersLeft })}
    </Button>
  );
  const failed = install.error ?? sync.error;
  return (
    <Section
      title={t('template.title')}
      sentence={t('template.sentence')}
      action={
        mayWrite && writing === undefined ? (
          <Button onClick={() => setWriting('new')}>{t('template.new')}</Button>
        ) : undefined
      }
    >
      <div className={css.stack}>
        {failed && <Notice tone="danger">{failed.message}</Notice>}
        {sync.data && (
          <Notice tone={sync.data.error === '' ? 'accent' : 'danger'}>
            {sync.data.error === ''
              ? t('template.synced', { count: sync.data.changed })
              : t('template.syncFailed', { error: sync.data.error })}
          </Notice>
        )}
        {writing !== undefined && (
          <TemplateForm
            key={writing === 'new' ? 'new' : writing.templateId}
            template={writing === 'new' ? undefined : writing}
            onDone={() => {
              setWriting(undefined);
              refresh();
            }}
            onCancel={() => setWriting(undefined)}
          />
        )}
        <Loaded query={query}>
          {({ templates, canSync, unfit }) => (
            <>
              <div className={css.actions}>
                {starters}
                {canSync && mayWrite && (
                  <Button
                    variant="default"
                    loading={sync.isPending}
                    onClick={() => sync.mutate({}, { onSuccess: refresh })}
                  >
                    {t('template.sync')}
                  </Button>
                )}
              </div>
              {templates.length === 0 && writing === undefined ? (
                <EmptyState sentence={t('template.empty')} />
              ) : (
                <ul className={css.list}>
                  {templates.map((template) => (
                    <li key={template.templateId}>
                      <TemplateRow template={template} onEdit={() => setWriting(template)} onChanged={refresh} />
                    </li>
                  ))}
                </ul>
              )}
              {unfit.length > 0 && <Unfit unfit={unfit} />}
            </>
          )}
        </Loaded>
      </div>
    </Section>
  );
}

type Unfitting = z.output<(typeof listTemplates)['output']>['unfit'];

/** Where what is missing is mended. */
const MENDED_AT: Readonly<Record<Unfitting[number]['missing'], { to: string; hash?: string }>> = {
  reservations: { to: '/record/import' },
  points: { to: '/plays/points' },
  pack: { to: '/settings', hash: 'pack' },
};

/** The shipped ones that this shop has no use for yet: what is missing, and where to mend it. */
function Unfit({ unfit }: { unfit: Unfitting }) {
  const { t } = useTranslation('messages');
  const { locale } = useFormat();
  return (
    <div>
      <h3 className={css.subtitle}>{t('template.notYet')}</h3>
      <ul className={css.list}>
        {[...Map.groupBy(unfit, ({ missing }) => missing)].map(([missing, some]) => (
          <li key={missing}>
            <p className={css.quiet}>{some.map(({ name }) => name[locale]).join(', ')}</p>
            {t(`template.missing.${missing}`)} <Link {...MENDED_AT[missing]}>{t(`template.mend.${missing}`)}</Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
