import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Play } from '../../../modules/plays/contract/play.ts';
import { previewPlay, sendBack, takeBack } from '../../../modules/plays/contract.ts';
import { queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { useRefreshPlays } from './api.ts';
import { CheckStep } from './check-step.tsx';
import css from './plays.module.css';

/** A play that waits for approval: everything that would leave and what it costs, and the two answers. */
export function Waiting({ play }: { play: Play }) {
  const { t } = useTranslation('measure');
  const mayApprove = useCan('plays:approve');
  const preview = useQuery(queryFor(previewPlay, { params: { playId: play.playId } }));
  const back = useCall(sendBack);
  const refresh = useRefreshPlays();
  const [note, setNote] = useState('');
  const give = () =>
    back.mutate({ params: { playId: play.playId }, body: { note } }, { onSettled: () => void refresh() });
  return (
    <div className={css.main}>
      <Notice tone="warning">{t(mayApprove ? 'waiting.sentence' : 'waiting.whoApproves')}</Notice>
      {back.error && <Notice tone="danger">{back.error.message}</Notice>}
      <CheckStep play={play} preview={preview} />
      {mayApprove ? (
        <Section title={t('waiting.notYet')}>
          <div className={css.form}>
            <TextInput
              label={t('waiting.note')}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <div className={css.actions}>
              <Button variant="default" loading={back.isPending} onClick={give}>
                {t('waiting.sendBack')}
              </Button>
            </div>
          </div>
        </Section>
      ) : (
        <div className={css.actions}>
          <Button variant="default" loading={back.isPending} onClick={give}>
            {t('waiting.takeBack')}
          </Button>
        </div>
      )}
    </div>
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
