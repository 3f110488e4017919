import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { ConsentForm, zJoin } from '../../../modules/selfservice/contract.ts';
import { ApiError } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import css from './consent.module.css';
import { type Answers, ConsentBlock } from './consent-block.tsx';

/** What the flow sends; a known person gives her choices only. */
export type JoinBody = z.input<typeof zJoin>;

const isPromotion = (kind: string) => kind === 'marketing_use' || kind.startsWith('ad_');

interface JoinFormProps {
  form: ConsentForm;
  who: 'member' | 'known' | 'child';
  /** Typed already, on the screen before. */
  phone?: string | undefined;
  send: (body: JoinBody) => Promise<{ joined: boolean }>;
  onDone: (result: { joined: boolean }) => void;
  onBack?: (() => void) | undefined;
}

/** Name, number and the consent block; a box for the birthday only opens with the consent to it. */
export function JoinForm({ form, who, phone = '', send, onDone, onBack }: JoinFormProps) {
  const { t } = useTranslation('consent');
  const [answers, setAnswers] = useState<Answers>({});
  const [isLunar, setLunar] = useState(false);
  const [person, setPerson] = useState({ name: '', phone, email: '', birthDate: '' });
  const [failure, setFailure] = useState<ApiError>();
  const [sending, setSending] = useState(false);
  // A child is asked for no promotion (PV-11).
  const texts = form.texts.filter(({ kind }) => who !== 'child' || !isPromotion(kind));
  const set = (name: keyof typeof person) => (event: { currentTarget: HTMLInputElement }) => {
    const { value } = event.currentTarget;
    setPerson((before) => ({ ...before, [name]: value }));
  };
  const joins = answers['svc_membership'] === 'granted';
  const isAnswered = who === 'known' ? Object.keys(answers).length > 0 : answers['svc_membership'] !== undefined;
  const needsPerson = who !== 'known';
  const isReady =
    isAnswered &&
    (!needsPerson || !joins || (person.name.trim() !== '' && person.phone.trim() !== '')) &&
    (who !== 'child' || !joins || person.birthDate !== '');
  const showsBirthDate = needsPerson && (who === 'child' || answers['svc_optional_fields'] === 'granted');
  const showsEmail = needsPerson && answers['ad_email'] === 'granted';
  const errors = failure?.fieldErrors() ?? {};

  const submit = async () => {
    setSending(true);
    setFailure(undefined);
    const choices = texts.flatMap(({ kind, textVersionId }) => {
      const state = answers[kind];
      return state ? [{ kind, state, textVersionId }] : [];
    });
    // Who refuses is asked for nothing and sends nothing but her no.
    const hers = joins
      ? {
          name: person.name,
          phone: person.phone,
          email: showsEmail ? person.email : '',
          birthDate: showsBirthDate && person.birthDate !== '' ? person.birthDate : null,
          birthdayCalendar: isLunar ? ('lunar' as const) : ('solar' as const),
        }
      : {};
    try {
      onDone(await send({ ...hers, choices }));
    } catch (error) {
      setFailure(error instanceof ApiError ? error : new ApiError({ status: 0, code: 'offline', message: '' }));
    } finally {
      setSending(false);
    }
  };

  return (
    <form
      className={css.stack}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void submit();
      }}
    >
      <ConsentBlock texts={texts} answers={answers} onAnswers={setAnswers} />
      {needsPerson && joins && (
        <fieldset className={css.box}>
          <legend className={css.legend}>{t('person.title')}</legend>
          <div className={css.pair}>
            <TextInput
              size="md"
              label={t('person.name')}
              value={person.name}
              maxLength={100}
              autoComplete="off"
              error={errors['name']}
              onChange={set('name')}
            />
            <TextInput
              size="md"
              label={t('person.phone')}
              inputMode="tel"
              value={person.phone}
              maxLength={40}
              autoComplete="off"
              error={errors['phone']}
              onChange={set('phone')}
            />
            {showsEmail && (
              <TextInput
                size="md"
                type="email"
                label={t('person.email')}
                value={person.email}
                maxLength={254}
                autoComplete="off"
                onChange={set('email')}
              />
            )}
            {showsBirthDate && (
              <TextInput
                size="md"
                type="date"
                label={t(who === 'child' ? 'person.birthDate' : 'person.birthDateOptional')}
                value={person.birthDate}
                autoComplete="off"
                onChange={set('birthDate')}
              />
            )}
            {showsBirthDate && (
              <Checkbox
                size="md"
                label={t('person.isLunar')}
                checked={isLunar}
                onChange={(event) => setLunar(event.currentTarget.checked)}
              />
            )}
          </div>
        </fieldset>
      )}
      {failure && <Notice tone="danger">{failure.message || t('failed')}</Notice>}
      {!isReady && (
        <p className={css.quiet}>{t(who === 'known' ? 'readyKnown' : isAnswered ? 'readyPerson' : 'ready')}</p>
      )}
      <div className={css.big}>
        <Button size="lg" type="submit" loading={sending} disabled={!isReady}>
          {t(needsPerson && joins ? 'join' : 'save')}
        </Button>
        {onBack && (
          <Button size="lg" variant="default" onClick={onBack}>
            {t('cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}
