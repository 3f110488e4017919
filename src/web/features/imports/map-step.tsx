import { Button, NativeSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldSource, ImportMap } from '../../../modules/imports/contract.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { useShop } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { ErrorState, Loading, Notice } from '../../ui/states.tsx';
import type { Reading } from './api.ts';
import { type Inspection, previewQuery, type SavedMap } from './api.ts';
import { ColumnList, UnusedColumns } from './column-list.tsx';
import { ColumnSelect } from './column-select.tsx';
import { DateChoice } from './date-choice.tsx';
import {
  columnsOf,
  dateFieldOf,
  fieldsOf,
  hasOwnBirthDates,
  type MapDraft,
  mapOfDraft,
  missingOf,
  samplesOf,
  unusedColumns,
  withCertainDates,
  withSource,
  wordsToMatch,
} from './draft.ts';
import { FIELD_GROUPS, timeFieldOf } from './draft-fields.ts';
import { FieldRow } from './field-row.tsx';
import css from './imports.module.css';
import { JoinFiles } from './join-files.tsx';
import { OwnColumns } from './own-columns.tsx';
import { PreviewTable } from './preview-table.tsx';
import { fitsHeader, MapSource, SaveMap } from './saved-maps.tsx';
import type { Wizard } from './wizard-state.ts';
import { WordMatch } from './word-match.tsx';

/** Enough texts to tell a column apart, few enough for one line. */
const SHOWN_SAMPLES = 3;
const PREVIEW_DELAY_MS = 300;

interface MapStepProps {
  uploadId: string;
  /** With the columns of joined files, once they are here. */
  inspection: Inspection;
  /** Why the joined files cannot be read together. */
  joinError: unknown;
  reading: Reading;
  draft: MapDraft;
  origin: Wizard['origin'];
  mapName: string;
  saved: readonly SavedMap[];
  joinFiles: Wizard['joinFiles'];
  onDraft: (draft: MapDraft) => void;
  onApply: (parts: { map: ImportMap; origin: 'saved' | 'loaded'; name: string }) => void;
  onSuggestion: () => void;
  onSaved: (name: string) => void;
  onJoinFile: (name: string, file: NonNullable<Wizard['file']>) => void;
  /** A new joined file, and the draft with it. */
  onJoin: (draft: MapDraft, name: string, file: NonNullable<Wizard['file']>) => void;
  onContinue: () => void;
}

/** Step 3: which column of the file is which of our fields, and at once what the first rows become. */
export function MapStep(props: MapStepProps) {
  const { uploadId, inspection, reading, draft, origin, mapName, saved, joinFiles, onDraft } = props;
  const { t } = useTranslation('imports');
  const shop = useShop();
  const header = useMemo(
    () => [...new Set([...inspection.header, ...draft.joins.flatMap((join) => join.take)])],
    [inspection.header, draft.joins],
  );
  const columns = useMemo(
    () => header.map((name) => ({ name, samples: samplesOf(name, inspection, SHOWN_SAMPLES) })),
    [header, inspection],
  );
  const missing = missingOf(draft);
  const joinsMissing = draft.joins.filter((join) => !joinFiles[join.file]);
  const misfits =
    header.length === 0
      ? []
      : Object.values(draft.columns)
          .flatMap(columnsOf)
          .filter((one) => !header.includes(one));
  const isReady = missing.length === 0 && joinsMissing.length === 0 && misfits.length === 0;
  const joinUploadIds = draft.joins.flatMap((join) => joinFiles[join.file]?.uploadId ?? []);
  const use = isReady ? { map: mapOfDraft(draft, reading), joinUploadIds } : undefined;

  const setSource = (field: string, source: FieldSource | undefined) =>
    onDraft(withCertainDates(withSource(draft, field, source), inspection));
  const nameOf = (field: string) => t(field === 'time' ? 'map.time' : `field.${draft.kind}.${field}`);
  const dateField = dateFieldOf(draft);
  const dateColumn = columnsOf(draft.columns[dateField ?? ''])[0];
  const birthColumn = hasOwnBirthDates(draft) ? columnsOf(draft.columns.birth_date)[0] : undefined;
  const datesOf = (column: string) =>
    inspection.dateFormatsByColumn[column]?.candidates ?? (inspection.header.includes(column) ? [] : undefined);
  const words = wordsToMatch(draft, inspection);
  const quantityColumn = columnsOf(draft.columns.quantity)[0];
  const currencyName = new Intl.DisplayNames(currentLocale(), { type: 'currency' }).of(shop.currency) ?? shop.currency;

  return (
    <>
      <Section
        title={t('map.title')}
        sentence={
          origin === 'saved' || origin === 'loaded' ? t('map.fromSaved', { name: mapName }) : t(`map.from.${origin}`)
        }
        action={
          <MapSource
            saved={saved.filter(
              ({ kind, map }) =>
                kind === draft.kind && fitsHeader(map, inspection.header.slice(0, inspection.ownColumns)),
            )}
            onApply={props.onApply}
            onSuggestion={props.onSuggestion}
          />
        }
      >
        {misfits.length > 0 && <Notice tone="danger">{t('map.misfits', { columns: misfits.join(', ') })}</Notice>}
        <div className={css.board}>
          <ColumnList columns={columns.map((one) => ({ ...one, takenBy: fieldsOf(draft, one.name).map(nameOf) }))} />
          <div className={css.groups}>
            {FIELD_GROUPS[draft.kind].map((group) => (
              <section key={group.key} aria-label={t(`group.${group.key}`)}>
                <h3 className={css.groupTitle}>{t(`group.${group.key}`)}</h3>
                {group.key in ONE_NEEDED && missing.includes(group.key) && (
                  <p className={css.missing}>{t(`missing.${group.key}`)}</p>
                )}
                <div className={css.fields} data-optional={group.key !== 'required' || undefined}>
                  {group.fields.map((field) => (
                    <div key={`${origin}-${mapName}-${field}`}>
                      <FieldRow
                        kind={draft.kind}
                        field={field}
                        source={draft.columns[field]}
                        isSuggested={draft.suggested.includes(field)}
                        isRequired={group.key === 'required'}
                        isMissing={missing.includes(field)}
                        columns={columns}
                        quantityColumn={quantityColumn}
                        onChange={(source) => setSource(field, source)}
                      />
                      {field === timeFieldOf(draft.kind) && dateColumn && (
                        <div className={css.below}>
                          <ColumnSelect
                            label={t('map.timeLabel')}
                            columns={columns
                              .filter(({ name }) => name !== dateColumn)
                              .map(({ name }) => ({ value: name, label: name }))}
                            value={draft.timeColumn ?? ''}
                            onChange={(column) => onDraft({ ...draft, timeColumn: column || undefined })}
                          />
                        </div>
                      )}
                      {field === dateField && dateColumn && (
                        <div className={css.below}>
                          <DateChoice
                            title={t('date.title')}
                            candidates={datesOf(dateColumn)}
                            samples={samplesOf(dateColumn, inspection, inspection.rows.length)}
                            value={draft.dateFormat}
                            onChange={(dateFormat) => onDraft({ ...draft, dateFormat })}
                          />
                        </div>
                      )}
                      {field === 'birth_date' && birthColumn && (
                        <div className={css.below}>
                          <DateChoice
                            title={t('date.birthTitle')}
                            candidates={datesOf(birthColumn)}
                            samples={samplesOf(birthColumn, inspection, inspection.rows.length)}
                            value={draft.birthDateFormat}
                            onChange={(birthDateFormat) => onDraft({ ...draft, birthDateFormat })}
                          />
                        </div>
                      )}
                      {field === 'amount' && (
                        <div className={css.below}>
                          <NativeSelect
                            label={t('map.decimal', { currency: `${currencyName} (${shop.currency})` })}
                            value={draft.decimal}
                            onChange={(event) =>
                              onDraft({ ...draft, decimal: event.currentTarget.value === ',' ? ',' : '.' })
                            }
                            data={[
                              { value: '.', label: t('map.decimalPoint') },
                              { value: ',', label: t('map.decimalComma') },
                            ]}
                          />
                        </div>
                      )}
                      {field === 'rating' && draft.columns.rating && (
                        <div className={css.below}>
                          <NativeSelect
                            label={t('map.ratingMax')}
                            value={String(draft.ratingMax)}
                            onChange={(event) => onDraft({ ...draft, ratingMax: Number(event.currentTarget.value) })}
                            data={['5', '10', '100']}
                          />
                        </div>
                      )}
                      {words?.field === field && (
                        <div className={css.below}>
                          <WordMatch
                            field={field}
                            allowed={words.allowed}
                            propose={words.propose}
                            texts={words.texts}
                            words={draft.words}
                            onChange={(chosen) => onDraft({ ...draft, words: chosen })}
                          />
                        </div>
                      )}
                    </div>
                  ))}
                </div>
              </section>
            ))}
            {draft.kind === 'customers' ? (
              <OwnColumns unused={unusedColumns(draft, header)} columns={columns} draft={draft} onDraft={onDraft} />
            ) : (
              <UnusedColumns
                fate={draft.kind === 'events' ? 'kept' : draft.kind in CHOOSES ? 'chosen' : 'left'}
                unused={unusedColumns(draft, header)}
                kept={draft.customColumns}
                onKept={(customColumns) => onDraft({ ...draft, customColumns })}
              />
            )}
          </div>
        </div>
      </Section>
      <JoinFiles
        uploadId={uploadId}
        reading={reading}
        draft={draft}
        header={header}
        files={joinFiles}
        onFile={props.onJoinFile}
        onJoin={props.onJoin}
        onDraft={onDraft}
      />
      {props.joinError !== null && <ErrorState error={props.joinError} kept={t('kept')} />}
      <LivePreview uploadId={uploadId} kind={draft.kind} use={use}>
        {t('preview.needs', {
          what: [
            ...missing.map((field) => (field in MISSING_WORDS ? t(`missing.${field}Name`) : nameOf(field))),
            ...joinsMissing.map((join) => join.file),
          ].join(', '),
        })}
      </LivePreview>
      {use && (
        <Section title={t('maps.saveTitle')} sentence={t('maps.saveSentence')}>
          <SaveMap key={mapName} map={use.map} name={mapName} onSaved={props.onSaved} />
        </Section>
      )}
      <div className={css.actions}>
        <Button disabled={!isReady} onClick={props.onContinue}>
          {t('map.toCheck')}
        </Button>
      </div>
    </>
  );
}

/** Missing things that are no field. */
const MISSING_WORDS: Readonly<Record<string, true>> = {
  identity: true,
  reach: true,
  opinion: true,
  dateFormat: true,
  birthDateFormat: true,
};
/** Groups of which one field is needed. */
const ONE_NEEDED: Readonly<Record<string, true>> = { identity: true, reach: true, opinion: true };
/** Kinds whose further columns can be kept beside the known ones. */
const CHOOSES: Readonly<Record<string, true>> = { sales: true, customers: true };

interface LivePreviewProps {
  uploadId: string;
  kind: MapDraft['kind'];
  use: { map: ImportMap; joinUploadIds: string[] } | undefined;
  /** What is still needed, shown while there is nothing to read by. */
  children: React.ReactNode;
}

function LivePreview({ uploadId, kind, use, children }: LivePreviewProps) {
  const { t } = useTranslation('imports');
  const key = JSON.stringify(use);
  const [settledKey] = useDebouncedValue(key, PREVIEW_DELAY_MS);
  // The question follows the text of the map, so that a new object with the same map asks nothing.
  const settled = useMemo(() => (settledKey ? (JSON.parse(settledKey) as typeof use) : undefined), [settledKey]);
  const query = useQuery(previewQuery(uploadId, use && settled));
  const taken = query.data ? query.data.sales.length + query.data.customers.length + query.data.rows.length : 0;
  const refused = query.data?.rejected.length ?? 0;
  const sentence =
    query.data && use
      ? refused === 0
        ? t('preview.allTaken', { count: taken })
        : t('preview.sentence', { taken, count: taken + refused, refused })
      : undefined;
  return (
    <Section title={t('preview.title')} sentence={sentence}>
      {!use ? (
        <p className={css.needs} role="status">
          {children}
        </p>
      ) : query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} kept={t('kept')} />
      ) : query.data ? (
        <PreviewTable kind={kind} preview={query.data} />
      ) : (
        <Loading rows={6} />
      )}
    </Section>
  );
}
