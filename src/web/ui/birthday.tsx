import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { BIRTHDAY_CALENDARS, type BirthdayCalendar, isRealBirthday } from '../../shared/birthday.ts';
import { useFormat } from '../lib/format.ts';
import css from './birthday.module.css';

/** A birthday as it is written into a form; empty texts are not chosen yet. */
export interface BirthdayDraft {
  calendar: BirthdayCalendar;
  month: string;
  day: string;
  /** Empty: nobody knows it. */
  year: string;
}

/** A draft of what is stored, or an empty one. */
export function draftBirthday(
  birthday: { calendar: BirthdayCalendar; monthDay: string } | null,
  birthYear?: string,
): BirthdayDraft {
  const [month = '', day = ''] = birthday?.monthDay.split('-') ?? [];
  return { calendar: birthday?.calendar ?? 'solar', month, day, year: birthYear ?? '' };
}

/** Calendar and day of a finished draft; undefined while something is missing or there is no such day. */
export function readDraft({ calendar, month, day }: BirthdayDraft) {
  const isReal = isRealBirthday({ calendar, month: Number(month), day: Number(day) });
  return isReal ? { calendar, monthDay: `${month}-${day}` } : undefined;
}

/** How a birthday is said: `음력 5월 5일 · 올해는 6월 19일` (OP-72); the sun's day alone where she counts by the sun. */
export function useBirthdayWords() {
  const { t } = useTranslation('ui');
  const format = useFormat();
  return ({
    calendar,
    monthDay,
    nextOn,
  }: {
    calendar: BirthdayCalendar;
    monthDay: string;
    nextOn?: string | null | undefined;
  }) => {
    const [month = 0, day = 0] = monthDay.split('-').map(Number);
    const plain = t('birthday.day', { month, day });
    if (calendar === 'solar') return plain;
    const said = t(`birthday.${calendar}`, { day: plain });
    if (!nextOn) return said;
    const kept = format.day(nextOn);
    const isThisYear = nextOn.slice(0, 4) === format.today.slice(0, 4);
    return `${said} · ${t(isThisYear ? 'birthday.thisYear' : 'birthday.nextYear', { day: kept })}`;
  };
}

const numbers = (last: number) => Array.from({ length: last }, (_, at) => String(at + 1).padStart(2, '0'));

/** Calendar, month and day of a birthday, and the year where it may be asked for. */
export function BirthdayFields({
  draft,
  onDraft,
  withYear = false,
}: {
  draft: BirthdayDraft;
  onDraft: (draft: BirthdayDraft) => void;
  withYear?: boolean;
}) {
  const { t } = useTranslation('ui');
  const options = (last: number) => numbers(last).map((value) => ({ value, label: String(Number(value)) }));
  return (
    <div className={css.fields}>
      <Select
        label={t('birthday.howCounted')}
        data={BIRTHDAY_CALENDARS.map((value) => ({ value, label: t(`birthday.calendar.${value}`) }))}
        value={draft.calendar}
        allowDeselect={false}
        onChange={(calendar) => onDraft({ ...draft, calendar: calendar ?? 'solar' })}
      />
      <Select
        label={t('birthday.month')}
        data={options(12)}
        value={draft.month || null}
        onChange={(month) => onDraft({ ...draft, month: month ?? '' })}
      />
      <Select
        label={t('birthday.dayOfMonth')}
        data={options(draft.calendar === 'solar' ? 31 : 30)}
        value={draft.day || null}
        onChange={(day) => onDraft({ ...draft, day: day ?? '' })}
      />
      {withYear && (
        <TextInput
          label={t('birthday.year')}
          inputMode="numeric"
          maxLength={4}
          value={draft.year}
          onChange={(event) => onDraft({ ...draft, year: event.currentTarget.value.replace(/\D/g, '') })}
        />
      )}
    </div>
  );
}
