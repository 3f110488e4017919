import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type FlowPreview, listSteps, type OpenFlow } from '../../../modules/flows/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import css from './flows.module.css';

/** What holds for every message: the law, the shop's own limits, and how often one person may get it. */
export function Limits({ flow, preview }: { flow: OpenFlow; preview: FlowPreview }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const { document } = flow;
  const { limits } = preview;
  const channels = new Set(
    listSteps(document.steps).flatMap(({ step }) => {
      if (step.kind === 'act') return [step.arm.channel];
      return step.kind === 'choose' ? step.candidates.map(({ arm }) => arm.channel) : [];
    }),
  );
  const informs = listSteps(document.steps).some(({ step }) => step.kind === 'inform');
  const isMeasured = channels.size > 0 || listSteps(document.steps).some(({ step }) => step.kind === 'hint');
  const sends = [...channels].some((channel) => channel !== 'none');
  const byPhone = channels.has('sms') || channels.has('kakao');
  const hours = limits.shopHours ?? { fromHour: limits.night.toHour, toHour: limits.night.fromHour };
  const { reentry, budgetMinor } = document;
  const held = [
    ...(sends ? [t('limits.consent'), t(byPhone ? 'limits.labelPhone' : 'limits.labelMail')] : []),
    ...(informs ? [t('limits.inform')] : []),
    ...(byPhone ? [t('limits.hours', { from: hours.fromHour, to: hours.toHour })] : []),
    ...(channels.has('email') ? [t('limits.mailHours')] : []),
    ...(informs && !isMeasured ? [] : [t('limits.complaint')]),
    ...(sends ? [t('limits.perWeek', { count: limits.adsPerWeek })] : []),
    reentry.kind === 'after_days' ? t('limits.again', { count: reentry.days }) : t(`limits.${reentry.kind}`),
    ...(isMeasured ? [t('limits.holdout', { rate: format.percent(document.holdoutRate) })] : []),
    ...(budgetMinor === null ? [] : [t('limits.budget', { money: format.money(budgetMinor) })]),
    ...(limits.monthlyBudgetMinor === null
      ? []
      : [t('limits.month', { money: format.money(limits.monthlyBudgetMinor) })]),
    ...((sends || informs) && preview.priceMinor > 0
      ? [t('limits.price', { money: format.money(preview.priceMinor) })]
      : []),
  ];
  return (
    <Section title={t('limits.title')}>
      <ul className={css.checks}>
        {held.map((sentence) => (
          <li key={sentence}>
            <IconCheck size={18} aria-hidden />
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
