import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countAffected } from '../../../modules/privacy/contract/incidents.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Loaded } from '../../ui/states.tsx';
import css from './privacy.module.css';

/** How many people a leak concerns, by the access log: between two moments, in all or through one user (PV-43). */
export function Affected({ onTake }: { onTake: (persons: number) => void }) {
  const { t } = useTranslation('privacy');
  const [window, setWindow] = useState({ from: '', until: '' });
  const [asked, setAsked] = useState<typeof window | null>(null);
  return (
    <fieldset className={css.affected}>
      <legend>{t('incident.affected')}</legend>
      <p className={css.hint}>{t('incident.affectedHint')}</p>
      <div className={css.form}>
        {(['from', 'until'] as const).map((end) => (
          <TextInput
            key={end}
            type="datetime-local"
            label={t(`incident.${end}`)}
            value={window[end]}
            onChange={(event) => setWindow({ ...window, [end]: event.currentTarget.value })}
          />
        ))}
        <Button
          variant="default"
          disabled={window.from === '' || window.until === '' || window.from >= window.until}
          onClick={() => setAsked(window)}
        >
          {t('incident.count')}
        </Button>
      </div>
      {asked && <Counted window={asked} onTake={onTake} />}
    </fieldset>
  );
}

function Counted({ window, onTake }: { window: { from: string; until: string }; onTake: (persons: number) => void }) {
  const { t } = useTranslation('privacy');
  const format = useFormat();
  const query = useQuery(queryFor(countAffected, { query: window }));
  return (
    <Loaded query={query} rows={2}>
      {({ all, accounts }) => (
        <>
          <ul className={css.stepList}>
            {[
              { ...all, name: t('incident.everybody'), key: 'all' },
              ...accounts.filter(({ persons }) => persons > 0).map(named),
            ].map((one) => (
              <li key={one.key}>
                <strong>{one.name ?? t('incident.program')}</strong>{' '}
                {t('incident.handled', { n: format.count(one.persons) })}{' '}
                {one.persons > 0 && (
                  <Button size="compact-sm" variant="subtle" onClick={() => onTake(one.persons)}>
                    {t('incident.take')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {all.lists + all.exports > 0 && (
            <p className={css.hint}>
              {t('incident.unnamed', { lists: format.count(all.lists), exports: format.count(all.exports) })}
            </p>
          )}
        </>
      )}
    </Loaded>
  );
}

const named = (one: { accountId: string | null; name: string | null; persons: number }) => ({
  ...one,
  key: one.accountId ?? 'program',
});
