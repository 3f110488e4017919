import { Button, Checkbox, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { calculateNoShow, calculateTuition } from '../../../modules/loyalty/contract/refunds.ts';
import { COUNTER_ANSWER_MS, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';
import { WholeInput } from './whole-input.tsx';

/** What goes back of a deposit or of tuition, by the standards, with the rule that says so (OP-30..35, domain 5.7). */
export function RefundCalculator() {
  const { t } = useTranslation('loyalty');
  const may = useCan('loyalty:read');
  const [isOpen, setOpen] = useState(false);
  const [which, setWhich] = useState<'noShow' | 'tuition'>('noShow');
  if (!may) return null;
  return (
    <Section title={t('refunds.title')} sentence={t('refunds.sentence')}>
      {isOpen ? (
        <div className={css.form}>
          <SegmentedControl
            aria-label={t('refunds.title')}
            data={(['noShow', 'tuition'] as const).map((value) => ({ value, label: t(`refunds.which.${value}`) }))}
            value={which}
            onChange={(next) => setWhich(next === 'tuition' ? 'tuition' : 'noShow')}
          />
          {which === 'noShow' ? <NoShow /> : <Tuition />}
        </div>
      ) : (
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('refunds.open')}
        </Button>
      )}
    </Section>
  );
}

function NoShow() {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const call = useCall(calculateNoShow, { withinMs: COUNTER_ANSWER_MS });
  const [bookingClass, setClass] = useState<'ordinary' | 'reserved'>('ordinary');
  const [wasTold, setTold] = useState(false);
  const [bill, setBill] = useState<number | string>('');
  const [deposit, setDeposit] = useState<number | string>('');
  const change = (set: () => void) => {
    set();
    call.reset();
  };
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        call.mutate({
          body: { bookingClass, wasTold, billMinor: Number(bill) || 0, depositMinor: Number(deposit) || 0 },
        });
      }}
    >
      <div>
        <div className={css.label}>{t('refunds.class.label')}</div>
        <SegmentedControl
          fullWidth
          aria-label={t('refunds.class.label')}
          data={(['ordinary', 'reserved'] as const).map((value) => ({ value, label: t(`refunds.class.${value}`) }))}
          value={bookingClass}
          onChange={(next) => change(() => setClass(next === 'reserved' ? 'reserved' : 'ordinary'))}
        />
      </div>
      <Checkbox
        label={t('refunds.wasTold')}
        checked={wasTold}
        onChange={(event) => {
          const { checked } = event.currentTarget;
          change(() => setTold(checked));
        }}
      />
      <div className={css.pair}>
        <WholeInput label={t('refunds.bill')} isMoney value={bill} onChange={(typed) => change(() => setBill(typed))} />
        <WholeInput
          label={t('refunds.deposit')}
          isMoney
          value={deposit}
          onChange={(typed) => change(() => setDeposit(typed))}
        />
      </div>
      {call.error && <Notice tone="danger">{call.error.message || t('refunds.failed')}</Notice>}
      {call.data && (
        <div className={css.example} role="status">
          <div>{t('refunds.refund', { amount: format.money(call.data.refundMinor) })}</div>
          <div>{t('refunds.penalty', { amount: format.money(call.data.penaltyMinor) })}</div>
          <div className={css.quiet}>{t(`refunds.rule.${call.data.rule}`)}</div>
        </div>
      )}
      <Button className={css.start ?? ''} type="submit" loading={call.isPending} disabled={Number(bill) < 1}>
        {t('refunds.open')}
      </Button>
    </form>
  );
}

function Tuition() {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const call = useCall(calculateTuition, { withinMs: COUNTER_ANSWER_MS });
  const [typed, setTyped] = useState<Record<'monthly' | 'lessons' | 'held' | 'monthsLeft', number | string>>({
    monthly: '',
    lessons: '',
    held: '',
    monthsLeft: 0,
  });
  const isTooMany = Number(typed.held) > Number(typed.lessons);
  const field = (key: keyof typeof typed) => ({
    label: t(`refunds.${key}`),
    value: typed[key],
    onChange: (next: number | string) => {
      setTyped((before) => ({ ...before, [key]: next }));
      call.reset();
    },
  });
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        call.mutate({
          body: {
            monthlyMinor: Number(typed.monthly) || 0,
            lessons: Number(typed.lessons) || 0,
            heldLessons: Number(typed.held) || 0,
            monthsLeft: Number(typed.monthsLeft) || 0,
          },
        });
      }}
    >
      <div className={css.pair}>
        <WholeInput {...field('monthly')} isMoney />
        <WholeInput {...field('monthsLeft')} />
        <WholeInput {...field('lessons')} />
        <WholeInput {...field('held')} error={isTooMany ? t('refunds.heldTooMany') : undefined} />
      </div>
      {call.error && <Notice tone="danger">{call.error.message || t('refunds.failed')}</Notice>}
      {call.data && (
        <div className={css.example} role="status">
          <div>{t('refunds.refundTuition', { amount: format.money(call.data.refundMinor) })}</div>
          {call.data.laterMinor > 0 && (
            <div>
              {t('refunds.parts', {
                now: format.money(call.data.thisMonthMinor),
                later: format.money(call.data.laterMinor),
              })}
            </div>
          )}
          <div className={css.quiet}>{t(`refunds.rule.${call.data.rule}`)}</div>
        </div>
      )}
      <Button
        className={css.start ?? ''}
        type="submit"
        loading={call.isPending}
        disabled={Number(typed.monthly) < 1 || Number(typed.lessons) < 1 || isTooMany}
      >
        {t('refunds.open')}
      </Button>
    </form>
  );
}
