import { Button, Radio, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { IMPORT_BASES, type ImportBasis } from '../../../modules/imports/contract.ts';
import { Section } from '../../ui/page.tsx';
import { ErrorState, Loading, Notice } from '../../ui/states.tsx';
import { Acquainted } from './acquainted.tsx';
import { batchQuery, useStartImport } from './api.ts';
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

interface CheckStepProps {
  /** All that `startImport` needs but `dryRun`. */
  input: Parameters<ReturnType<typeof useStartImport>['mutate']>[0]['body'];
  /** Asked when the file says who people are (PV-16). */
  basis: { value: ImportBasis | undefined; onChange: (basis: ImportBasis) => void } | undefined;
  source: string;
  onSource: (source: string) => void;
  dryBatchId: string | undefined;
  onDryRun: (batchId: string | undefined) => void;
  onStarted: (batchId: string) => void;
  /** Whether notes that say something sensitive stay in the ordinary note; to be tried out anew. */
  onKeepNotes: (keep: boolean) => void;
}

/** Step 4: the whole import done and taken back, with its counts; then for real. */
export function CheckStep(props: CheckStepProps) {
  const { input, basis, source, onSource, dryBatchId, onDryRun, onStarted, onKeepNotes } = props;
  const { t } = useTranslation('imports');
  const dryRun = useStartImport();
  const start = useStartImport();
  const hintId = useId();
  const basisIsMissing = basis !== undefined && !basis.value;
  if (!input) return null;
  const tryOut = () =>
    dryRun.mutate({ body: { ...input, dryRun: true } }, { onSuccess: ({ batchId }) => onDryRun(batchId) });
  const importNow = () =>
    start.mutate({ body: { ...input, dryRun: false } }, { onSuccess: ({ batchId }) => onStarted(batchId) });
  return (
    <>
      <Section title={t('check.title')} sentence={t('check.sentence')}>
        <div className={css.stack}>
          <TextInput
            label={t('check.source')}
            description={t('check.sourceHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            placeholder={t('check.sourceExample')}
            maxLength={60}
            value={source}
            onChange={(event) => onSource(event.currentTarget.value)}
            className={css.narrow}
          />
          {basis && (
            <Radio.Group
              label={t('basis.title')}
              description={t('basis.sentence')}
              value={basis.value ?? ''}
              onChange={(value) => {
                const chosen = IMPORT_BASES.find((one) => one === value);
                if (chosen) basis.onChange(chosen);
              }}
            >
              <div className={css.basis}>
                {IMPORT_BASES.map((one) => (
                  <Radio key={one} value={one} label={t(`basis.${one}.label`)} description={t(`basis.${one}.hint`)} />
                ))}
              </div>
            </Radio.Group>
          )}
          {!dryBatchId && !dryRun.error && (
            <div>
              <Button
                onClick={tryOut}
                loading={dryRun.isPending}
                disabled={basisIsMissing}
                aria-describedby={basisIsMissing ? hintId : undefined}
              >
                {t('check.run')}
              </Button>
              {basisIsMissing && (
                <p id={hintId} className={css.hint}>
                  {t('check.basisFirst')}
                </p>
              )}
            </div>
          )}
          {dryRun.error && <ErrorState error={dryRun.error} onRetry={tryOut} kept={t('kept')} />}
        </div>
      </Section>
      {dryBatchId && (
        <DryRun
          batchId={dryBatchId}
          onAgain={() => {
            onDryRun(undefined);
            tryOut();
          }}
          onImport={importNow}
          onKeepNotes={onKeepNotes}
          isStarting={start.isPending}
        />
      )}
      {start.error && <ErrorState error={start.error} onRetry={importNow} kept={t('kept')} />}
    </>
  );
}

interface DryRunProps {
  batchId: string;
  onAgain: () => void;
  onImport: () => void;
  onKeepNotes: (keep: boolean) => void;
  isStarting: boolean;
}

function DryRun({ batchId, onAgain, onImport, onKeepNotes, isStarting }: DryRunProps) {
  const { t } = useTranslation('imports');
  const query = useQuery(batchQuery(batchId));
  const batch = query.data;
  if (query.error) return <ErrorState error={query.error} onRetry={onAgain} kept={t('kept')} />;
  if (!batch) return <Loading rows={3} />;
  if (batch.state !== 'done' || !batch.result) return <BatchProgress batch={batch} onRetry={onAgain} />;
  const { accepted, duplicates, peopleUpdated } = batch.result;
  const fresh = accepted - duplicates;
  // Rows that were refused are not there.
  const allThere = batch.result.rejected > 0 ? 'check.restThere' : 'check.allThere';
  const nothingFresh = peopleUpdated > 0 ? t('check.onlyUpdated', { count: peopleUpdated }) : t(allThere);
  const sentence =
    accepted === 0 ? t('check.nothing') : fresh === 0 ? nothingFresh : t('check.ready', { count: fresh });
  return (
    <Section title={t('check.resultTitle')} sentence={sentence}>
      <div className={css.stack}>
        <ResultFigures kind={batch.kind} result={batch.result} />
        <ErrorFileLink batch={batch} />
        <RejectedReasons result={batch.result} />
        <UntakenConsents result={batch.result} />
        <Acquainted batch={batch} />
        <SensitiveNotes batch={batch} onChoose={onKeepNotes} />
        <LeftOut result={batch.result} />
        <p className={css.hint}>{t('check.notStored')}</p>
        {accepted === 0 && <Notice tone="danger">{t('check.nothingHelp')}</Notice>}
        <div className={css.actions}>
          <Button disabled={accepted === 0} onClick={onImport} loading={isStarting}>
            {t('check.import', { count: accepted })}
          </Button>
        </div>
      </div>
    </Section>
  );
}
