import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportMap } from '../../../modules/imports/contract.ts';
import { Dropzone } from '../../ui/dropzone.tsx';
import { Section } from '../../ui/page.tsx';
import { ProgressCard } from '../../ui/progress-card.tsx';
import type { Reading } from './api.ts';
import { type MapDraft, withoutJoin } from './draft.ts';
import { ACCEPTED_FILES, useSending } from './file-step.tsx';
import css from './imports.module.css';
import { NewJoin } from './new-join.tsx';
import type { Wizard } from './wizard-state.ts';

type WizardFile = NonNullable<Wizard['file']>;

interface JoinFilesProps {
  uploadId: string;
  reading: Reading;
  draft: MapDraft;
  /** Columns so far: a file can be joined by a column that another one brought. */
  header: readonly string[];
  files: Wizard['joinFiles'];
  onFile: (name: string, file: WizardFile) => void;
  onJoin: (draft: MapDraft, name: string, file: WizardFile) => void;
  onDraft: (draft: MapDraft) => void;
}

/** The other files that are read beside the imported one: those the map knows, and a place for one more. */
export function JoinFiles({ uploadId, reading, draft, header, files, onFile, onJoin, onDraft }: JoinFilesProps) {
  const { t } = useTranslation('imports');
  return (
    <Section title={t('joins.title')} sentence={t(draft.joins.length > 0 ? 'joins.sentence' : 'joins.none')}>
      <div className={css.joins}>
        {draft.joins.map((join) => (
          <div key={join.file} className={css.stack}>
            <JoinFile join={join} isHere={files[join.file] !== undefined} onFile={onFile} />
            <div>
              <Button variant="subtle" size="compact-sm" onClick={() => onDraft(withoutJoin(draft, join.file))}>
                {t('joins.remove', { name: join.file })}
              </Button>
            </div>
          </div>
        ))}
        <NewJoin
          key={draft.joins.length}
          uploadId={uploadId}
          reading={reading}
          draft={draft}
          header={header}
          files={files}
          onJoin={onJoin}
        />
      </div>
    </Section>
  );
}

interface JoinFileProps extends Pick<JoinFilesProps, 'onFile'> {
  join: ImportMap['joins'][number];
  isHere: boolean;
}

function JoinFile({ join, isHere, onFile }: JoinFileProps) {
  const { t } = useTranslation('imports');
  const { sending, problem, send, stop } = useSending((upload) => onFile(join.file, upload));
  if (sending) {
    return (
      <ProgressCard
        title={t('file.sending', { name: join.file })}
        doneShare={sending.share}
        state="working"
        onStop={stop}
      />
    );
  }
  return (
    <Dropzone
      label={isHere ? t('joins.here', { name: join.file }) : t('joins.needed', { name: join.file })}
      hint={t('joins.hint', { column: join.on.column, foreign: join.on.foreign, columns: join.take.join(', ') })}
      accept={ACCEPTED_FILES}
      error={problem}
      // The map finds the file by its name, so that is the name it travels under.
      onFile={(file) => void send(new File([file], join.file))}
    />
  );
}
