import { useTranslation } from 'react-i18next';
import type { FlowPreview, OpenFlow } from '../../../modules/flows/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { AudienceSum } from '../../ui/audience-sum.tsx';
import { FigureRows } from '../../ui/figure-rows.tsx';
import { Section } from '../../ui/page.tsx';

/** Whom it would reach as things stand now, and why the others are left out. */
export function Reach({ flow, preview }: { flow: OpenFlow; preview: FlowPreview }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const people = (n: number) => t('plays:people', { n: format.count(n) });
  const { trigger } = flow.document;
  const { kind } = trigger;
  const isByEvent = kind === 'group' || kind === 'ordered' || kind === 'happened';
  return (
    <Section
      title={t(kind === 'usual_hour' ? 'reach.titleDay' : 'reach.title')}
      sentence={
        kind === 'usual_hour'
          ? t('reach.usualHour', { count: trigger.minutesBefore })
          : t(isByEvent ? 'reach.byEvent' : `reach.${flow.state}`)
      }
    >
      <AudienceSum
        found={preview.found}
        remain={preview.eligible}
        reasons={preview.excluded.map(({ reason, count }) => ({
          key: reason,
          label: t(`plays:reason.${reason}`),
          count,
        }))}
      />
      <FigureRows>
        {preview.holdout > 0 && (
          <div>
            <dt>{t('reach.holdout', { rate: format.percent(preview.holdoutRate) })}</dt>
            <dd>−{people(preview.holdout)}</dd>
          </div>
        )}
        <div data-total>
          <dt>{t('reach.treated')}</dt>
          <dd>{people(preview.treated)}</dd>
        </div>
      </FigureRows>
    </Section>
  );
}
