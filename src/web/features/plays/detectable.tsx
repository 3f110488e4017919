import { useTranslation } from 'react-i18next';
import type { PlayPreview } from '../../../modules/plays/contract.ts';
import { useFormat } from '../../lib/format.ts';
import css from './plays.module.css';

/** The smallest rise that can be seen with so many people; of several arms, in each against the hold-out. */
export function Detectable({ preview }: { preview: PlayPreview }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const arms = Math.max(1, preview.arms.length);
  return (
    <p className={css.quiet}>
      {preview.detectable === null
        ? t('holdout.undetectable', { n: format.count(preview.audience) })
        : t(arms > 1 ? 'holdout.detectableByArm' : 'holdout.detectable', {
            points: format.percentPoints(preview.detectable),
            base: format.percent(preview.baseRate, 1),
            treated: format.count(Math.floor(preview.treated / arms)),
            holdout: format.count(preview.holdout),
          })}
      {preview.detectableSpendMinor !== null &&
        ` ${t('holdout.detectableSpend', {
          rise: format.money(preview.detectableSpendMinor),
          usual: format.money(preview.usualSpendMinor),
        })}`}
    </p>
  );
}
