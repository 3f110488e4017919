import { Button, FileButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_PICTURE_BYTES, MAX_PICTURE_SIZE } from '../../../modules/messaging/contract.ts';
import { addPicture } from '../../../modules/plays/contract/picture.ts';
import { upload } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Notice } from '../../ui/states.tsx';
import css from './plays.module.css';

const BYTES_PER_KB = 1_024;

interface PictureFieldProps {
  playId: string;
  pictureId: string | undefined;
  onChange: (pictureId: string | undefined) => void;
}

/** The picture of a text message: shown, put in, exchanged, taken out. It is stored at once, and named with the message. */
export function PictureField({ playId, pictureId, onChange }: PictureFieldProps) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const forgetFile = useRef<() => void>(null);
  const send = useMutation({
    mutationFn: (file: File) => upload({ endpoint: addPicture, params: { playId }, file }),
    onSuccess: (added) => onChange(added.pictureId),
    // A browser says nothing when the file that was chosen last is chosen again.
    onSettled: () => forgetFile.current?.(),
  });
  return (
    <div className={css.picture}>
      {pictureId && <img src={`/api/plays/${playId}/pictures/${pictureId}`} alt={t('picture.alt')} />}
      {send.error && <Notice tone="danger">{send.error.message}</Notice>}
      <div className={css.actions}>
        <FileButton resetRef={forgetFile} accept="image/jpeg" onChange={(file) => file && send.mutate(file)}>
          {(props) => (
            <Button {...props} variant="default" loading={send.isPending}>
              {t(pictureId ? 'picture.change' : 'picture.add')}
            </Button>
          )}
        </FileButton>
        {pictureId && (
          <Button variant="subtle" color="gray" onClick={() => onChange(undefined)}>
            {t('picture.remove')}
          </Button>
        )}
      </div>
      <p className={css.quiet}>
        {t('picture.hint', {
          kb: format.count(MAX_PICTURE_BYTES / BYTES_PER_KB),
          width: format.count(MAX_PICTURE_SIZE.width),
          height: format.count(MAX_PICTURE_SIZE.height),
        })}
      </p>
    </div>
  );
}
