import { Button, NumberInput, Radio, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  getProgramme,
  type Programme,
  type ProgrammeSettings,
  saveProgramme,
} from '../../../modules/loyalty/contract/programme.ts';
import { createTablet } from '../../../modules/loyalty/contract/tablet.ts';
import { isReachable } from '../../../shared/reachable.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';
import { errorsByField } from './programme-errors.ts';
import { Levels } from './programme-levels.tsx';

const BASIS_A_PERCENT = 100;
const EXAMPLE_BILL_MINOR = 12_000;
const BASIS = 10_000;

/** Names as they are typed: parted by commas, each once. */
const readNames = (text: string) => [
  ...new Set(
    text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  ),
];

/** The rules of earning in plain words, with what a bill earns by them; new rules hold from today. */
export function ProgrammeSection() {
  const query = useQuery(queryFor(getProgramme));
  const [savedVersion, setSavedVersion] = useState<number>();
  return (
    <Loaded query={query} rows={8}>
      {({ programme }) => (
        <>
          <ProgrammeForm
            key={programme.version}
            programme={programme}
            isSaved={savedVersion !== undefined && savedVersion < programme.version}
            onSaved={() => setSavedVersion(programme.version)}
          />
          <TabletKey />
        </>
      )}
    </Loaded>
  );
}

interface ProgrammeFormProps {
  programme: Programme;
  /** Whether these are the rules that were saved just now. */
  isSaved: boolean;
  onSaved: () => void;
}

function ProgrammeForm({ programme, isSaved, onSaved }: ProgrammeFormProps) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const client = useQueryClient();
  const save = useCall(saveProgramme);
  const mayManage = useCan('loyalty:manage');
  const { settings } = programme;
  const form = useForm({
    initialValues: {
      isOn: settings.isOn,
      unit: settings.unit,
      percent: settings.points.rateBasisPoints / BASIS_A_PERCENT,
      minUse: settings.points.minUse,
      expiresAfterDays: settings.points.expiresAfterDays ?? 0,
      per: settings.stamps.per,
      stampAmountMinor: settings.stamps.amountMinor,
      cardSize: settings.stamps.cardSize,
      reward: settings.stamps.reward,
      maxEarnsADay: settings.guards.maxEarnsADay,
      claimDays: settings.claimDays,
      isPrepaidOn: settings.prepaid.isOn,
      prepaidDays: settings.prepaid.expiresAfterDays,
      stampItems: settings.stamps.itemNames.join(', '),
      excluded: settings.excludedCategories.join(', '),
      levels: settings.tiers.levels,
    },
  });
  const v = form.values;
  const next: ProgrammeSettings = {
    ...settings,
    isOn: v.isOn,
    unit: v.unit === 'stamps' ? 'stamps' : 'points',
    points: {
      ...settings.points,
      rateBasisPoints: Math.round(v.percent * BASIS_A_PERCENT),
      minUse: v.minUse,
      expiresAfterDays: v.expiresAfterDays || null,
    },
    stamps: {
      ...settings.stamps,
      per: v.per === 'amount' ? 'amount' : v.per === 'item' ? 'item' : 'visit',
      amountMinor: v.stampAmountMinor,
      itemNames: readNames(v.stampItems),
      cardSize: v.cardSize,
      reward: v.reward,
      expiresAfterDays: v.expiresAfterDays || null,
    },
    guards: { ...settings.guards, maxEarnsADay: v.maxEarnsADay },
    claimDays: v.claimDays,
    excludedCategories: readNames(v.excluded),
    tiers: { ...settings.tiers, levels: v.levels },
    prepaid: { isOn: v.isPrepaidOn, expiresAfterDays: v.prepaidDays },
  };
  const earned = Math.floor((EXAMPLE_BILL_MINOR * next.points.rateBasisPoints) / BASIS);
  const stamps = v.per === 'amount' ? Math.floor(EXAMPLE_BILL_MINOR / Math.max(1, v.stampAmountMinor)) : 1;
  const submit = form.onSubmit(() =>
    save.mutate(
      { body: { settings: next, expectedVersion: programme.version } },
      {
        onSuccess: () => {
          onSaved();
          void client.invalidateQueries({ queryKey: keyOf(getProgramme) });
        },
        onError: (error) => form.setErrors(errorsByField(error.fieldErrors())),
      },
    ),
  );
  return (
    <Section title={t('rules.title')} sentence={t('rules.sentence')}>
      <form className={css.form} onSubmit={submit} noValidate>
        {save.error && <Notice tone="danger">{save.error.message || t('failed')}</Notice>}
        <Switch label={t('rules.isOn')} disabled={!mayManage} {...form.getInputProps('isOn', { type: 'checkbox' })} />
        <Radio.Group label={t('rules.unit')} {...form.getInputProps('unit')}>
          <div className={css.row}>
            <Radio value="points" label={t('unit.points')} disabled={!mayManage} />
            <Radio value="stamps" label={t('unit.stamps')} disabled={!mayManage} />
          </div>
        </Radio.Group>
        {v.unit === 'points' ? (
          <div className={css.pair}>
            <NumberInput
              label={t('rules.percent')}
              suffix="%"
              min={0}
              max={100}
              decimalScale={2}
              disabled={!mayManage}
              {...form.getInputProps('percent')}
            />
            <NumberInput
              label={t('rules.minUse')}
              min={1}
              thousandSeparator=","
              allowDecimal={false}
              disabled={!mayManage}
              {...form.getInputProps('minUse')}
            />
          </div>
        ) : (
          <>
            <Radio.Group label={t('rules.per')} {...form.getInputProps('per')}>
              <div className={css.row}>
                <Radio value="visit" label={t('rules.perVisit')} disabled={!mayManage} />
                <Radio value="amount" label={t('rules.perAmount')} disabled={!mayManage} />
                <Radio value="item" label={t('rules.perItem')} disabled={!mayManage} />
              </div>
            </Radio.Group>
            <div className={css.pair}>
              {v.per === 'amount' && (
                <NumberInput
                  label={t('rules.stampAmount')}
                  min={1}
                  thousandSeparator=","
                  allowDecimal={false}
                  disabled={!mayManage}
                  {...form.getInputProps('stampAmountMinor')}
                />
              )}
              {v.per === 'item' && (
                <TextInput
                  label={t('rules.stampItems')}
                  description={t('rules.namesHint')}
                  disabled={!mayManage}
                  {...form.getInputProps('stampItems')}
                />
              )}
              <NumberInput
                label={t('rules.cardSize')}
                min={2}
                max={30}
                allowDecimal={false}
                disabled={!mayManage}
                {...form.getInputProps('cardSize')}
              />
              <TextInput
                label={t('rules.reward')}
                maxLength={80}
                disabled={!mayManage}
                {...form.getInputProps('reward')}
              />
            </div>
          </>
        )}
        <div className={css.pair}>
          <NumberInput
            label={t('rules.expires')}
            description={t('rules.expiresHint')}
            min={0}
            max={3650}
            allowDecimal={false}
            disabled={!mayManage}
            {...form.getInputProps('expiresAfterDays')}
          />
          <NumberInput
            label={t('rules.maxEarns')}
            description={t('rules.maxEarnsHint')}
            min={1}
            max={50}
            allowDecimal={false}
            disabled={!mayManage}
            {...form.getInputProps('maxEarnsADay')}
          />
          <NumberInput
            label={t('rules.claimDays')}
            description={t('rules.claimHint')}
            min={1}
            max={60}
            allowDecimal={false}
            disabled={!mayManage}
            {...form.getInputProps('claimDays')}
          />
        </div>
        <TextInput
          label={t('rules.excluded')}
          description={t('rules.namesHint')}
          disabled={!mayManage}
          {...form.getInputProps('excluded')}
        />
        <Levels
          levels={v.levels}
          errors={form.errors}
          unit={next.unit}
          disabled={!mayManage}
          onLevels={(levels) => form.setFieldValue('levels', levels)}
        />
        <Switch
          label={t('rules.prepaid')}
          description={t('rules.prepaidHint')}
          disabled={!mayManage}
          {...form.getInputProps('isPrepaidOn', { type: 'checkbox' })}
        />
        {v.isPrepaidOn && (
          <NumberInput
            label={t('rules.prepaidDays')}
            min={1}
            max={3650}
            allowDecimal={false}
            disabled={!mayManage}
            {...form.getInputProps('prepaidDays')}
          />
        )}
        <p className={css.example}>
          {v.unit === 'points'
            ? t('example.points', { bill: format.money(EXAMPLE_BILL_MINOR), count: earned })
            : t('example.stamps', {
                bill: format.money(EXAMPLE_BILL_MINOR),
                count: stamps,
                size: v.cardSize,
                reward: v.reward || t('rules.someReward'),
              })}
        </p>
        {isSaved && !form.isDirty() && (
          <p role="status" className={css.quiet}>
            {t('saved')}
          </p>
        )}
        {mayManage ? (
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {t('save')}
          </Button>
        ) : (
          <p className={css.quiet}>{t('ownerOnly')}</p>
        )}
      </form>
    </Section>
  );
}

/** Connects a tablet: its key is in the code and shown once. */
function TabletKey() {
  const { t } = useTranslation('loyalty');
  const mayMake = useCan('sources:manage');
  const create = useCall(createTablet);
  if (!mayMake) return null;
  return (
    <Section title={t('tablet.title')} sentence={t('tablet.sentence')}>
      {create.data ? (
        isReachable(create.data.url) ? (
          <div className={css.qr}>
            <QrCode text={create.data.url} label={t('tablet.qr')} className={css.tabletCode} />
            <div>
              <p>{t('tablet.once')}</p>
              <code className={css.url}>{create.data.url}</code>
              {create.data.others.length > 0 && <p>{t('tablet.others')}</p>}
              {create.data.others.map((url) => (
                <code key={url} className={css.url}>
                  {url}
                </code>
              ))}
            </div>
          </div>
        ) : (
          <>
            <Notice tone="warning">{t('tablet.onlyHere')}</Notice>
            <p>{t('tablet.here')}</p>
            <code className={css.url}>{create.data.url}</code>
          </>
        )
      ) : (
        <Button
          variant="default"
          loading={create.isPending}
          onClick={() => create.mutate({ body: { label: t('tablet.label') } })}
        >
          {t('tablet.make')}
        </Button>
      )}
    </Section>
  );
}
