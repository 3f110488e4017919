import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../lib/format.ts';
import { ChipList } from './chip-list.tsx';
import { Tag } from './tag.tsx';
import css from './timeline.module.css';

/** Before, during and after the visit (FE-03). */
export type Phase = 'before' | 'during' | 'after';
const PHASES: readonly Phase[] = ['before', 'during', 'after'];

/** Icon + verb + object + who + when + where it comes from (UX-13). */
export interface TimelineItem {
  id: string;
  phase: Phase;
  /** The shop's business day. */
  day: string;
  /** `18:30`, when the time is known. */
  time?: string | undefined;
  icon?: ReactNode;
  title: ReactNode;
  body?: ReactNode;
  /** Who did it and where it comes from, in a few words. */
  source?: ReactNode;
  /** It was told wrong, and this stands instead: it is shown struck out (OP-89). */
  replacedBy?: ReactNode;
}

interface TimelineProps {
  /** Newest first. */
  items: readonly TimelineItem[];
  empty?: ReactNode;
  /** The filter, when the screen keeps it in the URL. */
  phases?: readonly Phase[];
  onPhases?: (phases: Phase[]) => void;
}

/** Everything that happened with one person, by day, in three phases that can be filtered. */
export function Timeline({ items, empty, phases, onPhases }: TimelineProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const [ownPhases, setOwnPhases] = useState<readonly Phase[]>([]);
  const chosen = phases ?? ownPhases;
  const shown = chosen.length === 0 ? items : items.filter((item) => chosen.includes(item.phase));
  const days = [...Map.groupBy(shown, (item) => item.day)];

  return (
    <div>
      <ChipList
        label={t('timeline.phases')}
        options={PHASES.map((phase) => ({
          value: phase,
          label: t(`timeline.${phase}`),
          count: items.filter((item) => item.phase === phase).length,
        }))}
        value={chosen}
        onChange={(next) => (onPhases ? onPhases([...next]) : setOwnPhases(next))}
      />
      {days.length === 0 && (empty ?? <p className={css.none}>{t('timeline.empty')}</p>)}
      {days.map(([day, ofDay]) => (
        <section key={day} className={css.day}>
          <h3 className={css.date}>
            <time dateTime={day}>{format.day(day)}</time>
            <span className={css.ago}>{format.relativeDay(day)}</span>
          </h3>
          <ol className={css.items}>
            {ofDay.map((item) => (
              <li key={item.id} className={css.item} data-phase={item.phase}>
                <span className={css.time}>{item.time ?? ''}</span>
                <span className={css.mark} aria-hidden>
                  {item.icon}
                </span>
                <div className={css.content}>
                  <div className={css.line}>
                    {item.replacedBy ? (
                      <s className={css.wrong}>{item.title}</s>
                    ) : (
                      <span className={css.what}>{item.title}</span>
                    )}
                    <Tag tone={item.phase === 'during' ? 'accent' : 'neutral'}>{t(`timeline.${item.phase}`)}</Tag>
                    {item.replacedBy && <Tag tone="neutral">{t('timeline.corrected')}</Tag>}
                  </div>
                  {item.body && (
                    <div className={css.more}>
                      {item.replacedBy ? <s className={css.wrong}>{item.body}</s> : item.body}
                    </div>
                  )}
                  {item.replacedBy && <div className={css.more}>{item.replacedBy}</div>}
                  {item.source && <div className={css.source}>{item.source}</div>}
                </div>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
