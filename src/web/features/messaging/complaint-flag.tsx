import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { closeComplaint, getComplaint, openComplaint } from '../../../modules/messaging/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { showFailure, showUndo } from '../../ui/toast.tsx';
import { Instant } from '../../ui/value.tsx';
import css from './messaging.module.css';

/** On the card: an open complaint, which pauses advertising to her until it is closed (FE-15). */
export function ComplaintFlag({ customerId }: { customerId: string }) {
  const { t } = useTranslation('messages');
  const input = { params: { customerId } };
  const query = useQuery(queryFor(getComplaint, input));
  const mayWrite = useCan('customers:write');
  const client = useQueryClient();
  const open = useCall(openComplaint);
  const close = useCall(closeComplaint);
  const refresh = () => void client.invalidateQueries({ queryKey: keyOf(getComplaint) });
  const onError = (error: Error) => showFailure(error.message);
  const doOpen = (withUndo: boolean) =>
    open.mutate(input, {
      onError,
      onSuccess: () => {
        refresh();
        if (withUndo) showUndo({ message: t('complaint.opened'), onUndo: () => doClose(false) });
      },
    });
  const doClose = (withUndo: boolean) =>
    close.mutate(input, {
      onError,
      onSuccess: () => {
        refresh();
        if (withUndo) showUndo({ message: t('complaint.closed'), onUndo: () => doOpen(false) });
      },
    });
  return (
    <Section title={t('complaint.title')}>
      <Loaded query={query} rows={1}>
        {({ complaint }) => (
          <div className={css.stack}>
            {complaint ? (
              <Notice tone="warning">
                {t('complaint.isOpen')} <Instant at={complaint.openedAt} />
              </Notice>
            ) : (
              <p className={css.quiet}>{t('complaint.none')}</p>
            )}
            {mayWrite && (
              <div className={css.actions}>
                <Button
                  variant="default"
                  loading={open.isPending || close.isPending}
                  onClick={() => (complaint ? doClose(true) : doOpen(true))}
                >
                  {complaint ? t('complaint.close') : t('complaint.open')}
                </Button>
              </div>
            )}
          </div>
        )}
      </Loaded>
    </Section>
  );
}
