import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, NoPermission } from '../../ui/states.tsx';
import { batchesQuery } from './api.ts';
import { BatchList } from './batch-list.tsx';
import css from './imports.module.css';

const POLL_MS = 2000;

/** What came in and from where. `demo` is the way to see this screen filled, `health` what the sources do. */
export function Record({ demo, health }: { demo: ReactNode; health: ReactNode }) {
  const { t } = useTranslation('imports');
  const may = useCan('imports:run');
  return may ? (
    <Batches demo={demo} health={health} />
  ) : (
    <Page title={t('record.title')} action={<Quick />}>
      {health}
      <NoPermission sentence={t('noPermission')} />
    </Page>
  );
}

/** Typing in by hand is for everybody at the counter, also for who may import no files. */
function Quick() {
  const { t } = useTranslation('imports');
  return useCan('customers:write') ? (
    <Button component={Link} to="/record/entry" variant="default">
      {t('record.quick')}
    </Button>
  ) : null;
}

function Batches({ demo, health }: { demo: ReactNode; health: ReactNode }) {
  const { t } = useTranslation('imports');
  const query = useQuery({
    ...batchesQuery(),
    refetchInterval: ({ state }) =>
      state.data?.batches.some((one) => one.state === 'running' || one.state === 'waiting') ? POLL_MS : false,
  });
  // A dry run left nothing behind, so there is nothing to look back at.
  const batches = query.data?.batches.filter((one) => !one.dryRun) ?? [];
  const begin = (
    <Button component={Link} to="/record/import">
      {t('record.import')}
    </Button>
  );
  const isEmpty = query.data !== undefined && batches.length === 0;
  return (
    <Page
      title={t('record.title')}
      action={
        <div className={css.actions}>
          <Quick />
          <Button component={Link} to="/record/folders" variant="default">
            {t('folders.title')}
          </Button>
          {!isEmpty && begin}
        </div>
      }
    >
      {health}
      <Section title={t('list.title')} surface="plain" sentence={isEmpty ? undefined : t('record.sentence')}>
        <Loaded query={query}>
          {() =>
            isEmpty ? (
              <EmptyState sentence={t('record.empty')} action={begin} demo={demo} />
            ) : (
              <BatchList batches={batches} />
            )
          }
        </Loaded>
      </Section>
    </Page>
  );
}
