import { Button, NumberInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getSession } from '../../../modules/staff/contract.ts';
import { getShop, type Shop, updateShop } from '../../../modules/workspace/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import css from './settings.module.css';

const PERCENT = 100;

/** The shop, and the sender that the law wants named in every advertisement. */
export function ShopSettings() {
  const query = useQuery(queryFor(getShop));
  return <Loaded query={query}>{(shop) => <ShopForm shop={shop} />}</Loaded>;
}

function ShopForm({ shop }: { shop: Shop }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const update = useCall(updateShop);
  const { name, playDays, senderName, senderEmail, senderPhone, senderAddress, publicUrl } = shop;
  const form = useForm({
    initialValues: {
      name,
      playDays,
      foodCostPercent: Math.round(shop.foodCostRate * PERCENT),
      senderName,
      senderEmail,
      senderPhone,
      senderAddress,
      publicUrl,
    },
    validate: { name: (value) => (value.trim() ? null : t('shop.nameMissing')) },
  });
  const submit = form.onSubmit(({ foodCostPercent, ...rest }) =>
    update.mutate(
      { body: { ...rest, foodCostRate: foodCostPercent / PERCENT } },
      {
        onSuccess: () => {
          form.resetDirty();
          void client.invalidateQueries({ queryKey: keyOf(getShop) });
          void client.invalidateQueries({ queryKey: keyOf(getSession) });
        },
        onError: (error) => form.setErrors(error.fieldErrors()),
      },
    ),
  );
  const save = (
    <div className={css.actions}>
      <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
        {t('save')}
      </Button>
      {update.isSuccess && !form.isDirty() && <span className={css.quiet}>{t('saved')}</span>}
    </div>
  );
  return (
    <Section title={t('shop.title')} sentence={t('shop.sentence')}>
      <form className={css.form} onSubmit={submit} noValidate>
        {update.error && <Notice tone="danger">{update.error.message || t('notSaved')}</Notice>}
        <TextInput label={t('shop.name')} maxLength={80} {...form.getInputProps('name')} />
        <div className={css.pair}>
          <NumberInput
            label={t('shop.foodCost')}
            suffix="%"
            min={0}
            max={100}
            allowDecimal={false}
            {...form.getInputProps('foodCostPercent')}
          />
          <NumberInput
            label={t('shop.playDays')}
            min={1}
            max={365}
            allowDecimal={false}
            {...form.getInputProps('playDays')}
          />
        </div>
        <h3 id="sender">{t('sender.title')}</h3>
        <p className={css.quiet}>{t('sender.sentence')}</p>
        <div className={css.pair}>
          <TextInput label={t('sender.name')} {...form.getInputProps('senderName')} />
          <TextInput label={t('sender.email')} type="email" {...form.getInputProps('senderEmail')} />
          <TextInput label={t('sender.phone')} type="tel" {...form.getInputProps('senderPhone')} />
          <TextInput label={t('sender.address')} {...form.getInputProps('senderAddress')} />
        </div>
        <TextInput
          label={t('sender.publicUrl')}
          description={t('sender.publicUrlWhy')}
          placeholder="https://"
          type="url"
          {...form.getInputProps('publicUrl')}
        />
        {save}
      </form>
    </Section>
  );
}
