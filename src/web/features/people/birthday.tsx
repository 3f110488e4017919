import { Button } from '@mantine/core';
import { IconCake } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Customer,
  getCustomer,
  type UnmaskedCustomer,
  updateCustomer,
} from '../../../modules/customers/contract.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { BirthdayFields, draftBirthday, readDraft, useBirthdayWords } from '../../ui/birthday.tsx';
import { Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';
import css from './people.module.css';

/** Her birthday as she counts it, and the day it is kept this year (OP-72). The year is asked for only where it is seen. */
export function BirthdayLine({ customer, revealed }: { customer: Customer; revealed: UnmaskedCustomer | undefined }) {
  const { t } = useTranslation('people');
  const canWrite = useCan('customers:write');
  const words = useBirthdayWords();
  const [open, setOpen] = useState(false);
  const { birthday } = customer;
  if (open) {
    return (
      <BirthdayForm key={revealed ? 'clear' : 'masked'} {...{ customer, revealed }} onClose={() => setOpen(false)} />
    );
  }
  if (!birthday && !canWrite) return null;
  return (
    <div className={css.birthday}>
      <IconCake size={16} aria-hidden />
      <span className={css.contactValue}>
        {birthday && <span>{words(birthday)}</span>}
        <span className={css.quiet}>{t('card.birthday.label')}</span>
      </span>
      {canWrite && (
        <Button variant="subtle" size="compact-sm" onClick={() => setOpen(true)}>
          {t(birthday ? 'card.birthday.edit' : 'card.birthday.add')}
        </Button>
      )}
    </div>
  );
}

function BirthdayForm({
  customer,
  revealed,
  onClose,
}: {
  customer: Customer;
  revealed: UnmaskedCustomer | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation('people');
  const queryClient = useQueryClient();
  const update = useCall(updateCustomer);
  const { customerId, birthday } = customer;
  // Without the year in sight it stays as it is; a birthday that is new may have one.
  const withYear = revealed !== undefined || birthday === null;
  const [draft, setDraft] = useState(() => draftBirthday(birthday, revealed?.birthDate?.slice(0, 4)));
  const told = readDraft(draft);
  const year = draft.year === '' ? null : Number(draft.year);
  const save = (change: typeof told | null) =>
    update.mutate(
      {
        params: { customerId },
        body: { birthday: change ? { ...change, ...(withYear ? { year } : {}) } : null },
      },
      {
        onSuccess: (changed) => {
          queryClient.setQueryData(keyOf(getCustomer, { params: { customerId } }), changed);
          showDone(t('card.birthday.saved'));
          onClose();
        },
      },
    );
  return (
    <form
      className={css.birthdayForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (told) save(told);
      }}
    >
      {update.error && <Notice tone="danger">{update.error.message}</Notice>}
      <BirthdayFields draft={draft} onDraft={setDraft} withYear={withYear} />
      <div className={css.birthdayActions}>
        <Button type="submit" variant="default" loading={update.isPending} disabled={!told}>
          {t('card.birthday.save')}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('card.birthday.cancel')}
        </Button>
        {birthday && (
          <Button variant="subtle" color="red" onClick={() => save(null)}>
            {t('card.birthday.remove')}
          </Button>
        )}
      </div>
    </form>
  );
}
