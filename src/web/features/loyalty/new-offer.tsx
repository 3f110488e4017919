import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createOffer, listOffers } from '../../../modules/loyalty/contract/offers.ts';
import { addDays } from '../../../shared/time.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useSession } from '../../lib/session.ts';
import { Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';
import { ConditionFields } from './offer-conditions.tsx';
import { sayOffer } from './offer-sentence.ts';
import { NO_CONDITIONS, readConditions } from './typed-conditions.ts';

const WEEKS_4 = 28;
/** A word shorter than this would be said by chance. */
const SHORTEST_CODE = 3;
const KINDS = ['amount', 'percent', 'item'] as const;
/** What each kind gives when it is chosen. */
const FIRST_VALUE = { amount: 2_000, percent: 10, item: 1 } as const;

/** A coupon: its name and what it gives; conditions come when they are asked for. */
export function NewOffer({ onMade, onCancel }: { onMade: () => void; onCancel: () => void }) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const client = useQueryClient();
  const create = useCall(createOffer);
  const { today } = useSession().workspace;
  const [hasConditions, setHasConditions] = useState(false);
  const form = useForm({
    initialValues: {
      name: '',
      sharedCode: '',
      kind: 'amount' as (typeof KINDS)[number],
      value: FIRST_VALUE.amount as number | string,
      itemName: '',
      validUntil: addDays(today, WEEKS_4),
      conditions: NO_CONDITIONS,
    },
    validateInputOnBlur: true,
    validate: {
      name: (name) => (name.trim() === '' ? t('coupons.nameMissing') : null),
      sharedCode: (code) =>
        code.trim() !== '' && code.trim().length < SHORTEST_CODE
          ? t('coupons.codeShort', { count: SHORTEST_CODE })
          : null,
      value: (value, { kind }) =>
        Number(value) >= 1 && (kind !== 'percent' || Number(value) <= 100) ? null : t('coupons.valueMissing'),
      itemName: (itemName, { kind }) => (kind === 'item' && itemName.trim() === '' ? t('coupons.itemMissing') : null),
    },
  });
  const { kind } = form.values;
  const read = ({ name, sharedCode, value, itemName, validUntil, conditions }: typeof form.values) => ({
    name,
    campaign: sharedCode.trim(),
    sharedCode: sharedCode.trim() || null,
    kind,
    value: Number(value),
    itemName: kind === 'item' ? itemName : '',
    validFrom: today,
    validUntil,
    ...readConditions(conditions, kind),
  });
  const submit = form.onSubmit((values) => {
    create.mutate(
      { body: read(values) },
      {
        onSuccess: () => {
          void client.invalidateQueries({ queryKey: keyOf(listOffers) });
          onMade();
        },
        onError(error) {
          const { campaign, ...errors } = error.fieldErrors();
          form.setErrors({
            ...errors,
            // The word is also the name under which the coupon is measured.
            ...(campaign ? { sharedCode: errors['sharedCode'] ?? campaign } : {}),
          });
        },
      },
    );
  });
  return (
    <form className={css.lastForm} onSubmit={submit} noValidate>
      {create.error && <Notice tone="danger">{create.error.message || t('failed')}</Notice>}
      <div className={css.pair}>
        <TextInput label={t('coupons.name')} maxLength={80} {...form.getInputProps('name')} />
        <TextInput
          label={t('coupons.code')}
          description={t('coupons.codeHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={30}
          {...form.getInputProps('sharedCode')}
        />
        <Select
          label={t('coupons.kind')}
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: t(`coupons.kinds.${value}`) }))}
          value={kind}
          onChange={(value) => {
            const next = KINDS.find((one) => one === value) ?? 'amount';
            form.setValues({ kind: next, value: FIRST_VALUE[next] });
          }}
        />
        <NumberInput
          label={t(`coupons.value.${kind}`)}
          min={1}
          thousandSeparator=","
          allowDecimal={false}
          hideControls
          rightSection={kind === 'amount' ? format.currencyMark : kind === 'percent' ? '%' : undefined}
          {...form.getInputProps('value')}
        />
        {kind === 'item' && (
          <TextInput label={t('coupons.itemName')} maxLength={300} {...form.getInputProps('itemName')} />
        )}
        <TextInput label={t('coupons.last')} type="date" {...form.getInputProps('validUntil')} />
      </div>
      {hasConditions ? (
        <ConditionFields
          kind={kind}
          typed={form.values.conditions}
          onChange={(conditions) => form.setFieldValue('conditions', conditions)}
        />
      ) : (
        <Button variant="default" className={css.start} onClick={() => setHasConditions(true)}>
          {t('coupons.addConditions')}
        </Button>
      )}
      <p className={css.example}>{sayOffer(read(form.values), { t, format })}</p>
      <div className={css.row}>
        <Button type="submit" loading={create.isPending}>
          {t('coupons.make')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
