import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listHints, sayHint } from '../../../modules/flows/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { showFailure } from '../../ui/toast.tsx';
import css from './flows.module.css';

/** What staff may say to this person today; nothing while there is nothing to say. */
export function Hints({ customerId }: { customerId: string }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const query = useQuery(queryFor(listHints, { params: { customerId } }));
  const client = useQueryClient();
  const say = useCall(sayHint);
  const hints = query.data?.hints ?? [];
  if (hints.length === 0) return null;
  const said = (hintId: string) =>
    say.mutate(
      { params: { customerId, hintId } },
      {
        onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(listHints) }),
        onError: (error) => showFailure(error.message),
      },
    );
  return (
    <section className={css.hints} aria-label={t('hints.title')}>
      {hints.map((hint) => (
        <div key={hint.hintId} className={css.hint}>
          <div>
            <p className={css.hintText}>{hint.text}</p>
            <p className={css.quiet}>{t('hints.until', { name: hint.flowName, day: format.day(hint.shownUntil) })}</p>
          </div>
          <Button
            variant="default"
            loading={say.isPending && say.variables.params?.hintId === hint.hintId}
            onClick={() => said(hint.hintId)}
          >
            {t('hints.said')}
          </Button>
        </div>
      ))}
    </section>
  );
}
