import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getSession } from '../../../modules/staff/contract.ts';
import { getPack, getShop, type OwnWords, type PackWords, updateShop } from '../../../modules/workspace/contract.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { showWords } from '../../lib/i18n.ts';
import { useShop } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';
import css from './settings.module.css';

/** Korean has one word for one and for several. */
const WORDS = {
  ko: ['customer', 'visit', 'order', 'item'],
  en: ['customer', 'customers', 'visit', 'order', 'item', 'items'],
} as const satisfies Readonly<Record<string, readonly (keyof PackWords)[]>>;
const LOCALES = ['ko', 'en'] as const;

type Filled = Record<(typeof LOCALES)[number], Partial<Record<keyof PackWords, string>>>;

/** Every input needs a text to begin with. */
const filledOf = (words: OwnWords): Filled => ({
  ko: Object.fromEntries(WORDS.ko.map((word) => [word, words.ko[word] ?? ''])),
  en: Object.fromEntries(WORDS.en.map((word) => [word, words.en[word] ?? ''])),
});
const written = (words: Filled[keyof Filled]) =>
  Object.fromEntries(Object.entries(words).filter(([, word]) => word.trim() !== ''));

/** What the shop calls its people, visits, orders and items; an empty box is the business type's word. */
export function OwnWordSettings() {
  const { t } = useTranslation('fields');
  const shop = useShop();
  const client = useQueryClient();
  const update = useCall(updateShop);
  const form = useForm<Filled>({ initialValues: filledOf(shop.words) });
  const save = (values: Filled) =>
    update.mutate(
      { body: { words: { ko: written(values.ko), en: written(values.en) } } },
      {
        onSuccess: async (saved) => {
          const stands = filledOf(saved.words);
          form.setValues(stands);
          form.resetDirty(stands);
          showWords(saved);
          await client.invalidateQueries({ queryKey: keyOf(getSession) });
          await client.invalidateQueries({ queryKey: keyOf(getShop) });
          showDone(t('words.saved'));
        },
        onError: (error) => {
          const wrong = Object.keys(error.fieldErrors()).filter((path) => path.startsWith('words.'));
          form.setErrors(Object.fromEntries(wrong.map((path) => [path.slice('words.'.length), t('words.wrong')])));
        },
      },
    );
  const hasOwn = LOCALES.some((locale) => Object.keys(shop.words[locale]).length > 0);
  return (
    <Section title={t('words.title')} sentence={t('words.sentence')}>
      <form className={css.form} onSubmit={form.onSubmit(save)} noValidate>
        {update.error && <Notice tone="danger">{update.error.message}</Notice>}
        {LOCALES.map((locale) => (
          <fieldset key={locale} className={css.words}>
            <legend>{t(`words.${locale}`)}</legend>
            <div className={css.pair}>
              {WORDS[locale].map((word) => (
                <TextInput
                  key={word}
                  label={t(`words.of.${word}`)}
                  placeholder={getPack(shop.pack).words[locale][word]}
                  maxLength={20}
                  lang={locale}
                  {...form.getInputProps(`${locale}.${word}`)}
                />
              ))}
            </div>
          </fieldset>
        ))}
        <div className={css.actions}>
          <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
            {t('words.save')}
          </Button>
          {hasOwn && (
            <Button variant="default" disabled={update.isPending} onClick={() => save({ ko: {}, en: {} })}>
              {t('words.reset')}
            </Button>
          )}
        </div>
      </form>
    </Section>
  );
}
