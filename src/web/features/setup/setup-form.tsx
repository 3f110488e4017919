import { Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Session, zPassword } from '../../../modules/staff/contract.ts';
import { getPack, type PackKey } from '../../../modules/workspace/contract.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { Notice } from '../../ui/states.tsx';
import { useSetUp } from './api.ts';
import { browserTimeZone, currencyOptions, defaultCurrency, timeZoneOptions } from './defaults.ts';
import { PackPicker } from './pack-picker.tsx';
import css from './setup.module.css';

const NOON = 12;
const LATEST_DAY_END_HOUR = NOON;
/** Hours before it are 새벽, from it on 오전. */
const DAYBREAK = 6;
const FIRST_PACK: PackKey = 'restaurant';
const MIN_PASSWORD = zPassword.minLength ?? 10;

/** First run: the owner and the shop on one page; everything but names has a default that is usually right. */
export function SetupForm({ onDone }: { onDone: (session: Session) => void }) {
  const { t } = useTranslation('setup');
  const locale = currentLocale();
  const setUp = useSetUp();
  const [hourTouched, setHourTouched] = useState(false);
  const currencies = useMemo(() => currencyOptions(locale), [locale]);
  const zones = useMemo(() => timeZoneOptions(browserTimeZone()), []);
  const [initialValues] = useState(() => ({
    email: '',
    password: '',
    shop: {
      name: '',
      pack: FIRST_PACK,
      timeZone: browserTimeZone(),
      currency: defaultCurrency(browserTimeZone(), navigator.language),
      dayEndsAtHour: getPack(FIRST_PACK).defaults.dayEndsAtHour,
    },
  }));
  const form = useForm({
    initialValues,
    // In the order on screen: the first mistake gets the focus.
    validate: {
      shop: { name: (name) => (name.trim() ? null : t('shopNameMissing')) },
      email: (email) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? null : t('emailMissing')),
      password: (password) => (password.length >= MIN_PASSWORD ? null : t('passwordShort', { count: MIN_PASSWORD })),
    },
  });

  const choosePack = (pack: PackKey) => {
    form.setFieldValue('shop.pack', pack);
    // A default must not overwrite what somebody chose on purpose.
    if (!hourTouched) form.setFieldValue('shop.dayEndsAtHour', getPack(pack).defaults.dayEndsAtHour);
  };

  const submit = form.onSubmit(
    (values) =>
      setUp.mutate(
        { body: { ...values, email: values.email.trim(), locale } },
        { onSuccess: ({ session }) => onDone(session), onError: (error) => form.setErrors(error.fieldErrors()) },
      ),
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
  );

  const hour = form.values.shop.dayEndsAtHour;
  const nameOfHour = (at: number) =>
    at === 0
      ? t('midnight')
      : at === NOON
        ? t('noon')
        : t(at < DAYBREAK ? 'hourAtNight' : 'hourInTheMorning', { hour: at });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        {setUp.error && <Notice tone="danger">{setUp.error.message || t('failed')}</Notice>}
        <fieldset className={css.group}>
          <legend className={css.legend}>{t('shop')}</legend>
          <Stack gap="md">
            <TextInput
              label={t('shopName')}
              name="shop-name"
              autoComplete="organization"
              maxLength={80}
              {...form.getInputProps('shop.name')}
              key={form.key('shop.name')}
            />
            <PackPicker value={form.values.shop.pack} onChange={choosePack} />
            <div className={css.pair}>
              <Select
                label={t('currency')}
                data={currencies}
                searchable
                allowDeselect={false}
                nothingFoundMessage={t('nothingFound')}
                {...form.getInputProps('shop.currency')}
              />
              <Select
                label={t('timeZone')}
                data={zones}
                searchable
                allowDeselect={false}
                nothingFoundMessage={t('nothingFound')}
                {...form.getInputProps('shop.timeZone')}
              />
            </div>
            <Select
              label={t('dayEnds')}
              description={hour === 0 ? t('dayEndsAtMidnight') : t('dayEndsExample', { time: nameOfHour(hour) })}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              allowDeselect={false}
              data={Array.from({ length: LATEST_DAY_END_HOUR + 1 }, (_unused, at) => ({
                value: String(at),
                label: nameOfHour(at),
              }))}
              value={String(hour)}
              onChange={(chosen) => {
                setHourTouched(true);
                form.setFieldValue('shop.dayEndsAtHour', Number(chosen));
              }}
            />
          </Stack>
        </fieldset>
        <fieldset className={css.group}>
          <legend className={css.legend}>{t('owner')}</legend>
          <Stack gap="md">
            <TextInput
              label={t('email')}
              description={t('emailHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              type="email"
              name="email"
              autoComplete="username"
              {...form.getInputProps('email')}
            />
            <PasswordInput
              label={t('password')}
              description={t('passwordHint', { count: MIN_PASSWORD })}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              name="password"
              autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
              {...form.getInputProps('password')}
            />
          </Stack>
        </fieldset>
        <Button type="submit" size="md" loading={setUp.isPending}>
          {t('begin')}
        </Button>
      </Stack>
    </form>
  );
}
