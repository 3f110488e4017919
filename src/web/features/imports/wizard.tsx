import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportKind, ImportMap } from '../../../modules/imports/contract.ts';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { Page } from '../../ui/page.tsx';
import { ErrorState, Loading, NoPermission, Notice } from '../../ui/states.tsx';
import { type Step, StepRail } from '../../ui/step-rail.tsx';
import { type Inspection, inspectionQuery, mapsQuery, type SavedMap } from './api.ts';
import { CheckStep } from './check-step.tsx';
import {
  draftOfMap,
  draftOfSuggestion,
  hasPeople,
  type MapDraft,
  mapOfDraft,
  missingOf,
  unusedColumns,
} from './draft.ts';
import { FileStep } from './file-step.tsx';
import { HeaderRow, isAboutHeader } from './header-row.tsx';
import css from './imports.module.css';
import { MapStep } from './map-step.tsx';
import { ReadStep } from './read-step.tsx';
import { type StepKey, useWizard, type Wizard, zWizardUrl } from './wizard-state.ts';

/** Source of a shop that names none; the server's own default. */
const NO_SOURCE = '';

/** The import of one file, step by step; what was chosen stays when one goes back, reloads or looks at another screen. */
export function ImportWizard() {
  const { t } = useTranslation('imports');
  const may = useCan('imports:run');
  return (
    <Page title={t('wizard.title')} sentence={t('wizard.sentence')} back={{ to: '/record', label: t('toRecord') }}>
      {may ? <Steps /> : <NoPermission sentence={t('noPermission')} />}
    </Page>
  );
}

interface Start {
  draft: MapDraft;
  origin: Wizard['origin'];
  name: string;
}

/** Where the map begins: the canonical names, else the newest saved map that fits, else the proposal. */
function findStart(inspection: Inspection, kind: ImportKind, maps: readonly SavedMap[]): Start {
  if (inspection.canonicalMap?.kind === kind) {
    return { draft: draftOfMap(inspection.canonicalMap), origin: 'canonical', name: '' };
  }
  const saved = maps.find((one) => one.mapId === inspection.savedMapId && one.kind === kind);
  if (saved) return { draft: draftOfMap(saved.map), origin: 'saved', name: saved.name };
  return { draft: draftOfSuggestion(inspection, kind), origin: 'suggestion', name: '' };
}

function Steps() {
  const { t } = useTranslation('imports');
  const navigate = useNavigate();
  const [url, setUrl] = useUrlState(zWizardUrl);
  const { wizard, change, restart } = useWizard();
  const { kind, file, reading } = wizard;
  const inspect = useQuery({ ...inspectionQuery(file?.uploadId ?? '', kind, reading), enabled: file !== undefined });
  const maps = useQuery(mapsQuery());
  const inspection = file ? inspect.data : undefined;

  // What cannot be read at all is not kept chosen: only why is said where it was dropped, until another file comes.
  const isUnreadable =
    file !== undefined &&
    inspect.error?.code === 'invalid_input' &&
    !isAboutHeader(inspect.error) &&
    !Object.values(reading).some(Boolean);
  const [unread, setUnread] = useState<string>();
  if (isUnreadable) {
    setUnread(`${file.fileName}: ${inspect.error?.message || t('read.failed')}`);
    change({ file: undefined, draft: undefined, joinFiles: {} });
  }

  const start = useMemo(
    () => (inspection && (maps.data || maps.error) ? findStart(inspection, kind, maps.data?.maps ?? []) : undefined),
    [inspection, kind, maps.data, maps.error],
  );
  const draft = wizard.draft ?? start?.draft;
  const origin = wizard.draft ? wizard.origin : (start?.origin ?? 'suggestion');
  const mapName = wizard.mapName || (wizard.draft ? '' : (start?.name ?? ''));
  const joinsHere = draft?.joins.every((join) => wizard.joinFiles[join.file]) ?? false;
  const joinUploadIds = draft?.joins.flatMap((join) => wizard.joinFiles[join.file]?.uploadId ?? []) ?? [];
  const joins = draft?.joins ?? [];
  const joined = useQuery({
    ...inspectionQuery(file?.uploadId ?? '', kind, reading, { joins: [...joins], joinUploadIds }),
    enabled: file !== undefined && joins.length > 0 && joinsHere,
  });
  const isMapped = draft !== undefined && missingOf(draft).length === 0 && joinsHere;

  const go = (step: StepKey) => {
    void setUrl({ step }, { push: true });
    window.scrollTo({ top: 0 });
  };
  const changeDraft = (next: MapDraft) => change({ draft: next, origin: origin === 'canonical' ? 'own' : origin });
  const applyMap = ({ map, origin: from, name }: { map: ImportMap; origin: 'saved' | 'loaded'; name: string }) => {
    const read: Wizard['reading'] = {
      encoding: map.encoding,
      delimiter: map.delimiter,
      sheet: map.sheet,
      headerRow: map.headerRow,
    };
    const isOther = Object.values(read).some(Boolean);
    change({
      kind: map.kind,
      draft: draftOfMap(map),
      origin: from,
      mapName: name,
      dryBatchId: undefined,
      ...(isOther ? { reading: read } : {}),
    });
  };

  // Without a file there is only the first step, whatever the address says.
  const wanted = file === undefined ? 'file' : url.step;
  const isReadOtherwise = Object.values(reading).some(Boolean);
  const step: StepKey =
    inspect.error && !isReadOtherwise && !isAboutHeader(inspect.error)
      ? 'file' // a file that cannot be read at all is answered where it was dropped
      : wanted === 'check' && draft !== undefined && !isMapped
        ? 'map'
        : wanted;
  // A list of people may be many things; only what no list of people looks like is worth a question.
  const guessed = inspection?.guessedKind;
  const looksLike = guessed !== kind && (guessed !== 'customers' || kind === 'sales') ? guessed : undefined;
  const isCanonical = origin === 'canonical';
  const steps: Step<StepKey>[] = [
    { key: 'file', label: t('step.file'), sentence: file?.fileName, done: inspection !== undefined },
    {
      key: 'read',
      label: t('step.read'),
      sentence: inspection && t('step.readDone', { count: inspection.header.length }),
      done: inspection !== undefined && step !== 'file' && step !== 'read',
      locked: !inspection,
    },
    {
      key: 'map',
      label: t('step.map'),
      sentence: isCanonical ? t('step.mapSkipped') : isMapped ? t('step.mapDone') : undefined,
      done: isMapped && (step === 'check' || isCanonical),
      locked: !inspection,
    },
    { key: 'check', label: t('step.check'), done: false, locked: !isMapped },
  ];
  const source = wizard.source.trim();

  return (
    <div className={css.wizard}>
      <StepRail label={t('wizard.title')} steps={steps} current={step} onSelect={go} />
      <div className={css.stepBody}>
        {step === 'file' && (
          <FileStep
            kind={kind}
            onKind={(chosen) => change({ kind: chosen, draft: undefined })}
            fileName={file?.fileName}
            fileProblem={unread ?? (inspect.error?.message || (inspect.error ? t('read.failed') : undefined))}
            onSent={(upload) => {
              setUnread(undefined);
              change({
                file: upload,
                reading: {},
                draft: undefined,
                joinFiles: {},
                mapName: '',
                dryBatchId: undefined,
              });
              go('read');
            }}
            onContinue={() => go('read')}
          />
        )}
        {step !== 'file' && inspect.error && (
          <>
            <ErrorState error={inspect.error} onRetry={() => void inspect.refetch()} kept={t('read.kept')} />
            {isAboutHeader(inspect.error) && (
              <HeaderRow
                value={reading.headerRow ?? 1}
                onChange={(headerRow) => change({ reading: { ...reading, headerRow }, draft: undefined })}
              />
            )}
            <div className={css.actions}>
              {isReadOtherwise && (
                <Button variant="default" onClick={() => change({ reading: {}, draft: undefined })}>
                  {t('read.asFound')}
                </Button>
              )}
              <Button onClick={() => go('file')}>{t('read.otherFile')}</Button>
            </div>
          </>
        )}
        {step !== 'file' && !inspect.error && (!inspection || !draft) && <Loading rows={8} />}
        {step === 'read' && inspection && draft && (
          <ReadStep
            inspection={inspection}
            kind={kind}
            looksLike={looksLike}
            onKind={(chosen) => change({ kind: chosen, draft: undefined })}
            reading={reading}
            onReading={(next) => change({ reading: next, draft: undefined })}
            canonical={isCanonical ? { unused: unusedColumns(draft, inspection.header) } : undefined}
            onMap={() => go('map')}
            onCheck={() => go('check')}
          />
        )}
        {step === 'map' && inspection && draft && file && (
          <MapStep
            uploadId={file.uploadId}
            inspection={(joins.length > 0 && joined.data) || inspection}
            joinError={joins.length > 0 ? joined.error : null}
            reading={reading}
            draft={draft}
            origin={origin}
            mapName={mapName}
            saved={maps.data?.maps ?? []}
            joinFiles={wizard.joinFiles}
            onDraft={changeDraft}
            onApply={applyMap}
            onSuggestion={() =>
              change({
                draft: draftOfSuggestion(inspection, kind),
                origin: 'suggestion',
                mapName: '',
                dryBatchId: undefined,
              })
            }
            onSaved={(name) => change({ mapName: name })}
            onJoinFile={(name, upload) => change({ joinFiles: { ...wizard.joinFiles, [name]: upload } })}
            onJoin={(next, name, upload) =>
              change({
                draft: next,
                origin: origin === 'canonical' ? 'own' : origin,
                joinFiles: { ...wizard.joinFiles, [name]: upload },
              })
            }
            onContinue={() => go('check')}
          />
        )}
        {step === 'check' && draft && file && inspection && (
          <>
            {maps.error && <Notice tone="warning">{t('maps.unknown')}</Notice>}
            <CheckStep
              key={JSON.stringify(draft)}
              input={{
                uploadId: file.uploadId,
                map: mapOfDraft(draft, reading),
                joinUploadIds,
                ...(source === NO_SOURCE ? {} : { source }),
                ...(wizard.basis ? { basis: wizard.basis } : {}),
              }}
              basis={hasPeople(draft) ? { value: wizard.basis, onChange: (basis) => change({ basis }) } : undefined}
              source={wizard.source}
              onSource={(typed) => change({ source: typed })}
              dryBatchId={wizard.dryBatchId}
              onDryRun={(dryBatchId) => change({ dryBatchId })}
              onStarted={async (batchId) => {
                await navigate({ to: '/record/batches/$batchId', params: { batchId } });
                restart(kind);
              }}
            />
          </>
        )}
      </div>
    </div>
  );
}
