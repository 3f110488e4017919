import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { askAgain } from '../../../../modules/customers/contract/identity.ts';
import { getCustomer } from '../../../../modules/customers/contract.ts';
import { call, useCall } from '../../../lib/api.ts';
import { useCan } from '../../../lib/session.ts';
import { Notice } from '../../../ui/states.tsx';
import { showDone, showFailure } from '../../../ui/toast.tsx';
import css from './duplicates.module.css';

/** OP-05: her number has probably passed on; its consents end when somebody says so. Without a name she is who is looked at. */
export function Recycled({
  customerId,
  name,
  onChange,
  children,
}: {
  customerId: string;
  name?: string;
  onChange: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation('identity');
  const canWrite = useCan('customers:write');
  const ask = useCall(askAgain);
  const end = async () => {
    const person = await call(getCustomer, { params: { customerId } });
    const mobile = person.contactPoints.find(({ kind }) => kind === 'mobile');
    if (!mobile) return;
    ask.mutate(
      { params: { customerId }, body: { contactPointId: mobile.contactPointId } },
      {
        onSuccess: () => {
          showDone(t('recycled.done'));
          onChange();
        },
        onError: (error) => showFailure(error.message),
      },
    );
  };
  return (
    <Notice tone="warning">
      <p className={css.noticeText}>
        {name === undefined ? t('recycled.textSelf') : t('recycled.text', { name: name || t('unnamed') })}
      </p>
      <Group gap="xs">
        {canWrite && (
          <Button variant="default" size="compact-md" loading={ask.isPending} onClick={() => void end()}>
            {t('recycled.action')}
          </Button>
        )}
        {children}
      </Group>
    </Notice>
  );
}
