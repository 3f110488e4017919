import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../lib/format.ts';
import css from './audience-sum.module.css';
import { FigureRows } from './figure-rows.tsx';

interface AudienceSumProps {
  /** People who meet the conditions. */
  found: number;
  /** Those of them who are not left out. */
  remain: number;
  /** Why the others are, in words, most first. */
  reasons: readonly { key: string; label: string; count: number }[];
  /** Who is left out for a reason, under its own name and number; without it the reasons are only counted. */
  whoOf?: ((reason: string) => ReactNode) | undefined;
}

/** So many reasons are read at a glance; more of them are opened by whoever asks. */
const FEW_REASONS = 5;

/** How many meet the conditions, how many of them are left out and why, how many remain: one sentence, and all reasons behind it. */
export function AudienceSum({ found, remain, reasons, whoOf }: AudienceSumProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const out = found - remain;
  const [first] = reasons;
  const figures = {
    count: found,
    found: format.count(found),
    out: format.count(out),
    remain: format.count(remain),
    reason: first?.label ?? '',
  };
  if (found === 0) return <p className={css.sentence}>{t('sum.nobody')}</p>;
  if (out <= 0 || !first) return <p className={css.sentence}>{t('sum.all', figures)}</p>;
  const isSingle = reasons.length === 1;
  if (isSingle && !whoOf) return <p className={css.sentence}>{t('sum.single', figures)}</p>;
  return (
    <div>
      <p className={css.sentence}>{t(isSingle ? 'sum.single' : 'sum.several', figures)}</p>
      <details className={css.details} open={reasons.length <= FEW_REASONS}>
        <summary>{t('sum.why')}</summary>
        {whoOf ? (
          reasons.map(({ key }) => whoOf(key))
        ) : (
          <FigureRows>
            {reasons.map(({ key, label, count }) => (
              <div key={key}>
                <dt>{label}</dt>
                <dd>{t('sum.people', { n: format.count(count) })}</dd>
              </div>
            ))}
          </FigureRows>
        )}
      </details>
    </div>
  );
}
