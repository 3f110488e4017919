import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Play } from '../../../modules/plays/contract/play.ts';
import { launchPlay, sendBack, takeBack } from '../../../modules/plays/contract.ts';
import { useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { NoPermission, Notice } from '../../ui/states.tsx';
import { useRefreshPlays } from './api.ts';
import css from './plays.module.css';

/** A play that waits for approval: the words it will say, and the two answers. */
export function Waiting({ play }: { play: Play }) {
  const { t } = useTranslation('measure');
  const mayApprove = useCan('plays:approve');
  const launch = useCall(launchPlay);
  const back = useCall(sendBack);
  const refresh = useRefreshPlays();
  const [note, setNote] = useState('');
  const input = { params: { playId: play.playId } };
  const after = { onSettled: () => void refresh() };
  const failed = launch.error ?? back.error;
  return (
    <Section title={t('waiting.title')} sentence={t('waiting.sentence')}>
      {failed && <Notice tone="danger">{failed.message}</Notice>}
      <div className={css.form}>
        {mayApprove ? (
          <>
            <TextInput
              label={t('waiting.note')}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <div className={css.actions}>
              <Button loading={launch.isPending} onClick={() => launch.mutate({ ...input, body: {} }, after)}>
                {t('waiting.approve')}
              </Button>
              <Button
                variant="default"
                loading={back.isPending}
                onClick={() => back.mutate({ ...input, body: { note } }, after)}
              >
                {t('waiting.sendBack')}
              </Button>
            </div>
          </>
        ) : (
          <>
            <NoPermission what={t('waiting.approving')} />
            <div className={css.actions}>
              <Button
                variant="default"
                loading={back.isPending}
                onClick={() => back.mutate({ ...input, body: { note: '' } }, after)}
              >
                {t('waiting.takeBack')}
              </Button>
            </div>
          </>
        )}
      </div>
    </Section>
  );
}

/** A play that leaves later: until then one tap takes it back. */
export function Leaving({ play }: { play: Play }) {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const undo = useCall(takeBack);
  const refresh = useRefreshPlays();
  const maySend = useCan('plays:send');
  return (
    <Section
      title={t('leaving.title')}
      sentence={t('leaving.sentence', { when: play.leavesAt ? format.instant(play.leavesAt) : '' })}
    >
      {undo.error && <Notice tone="danger">{undo.error.message}</Notice>}
      {maySend && (
        <div className={css.actions}>
          <Button
            loading={undo.isPending}
            onClick={() => undo.mutate({ params: { playId: play.playId } }, { onSettled: () => void refresh() })}
          >
            {t('leaving.takeBack')}
          </Button>
        </div>
      )}
    </Section>
  );
}
