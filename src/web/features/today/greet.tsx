import { useTranslation } from 'react-i18next';
import { DAYPART_KEYS } from '../../../modules/insights/contract.ts';
import type { Today } from '../../../modules/today/contract.ts';
import { useDemoIsUnfinished } from '../../lib/demo.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { useBirthdayWords } from '../../ui/birthday.tsx';
import { Section } from '../../ui/page.tsx';
import css from './board.module.css';
import { RowLink } from './next-step.tsx';

/** Who may come today by her own rhythm, and whose birthday is near. */
export function Greet({ greet, behindSince }: { greet: Today['greet']; behindSince: string | null }) {
  const { t } = useTranslation('today');
  const format = useFormat();
  const birthdayWords = useBirthdayWords();
  const isUnfinished = useDemoIsUnfinished();
  const { expected, expectedTotal, birthdays } = greet;
  return (
    <Section
      title={t('greet.title')}
      sentence={
        behindSince !== null
          ? t('greet.behind', { day: format.day(behindSince) })
          : expectedTotal === 0
            ? t(isUnfinished ? 'beingMade' : 'greet.nobody')
            : t('greet.sentence', { count: expectedTotal, n: format.count(expectedTotal) })
      }
    >
      {expected.length > 0 && (
        <ul className={css.list}>
          {expected.map((guest) => (
            <li key={guest.customerId}>
              <RowLink to={`/people/${guest.customerId}`}>
                <span className={css.who}>
                  <span className={css.name}>{guest.name}</span>
                  <span className={css.why}>
                    <ExpectedWords guest={guest} />
                  </span>
                </span>
                <span className={css.aside}>{t('greet.visits', { count: guest.visits })}</span>
              </RowLink>
            </li>
          ))}
        </ul>
      )}
      {birthdays.length > 0 && (
        <>
          <h3 className={css.subtitle}>{t('greet.birthdays')}</h3>
          <ul className={css.list}>
            {birthdays.map((guest) => (
              <li key={guest.customerId}>
                <RowLink to={`/people/${guest.customerId}`}>
                  <span className={css.who}>
                    <span className={css.name}>{guest.name}</span>
                    <span className={css.why}>
                      {inLine([
                        guest.calendar !== 'solar' && birthdayWords(guest),
                        t('greet.lastVisit', { day: format.relativeDay(guest.lastVisitOn) }),
                      ])}
                    </span>
                  </span>
                  <span className={css.aside}>{format.day(guest.birthdayOn)}</span>
                </RowLink>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function ExpectedWords({ guest }: { guest: Today['greet']['expected'][number] }) {
  const { t } = useTranslation('today');
  const daypart = DAYPART_KEYS.find((part) => part === guest.usualDaypart);
  const every = Math.round(guest.intervalDays);
  const parts = [
    every > 1 ? t('greet.every', { count: every }) : t('greet.everyDay'),
    daypart && t(`greet.daypart.${daypart}`),
    guest.usualItem,
  ];
  return <>{inLine(parts)}</>;
}
