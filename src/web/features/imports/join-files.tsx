import { useTranslation } from 'react-i18next';
import type { ImportMap } from '../../../modules/imports/contract.ts';
import { Dropzone } from '../../ui/dropzone.tsx';
import { Section } from '../../ui/page.tsx';
import { ProgressCard } from '../../ui/progress-card.tsx';
import { ACCEPTED_FILES, useSending } from './file-step.tsx';
import css from './imports.module.css';
import type { Wizard } from './wizard-state.ts';

interface JoinFilesProps {
  joins: ImportMap['joins'];
  files: Wizard['joinFiles'];
  onFile: (name: string, file: NonNullable<Wizard['file']>) => void;
}

/** The other files that a map reads beside the imported one: each asked for by the name the map knows. */
export function JoinFiles({ joins, files, onFile }: JoinFilesProps) {
  const { t } = useTranslation('imports');
  if (joins.length === 0) return null;
  return (
    <Section title={t('joins.title')} sentence={t('joins.sentence')}>
      <div className={css.joins}>
        {joins.map((join) => (
          <JoinFile key={join.file} join={join} isHere={files[join.file] !== undefined} onFile={onFile} />
        ))}
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
