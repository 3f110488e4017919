import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { createPlay } from '../../../modules/plays/contract.ts';
import { zId } from '../../../shared/endpoint.ts';
import { newId } from '../../../shared/ids.ts';
import { useCall } from '../../lib/api.ts';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { Page } from '../../ui/page.tsx';
import { NoPermission, Notice } from '../../ui/states.tsx';
import { hasName, OfflineFields, type OfflineValues } from './offline-form.tsx';
import css from './plays.module.css';

const EMPTY: OfflineValues = {
  name: '',
  hypothesis: '',
  fixedCostMinor: 0,
  measureDays: 28,
  offline: { medium: 'leaflet', place: '', copies: 0, discountMinor: 0, switchback: false, pair: null },
};

/** A pair of items hands over what is tried at the tables. */
const zSearch = z.object({
  withItemId: zId.nullable().catch(null).default(null),
  offeredItemId: zId.nullable().catch(null).default(null),
  name: z.coerce.string().max(120).catch('').default(''),
  hypothesis: z.coerce.string().max(1_000).catch('').default(''),
});

function handedOver({ withItemId, offeredItemId, name, hypothesis }: z.output<typeof zSearch>): OfflineValues {
  if (withItemId === null || offeredItemId === null) return { ...EMPTY, name, hypothesis };
  const pair = { withItemId, offeredItemId };
  return { ...EMPTY, name, hypothesis, offline: { ...EMPTY.offline, medium: 'table', switchback: true, pair } };
}

/** Begins a leaflet, a poster or a street event; its code and QR are there with the draft. */
export function NewOffline({ onCreated }: { onCreated: (playId: string) => void }) {
  const { t } = useTranslation('measure');
  const may = useCan('plays:write');
  const create = useCall(createPlay);
  const [search] = useUrlState(zSearch);
  const [values, setValues] = useState(() => handedOver(search));
  const isSet = values.offline.pair !== null;
  const [playId] = useState(newId);
  const [asksName, setAsksName] = useState(false);
  return (
    <Page
      title={t(isSet ? 'offline.set.new' : 'offline.new')}
      sentence={t(isSet ? 'offline.set.sentence' : 'offline.sentence')}
      back={{ to: '/plays', label: t('plays:title') }}
      width="reading"
    >
      {may ? (
        <form
          className={css.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!hasName(values)) {
              setAsksName(true);
              event.currentTarget.querySelector<HTMLElement>('[name="name"]')?.focus();
              return;
            }
            create.mutate(
              { body: { playId, ...values, kind: 'offline', channel: 'none', segmentId: null, rule: { all: [] } } },
              { onSuccess: ({ playId }) => onCreated(playId) },
            );
          }}
        >
          {create.error && <Notice tone="danger">{create.error.message}</Notice>}
          <OfflineFields
            values={values}
            change={(patch) => setValues((before) => ({ ...before, ...patch }))}
            asksName={asksName}
          />
          <div className={css.actions}>
            <Button type="submit" loading={create.isPending || create.isSuccess}>
              {t('plays:next')}
            </Button>
          </div>
        </form>
      ) : (
        <NoPermission what={t('plays:making')} />
      )}
    </Page>
  );
}
