import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { countDuplicates } from '../../../modules/customers/contract/identity.ts';
import type { Batch as BatchType } from '../../../modules/imports/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Loaded, NoPermission, Notice } from '../../ui/states.tsx';
import { Instant } from '../../ui/value.tsx';
import { Acquainted } from './acquainted.tsx';
import { batchQuery, useForgetAnswers } from './api.ts';
import { BatchState } from './batch-list.tsx';
import {
  BatchProgress,
  ErrorFileLink,
  LeftOut,
  RejectedReasons,
  ResultFigures,
  SensitiveNotes,
  UntakenConsents,
} from './batch-result.tsx';
import css from './imports.module.css';
import { UndoBatch } from './undo-batch.tsx';

/** One import: how far it is, what it brought, what could not be read, and the way back. */
export function BatchScreen({ batchId }: { batchId: string }) {
  const { t } = useTranslation('imports');
  const may = useCan('imports:run');
  const query = useQuery({ ...batchQuery(batchId), enabled: may });
  useFreshScreens(query.data);
  return (
    <Page title={query.data?.fileName ?? t('batch.title')} back={{ to: '/record', label: t('toRecord') }}>
      {may ? (
        <Loaded query={query}>{(batch) => <BatchBody batch={batch} />}</Loaded>
      ) : (
        <NoPermission sentence={t('noPermission')} />
      )}
    </Page>
  );
}

/** When the import ends while one looks at it, the other screens are asked anew. */
function useFreshScreens(batch: BatchType | undefined) {
  const forget = useForgetAnswers();
  const before = useRef(batch?.state);
  const onState = useEffectEvent((state: BatchType['state'] | undefined) => {
    const wasWorking = before.current === 'running' || before.current === 'waiting';
    before.current = state;
    if (wasWorking && state === 'done') void forget();
  });
  useEffect(() => onState(batch?.state), [batch?.state]);
}

function BatchBody({ batch }: { batch: BatchType }) {
  const { t } = useTranslation('imports');
  return (
    <>
      <dl className={css.facts}>
        <div>
          <dt>{t('list.state')}</dt>
          <dd>
            <BatchState batch={batch} />
          </dd>
        </div>
        <div>
          <dt>{t('list.kind')}</dt>
          <dd>{t(`kind.${batch.kind}`)}</dd>
        </div>
        <div>
          <dt>{t('list.when')}</dt>
          <dd>
            <Instant at={batch.createdAt} exact />
          </dd>
        </div>
        <div>
          <dt>{t('list.who')}</dt>
          <dd>{batch.createdBy ?? t('list.commandLine')}</dd>
        </div>
        {batch.undoneAt && (
          <div>
            <dt>{t('batch.undoneAt')}</dt>
            <dd>
              <Instant at={batch.undoneAt} exact />
            </dd>
          </div>
        )}
      </dl>
      {(batch.state === 'waiting' || batch.state === 'running' || batch.state === 'failed') && (
        <BatchProgress batch={batch} />
      )}
      {batch.state === 'failed' && (
        <div className={css.actions}>
          <Button component={Link} to="/record/import">
            {t('batch.again')}
          </Button>
        </div>
      )}
      {batch.state === 'undone' && <UndoBatch batch={batch} />}
      {batch.result && (
        <Section
          title={t(batch.state === 'undone' ? 'batch.resultBefore' : 'batch.resultTitle')}
          sentence={<Sentence batch={batch} result={batch.result} />}
        >
          <div className={css.stack}>
            <ResultFigures kind={batch.kind} result={batch.result} />
            <ErrorFileLink batch={batch} />
            <RejectedReasons result={batch.result} />
            <UntakenConsents result={batch.result} />
            <Acquainted batch={batch} />
            <SensitiveNotes batch={batch} />
            <LeftOut result={batch.result} />
          </div>
        </Section>
      )}
      {batch.state === 'done' && batch.result && batch.result.accepted > 0 && !batch.dryRun && (
        <>
          <NextStep kind={batch.kind} />
          <UndoBatch batch={batch} />
        </>
      )}
    </>
  );
}

/** After people came in, whether somebody is there twice; after what they did, who rests. */
function NextStep({ kind }: { kind: BatchType['kind'] }) {
  const { t } = useTranslation('imports');
  const mayMerge = useCan('customers:merge');
  const asksWho = (kind === 'customers' || kind === 'contacts') && mayMerge;
  const pairs = useQuery({ ...queryFor(countDuplicates), enabled: asksWho });
  const total = pairs.data?.total ?? 0;
  const said = total > 0 ? t('batch.nextPairs', { count: total }) : t('batch.nextPeople');
  return (
    <Notice tone="accent">
      <div className={css.bar}>
        <span>{asksWho ? said : t('batch.next')}</span>
        <Button component={Link} to={asksWho ? '/people/duplicates' : '/insights'}>
          {t(asksWho ? 'batch.toDuplicates' : 'batch.toSlipping')}
        </Button>
      </div>
    </Notice>
  );
}

function Sentence({ batch, result }: { batch: BatchType; result: NonNullable<BatchType['result']> }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  if (result.accepted === 0) return t('batch.nothing');
  // Rows that were refused are not there.
  const allThere = result.rejected > 0 ? 'batch.restThere' : 'batch.allThere';
  if (result.duplicates === result.accepted) {
    return result.peopleUpdated > 0 ? t('batch.onlyUpdated', { count: result.peopleUpdated }) : t(allThere);
  }
  const seconds = format.decimal(result.seconds, 1);
  if (batch.kind === 'events' || batch.kind === 'reservations' || batch.kind === 'reviews') {
    return t('batch.doneHappenings', { count: result.accepted - result.duplicates, seconds });
  }
  return batch.kind === 'sales'
    ? t('batch.doneSales', { count: result.orders.created, customers: format.count(result.customers.created), seconds })
    : t('batch.doneCustomers', {
        count: result.customers.created,
        matched: format.count(result.customers.matched),
        seconds,
      });
}
