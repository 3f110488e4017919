import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Batch, ImportResult } from '../../../modules/imports/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { inLine } from '../../lib/in-line.ts';
import { Figure, FigureRow } from '../../ui/figure.tsx';
import { ProgressCard } from '../../ui/progress-card.tsx';
import { Notice } from '../../ui/states.tsx';
import { errorFileUrl } from './api.ts';
import css from './imports.module.css';

/** Kinds whose rows become touchpoints. */
const HAPPENINGS: ReadonlySet<Batch['kind']> = new Set(['events', 'reservations', 'reviews']);

/** The counts of an import or of its dry run. */
export function ResultFigures({ kind, result }: { kind: Batch['kind']; result: ImportResult }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const isSales = kind === 'sales';
  return (
    <FigureRow>
      <Figure label={t('result.rows')} value={format.count(result.rows)} />
      <Figure
        label={t('result.accepted')}
        value={format.count(result.accepted)}
        definition={{ text: t('result.acceptedMeans') }}
        comparison={result.duplicates > 0 ? t('result.duplicates', { count: result.duplicates }) : undefined}
      />
      <Figure
        label={t('result.rejected')}
        value={format.count(result.rejected)}
        definition={{ text: t('result.rejectedMeans') }}
        tone={result.rejected > 0 ? 'warning' : 'neutral'}
        comparison={result.rejected > 0 ? t('result.inErrorFile') : undefined}
      />
      {HAPPENINGS.has(kind) && (
        <Figure label={t('result.happenings')} value={format.count(result.accepted - result.duplicates)} />
      )}
      {kind !== 'reviews' && (
        <Figure
          label={t('result.customers')}
          value={format.count(result.customers.created)}
          comparison={inLine([
            t('result.matched', { count: result.customers.matched }),
            result.peopleUpdated > 0 && t('result.peopleUpdated', { count: result.peopleUpdated }),
          ])}
        />
      )}
      {isSales && (
        <Figure
          label={t('result.orders')}
          value={format.count(result.orders.created)}
          comparison={result.orders.updated > 0 ? t('result.updated', { count: result.orders.updated }) : undefined}
        />
      )}
      {isSales && <Figure label={t('result.items')} value={format.count(result.items.created)} />}
    </FigureRow>
  );
}

/** The rows that could not be taken, as a file in the shape of the input. */
export function ErrorFileLink({ batch }: { batch: Batch }) {
  const { t } = useTranslation('imports');
  if (!batch.result || batch.result.rejected === 0 || batch.result.errorFile === null) return null;
  return (
    <Notice tone="warning">
      <div className={css.bar}>
        <span>{t('result.rejectedHelp', { count: batch.result.rejected })}</span>
        <Button
          component="a"
          href={errorFileUrl(batch.batchId)}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t('result.errorFile')}
        </Button>
      </div>
    </Notice>
  );
}

/** Reasons for which a note is told of: it was left out, or it was kept by choice. */
const SENSITIVE_NOTES: ReadonlySet<string> = new Set(['note_sensitive', 'note_sensitive_kept']);

/** Notes that say something sensitive (PV-14): how many, in which lines, and what became of them; `onChoose` turns that round. */
export function SensitiveNotes({ batch, onChoose }: { batch: Batch; onChoose?: (keep: boolean) => void }) {
  const { t } = useTranslation('imports');
  const found = batch.result?.warnings.filter(({ reason }) => SENSITIVE_NOTES.has(reason)) ?? [];
  const [first] = found;
  if (!batch.result || !first) return null;
  const isKept = first.reason === 'note_sensitive_kept';
  return (
    <Notice tone="warning">
      {found.map(({ column, count, lines, message }) => (
        <div key={column}>
          {t('result.reason', { count })} <span className={css.code}>{column}</span>: {message[currentLocale()]}{' '}
          <Lines count={count} lines={lines} />
        </div>
      ))}
      <div className={css.actions}>
        {batch.result.rejected === 0 && batch.result.errorFile !== null && (
          <Button component="a" href={errorFileUrl(batch.batchId)} download variant="default">
            {t('result.noteFile')}
          </Button>
        )}
        {onChoose && (
          <Button variant="default" onClick={() => onChoose(!isKept)}>
            {t(isKept ? 'check.leaveNotesOut' : 'check.keepNotes')}
          </Button>
        )}
      </div>
    </Notice>
  );
}

/** The first lines of the file that something is about. */
function Lines({ count, lines }: { count: number; lines: readonly number[] }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  if (lines.length === 0) return null;
  const named = inLine(lines.map((line) => format.count(line)));
  return (
    <span className={css.hint}>{t(count > lines.length ? 'result.linesAmong' : 'result.lines', { lines: named })}</span>
  );
}

/** What was left out of rows that were taken, and columns that have no place. */
export function LeftOut({ result }: { result: ImportResult }) {
  const { t } = useTranslation('imports');
  const { columnsNotTaken } = result;
  const warnings = result.warnings.filter(({ reason }) => !SENSITIVE_NOTES.has(reason));
  if (warnings.length + columnsNotTaken.length === 0) return null;
  // One column can be left out for several reasons.
  const cells = new Map<string, number>();
  for (const { column, count } of warnings) cells.set(column, (cells.get(column) ?? 0) + count);
  return (
    <Notice tone="warning">
      {columnsNotTaken.length > 0 && <div>{t('result.columnsNotTaken', { columns: columnsNotTaken.join(', ') })}</div>}
      {[...cells].map(([column, count]) => (
        <div key={column}>{t('result.cellsNotTaken', { column, count })}</div>
      ))}
    </Notice>
  );
}

/** Why rows were not taken, the most frequent reason first. */
export function RejectedReasons({ result }: { result: ImportResult }) {
  const { t } = useTranslation('imports');
  if (result.reasons.length === 0) return null;
  return (
    <section aria-label={t('result.reasons')}>
      <h3 className={css.keptTitle}>{t('result.reasons')}</h3>
      <ul className={css.plainList}>
        {result.reasons.map(({ column, reason, count, lines, message }) => (
          <li key={`${reason} ${column}`}>
            {t('result.reason', { count })}
            {column !== '' && <span className={css.code}> {column}</span>}: {message[currentLocale()]}{' '}
            <Lines count={count} lines={lines} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** People said to have agreed whose consent was not taken, and why (PV-16). */
export function UntakenConsents({ result }: { result: ImportResult }) {
  const { t } = useTranslation('imports');
  if (result.consents.notTaken === 0) return null;
  return <Notice tone="warning">{t('result.consentsNotTaken', { count: result.consents.notTaken })}</Notice>;
}

/** How far a batch is, while it runs or when it failed. */
export function BatchProgress({ batch, onRetry }: { batch: Batch; onRetry?: () => void }) {
  const { t } = useTranslation('imports');
  const title = t(batch.dryRun ? 'progress.dryRun' : 'progress.import', { name: batch.fileName });
  if (batch.state === 'failed') {
    return (
      <ProgressCard
        title={title}
        state="failed"
        sentence={batch.error?.message[currentLocale()] || t('progress.failed')}
        action={
          onRetry && (
            <Button variant="default" onClick={onRetry}>
              {t('retry')}
            </Button>
          )
        }
      />
    );
  }
  const isStoring = batch.progressRate === 1;
  return (
    <ProgressCard
      title={title}
      state="working"
      doneShare={isStoring ? undefined : (batch.progressRate ?? undefined)}
      canLeave
      sentence={
        batch.state === 'waiting'
          ? t('progress.waiting')
          : t(isStoring ? 'progress.storing' : 'progress.reading', { count: batch.rowsRead })
      }
    />
  );
}
