import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Play } from '../../../modules/plays/contract/play.ts';
import { launchPlay, removePlay, updatePlay } from '../../../modules/plays/contract.ts';
import { useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { NoPermission, Notice } from '../../ui/states.tsx';
import { UnsavedGuard } from '../../ui/unsaved.tsx';
import { useRefreshPlays } from './api.ts';
import { hasName, OfflineFields, type OfflineValues } from './offline-form.tsx';
import css from './plays.module.css';

/** The draft of an offline action: one form, then it begins. */
export function OfflineDraft({ play, onLeave }: { play: Play; onLeave: () => void }) {
  const { t } = useTranslation('measure');
  const refresh = useRefreshPlays();
  const save = useCall(updatePlay);
  const launch = useCall(launchPlay);
  const remove = useCall(removePlay);
  const maySend = useCan('plays:send');
  const { name, hypothesis, fixedCostMinor, measureDays, offline } = play;
  const [values, setValues] = useState<OfflineValues | undefined>(
    offline ? { name, hypothesis, fixedCostMinor, measureDays, offline } : undefined,
  );
  const stored = useRef(JSON.stringify(values));
  // A draft thrown away, or begun, is not kept on leaving.
  const isOver = remove.isPending || remove.isSuccess || launch.isSuccess;
  if (!maySend || !values) return <NoPermission what={t('plays:sending')} />;
  const input = { params: { playId: play.playId } };
  const failed = save.error ?? launch.error;
  const store = () =>
    save.mutateAsync({ ...input, body: values }).then(() => {
      stored.current = JSON.stringify(values);
    });
  const begin = () =>
    void store().then(
      () => launch.mutate({ ...input, body: {} }, { onSettled: () => void refresh() }),
      () => {},
    );
  return (
    <Section
      title={t('offline.draft')}
      sentence={values.offline.pair ? t('offline.set.sentence') : t('offline.codeIs', { code: play.code })}
    >
      <UnsavedGuard
        isUnsaved={() => !isOver && hasName(values) && JSON.stringify(values) !== stored.current}
        save={() => store().then(refresh)}
      />
      {failed && <Notice tone="danger">{failed.message}</Notice>}
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        <OfflineFields values={values} change={(patch) => setValues({ ...values, ...patch })} asksName />
        <div className={css.actions}>
          <Button type="submit" loading={save.isPending || launch.isPending} disabled={!hasName(values)}>
            {t('offline.begin')}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            loading={remove.isPending}
            onClick={() => remove.mutate(input, { onSuccess: onLeave })}
          >
            {t('plays:removeDraft')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
