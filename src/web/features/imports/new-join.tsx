import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dropzone } from '../../ui/dropzone.tsx';
import { ProgressCard } from '../../ui/progress-card.tsx';
import { ErrorState, Loading } from '../../ui/states.tsx';
import type { Reading } from './api.ts';
import { type Inspection, inspectionQuery } from './api.ts';
import { ColumnSelect } from './column-select.tsx';
import { type MapDraft, samplesOf, withJoin } from './draft.ts';
import { ACCEPTED_FILES, useSending } from './file-step.tsx';
import css from './imports.module.css';
import { ENCODINGS } from './read-step.tsx';
import type { Wizard } from './wizard-state.ts';

type WizardFile = NonNullable<Wizard['file']>;

interface NewJoinProps {
  uploadId: string;
  reading: Reading;
  draft: MapDraft;
  header: readonly string[];
  files: Wizard['joinFiles'];
  onJoin: (draft: MapDraft, name: string, file: WizardFile) => void;
}

/** One more file to read beside the imported one: sent up, then told by which column the two belong together. */
export function NewJoin(props: NewJoinProps) {
  const { t } = useTranslation('imports');
  const [file, setFile] = useState<WizardFile>();
  const [encoding, setEncoding] = useState<string>();
  const [sheet, setSheet] = useState<string>();
  const { sending, problem, send, stop } = useSending(setFile);
  const inspect = useQuery({
    ...inspectionQuery(file?.uploadId ?? '', props.draft.kind, { encoding, sheet }),
    enabled: file !== undefined,
  });
  if (sending) {
    return (
      <ProgressCard
        title={t('file.sending', { name: sending.name })}
        doneShare={sending.share}
        state="working"
        onStop={stop}
      />
    );
  }
  const isKnown = file !== undefined && props.draft.joins.some((join) => join.file === file.fileName);
  if (!file || isKnown) {
    return (
      <Dropzone
        label={t('joins.add')}
        hint={t('joins.addHint')}
        accept={ACCEPTED_FILES}
        error={isKnown ? t('joins.known') : problem}
        onFile={(chosen) => void send(chosen)}
      />
    );
  }
  if (inspect.error) {
    return <ErrorState error={inspect.error} onRetry={() => setFile(undefined)} kept={t('kept')} />;
  }
  if (!inspect.data) return <Loading rows={4} />;
  return (
    <NewJoinForm
      {...props}
      key={`${encoding}-${sheet}`}
      file={file}
      inspection={inspect.data}
      sheet={sheet}
      onEncoding={setEncoding}
      onSheet={setSheet}
      onCancel={() => setFile(undefined)}
    />
  );
}

interface FormProps extends NewJoinProps {
  file: WizardFile;
  inspection: Inspection;
  sheet: string | undefined;
  onEncoding: (encoding: string) => void;
  onSheet: (sheet: string) => void;
  onCancel: () => void;
}

function NewJoinForm({ uploadId, reading, draft, header, files, onJoin, ...rest }: FormProps) {
  const { file, inspection, sheet, onEncoding, onSheet, onCancel } = rest;
  const { t } = useTranslation('imports');
  const queryClient = useQueryClient();
  const same = header.find((name) => inspection.header.includes(name)) ?? '';
  const [column, setColumn] = useState(same);
  const [foreign, setForeign] = useState(same);
  // A name stands for one column, so one that is there already cannot come a second time.
  const offered = inspection.header.filter((name) => name !== foreign && !header.includes(name));
  const [left, setLeft] = useState<readonly string[]>([]);
  const take = offered.filter((name) => !left.includes(name));
  const [problem, setProblem] = useState<unknown>(null);
  const [isJoining, setJoining] = useState(false);
  const join = {
    file: file.fileName,
    on: { column, foreign },
    take,
    ...(inspection.format === 'csv' && inspection.encoding !== 'utf-8' ? { encoding: inspection.encoding } : {}),
    ...(inspection.format === 'xlsx' ? { sheet: inspection.sheet } : {}),
  };
  const add = async () => {
    setProblem(null);
    setJoining(true);
    const joins = [...draft.joins, join];
    const here = { ...files, [file.fileName]: file };
    const joinUploadIds = joins.flatMap((one) => here[one.file]?.uploadId ?? []);
    try {
      const joined = await queryClient.fetchQuery(
        inspectionQuery(uploadId, draft.kind, reading, { joins, joinUploadIds }),
      );
      onJoin(withJoin(draft, join, joined), file.fileName, file);
    } catch (error) {
      setProblem(error);
    } finally {
      setJoining(false);
    }
  };
  const toOption = (name: string) => ({ value: name, label: name });
  const encodings = [...new Set([...ENCODINGS, inspection.encoding])];
  return (
    <fieldset className={`${css.unused} ${css.newJoin}`}>
      <legend className={css.legend}>{file.fileName}</legend>
      <div className={css.options}>
        {inspection.format === 'csv' ? (
          <NativeSelect
            label={t('read.encoding')}
            value={inspection.encoding}
            onChange={(event) => onEncoding(event.currentTarget.value)}
            data={encodings.map((value) => ({ value, label: t(`encoding.${value}`, { defaultValue: value }) }))}
          />
        ) : (
          <NativeSelect
            label={t('read.sheet')}
            value={sheet ?? inspection.sheet}
            onChange={(event) => onSheet(event.currentTarget.value)}
            data={inspection.sheets}
          />
        )}
        <ColumnSelect label={t('joins.column')} columns={header.map(toOption)} value={column} onChange={setColumn} />
        <ColumnSelect
          label={t('joins.foreign', { name: file.fileName })}
          columns={inspection.header.map(toOption)}
          value={foreign}
          onChange={setForeign}
        />
      </div>
      <p className={css.hint}>{t('joins.take')}</p>
      <div className={css.unusedList}>
        {offered.map((name) => (
          <Checkbox
            key={name}
            label={name}
            description={samplesOf(name, inspection, 2).join(' · ')}
            checked={take.includes(name)}
            onChange={(event) =>
              setLeft(event.currentTarget.checked ? left.filter((one) => one !== name) : [...left, name])
            }
          />
        ))}
      </div>
      {problem !== null && <ErrorState error={problem} kept={t('kept')} />}
      <div className={css.actions}>
        <Button
          onClick={() => void add()}
          loading={isJoining}
          disabled={column === '' || foreign === '' || take.length === 0}
        >
          {t('joins.join')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('joins.cancel')}
        </Button>
      </div>
    </fieldset>
  );
}
