import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconColumns } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, ListedCustomer } from '../../../../modules/customers/contract.ts';
import { useFormat } from '../../../lib/format.ts';
import { useSourceName } from '../../../lib/source-name.ts';
import { useBirthdayWords } from '../../../ui/birthday.tsx';
import type { Column } from '../../../ui/data-table/props.ts';
import { Tag } from '../../../ui/tag.tsx';
import { Day, Money } from '../../../ui/value.tsx';
import css from './list.module.css';
import { DEFAULT_COLUMNS, type Words } from './view.ts';

const TAGS_SHOWN = 3;
const OPTIONAL = [
  'phone',
  'lastVisit',
  'visits',
  'spend',
  'state',
  'usualTime',
  'tags',
  'email',
  'source',
  'createdAt',
  'birthday',
] as const;

/** A value of an own field as a list or card shows it. */
export function useFieldText() {
  const { t } = useTranslation('lists');
  const format = useFormat();
  return (field: Field, value: string | undefined): string => {
    if (value === undefined) return '';
    switch (field.type) {
      case 'number':
        return format.decimal(Number(value), 3);
      case 'date':
        return format.day(value);
      case 'yes_no':
        return t(`yesNo.${value}`);
      case 'choice':
        return field.choices.find(({ key }) => key === value)?.label[format.locale] ?? value;
      default:
        return value;
    }
  };
}

/** The columns of the list, in the chosen order; the name always comes first. */
export function useListColumns(chosen: readonly string[], words: Words): Column<ListedCustomer>[] {
  const { t } = useTranslation(['lists', 'people', 'understand']);
  const format = useFormat();
  const birthdayWords = useBirthdayWords();
  const sourceName = useSourceName();
  const fieldText = useFieldText();
  const all: Record<string, Column<ListedCustomer>> = {
    phone: {
      key: 'phone',
      header: t('people:column.phone'),
      width: '150px',
      render: (row) => <span className="d-figures">{row.phoneMasked ?? '–'}</span>,
    },
    lastVisit: {
      key: 'lastVisit',
      header: t('people:column.last'),
      width: '130px',
      phone: 'aside',
      sortable: true,
      render: (row) => (row.lastVisitedOn ? <Day day={row.lastVisitedOn} relative /> : t('people:never')),
    },
    visits: {
      key: 'visits',
      header: t('people:column.visits'),
      align: 'right',
      width: '90px',
      sortable: true,
      render: (row) => <span className="d-figures">{t('people:times', { n: format.count(row.visits) })}</span>,
    },
    spend: {
      key: 'spend',
      header: t('people:column.spend'),
      align: 'right',
      width: '130px',
      sortable: true,
      render: (row) => <Money amountMinor={row.netMinor} />,
    },
    state: {
      key: 'state',
      header: t('people:column.state'),
      width: '110px',
      phone: 'hidden',
      render: (row) =>
        row.lapse === null || row.lapse === 'on_rhythm' ? (
          ''
        ) : (
          <Tag tone={row.lapse === 'lapsed' ? 'warning' : 'neutral'}>{t(`people:state.${row.lapse}`)}</Tag>
        ),
    },
    usualTime: {
      key: 'usualTime',
      header: t('column.usualTime'),
      width: '110px',
      phone: 'hidden',
      render: ({ usualWeekday, usualHour }) =>
        [
          usualWeekday === null ? '' : t(`understand:weekdayShort.${usualWeekday}`),
          usualHour === null ? '' : t('understand:hour', { hour: usualHour }),
        ]
          .filter((part) => part !== '')
          .join(' ') || '–',
    },
    tags: {
      key: 'tags',
      header: t('fact.tag'),
      width: '180px',
      render: (row) =>
        row.tags.length === 0 ? (
          ''
        ) : (
          <span className={css.tags}>
            {row.tags.slice(0, TAGS_SHOWN).map((tag) => (
              <Tag key={tag.tagId}>{tag.name}</Tag>
            ))}
            {row.tags.length > TAGS_SHOWN && <Tag>+{row.tags.length - TAGS_SHOWN}</Tag>}
          </span>
        ),
    },
    email: {
      key: 'email',
      header: t('column.email'),
      width: '90px',
      phone: 'hidden',
      render: (row) => t(row.hasEmail ? 'yesNo.yes' : 'yesNo.no'),
    },
    source: {
      key: 'source',
      header: t('fact.source'),
      width: '130px',
      phone: 'hidden',
      render: (row) => sourceName(row.source),
    },
    birthday: {
      key: 'birthday',
      header: t('column.birthday'),
      width: '130px',
      phone: 'hidden',
      render: (row) => (row.birthday ? birthdayWords(row.birthday) : '–'),
    },
    createdAt: {
      key: 'createdAt',
      header: t('column.createdAt'),
      width: '120px',
      phone: 'hidden',
      render: (row) => <Day day={format.dayOf(row.createdAt)} relative />,
    },
  };
  for (const field of words.fields) {
    all[`field:${field.fieldKey}`] = {
      key: `field:${field.fieldKey}`,
      header: field.label[format.locale],
      width: '140px',
      ...(field.type === 'number' ? { align: 'right' as const } : {}),
      render: (row) => fieldText(field, row.fields[field.fieldKey]),
    };
  }
  return [
    {
      key: 'name',
      header: t('people:column.name'),
      phone: 'title',
      sortable: true,
      render: (row) => row.name || t('people:unnamed'),
    },
    ...chosen.flatMap((key) => all[key] ?? []),
  ];
}

/** Which columns are shown. */
export function ColumnChoice({
  chosen,
  words,
  onChange,
}: {
  chosen: readonly string[];
  words: Words;
  onChange: (columns: string[] | undefined) => void;
}) {
  const { t } = useTranslation(['lists', 'people']);
  const { locale } = useFormat();
  const [opened, setOpened] = useState(false);
  const names: Record<string, string> = {
    phone: t('people:column.phone'),
    lastVisit: t('people:column.last'),
    visits: t('people:column.visits'),
    spend: t('people:column.spend'),
    state: t('people:column.state'),
    usualTime: t('column.usualTime'),
    tags: t('fact.tag'),
    email: t('column.email'),
    source: t('fact.source'),
    createdAt: t('column.createdAt'),
    birthday: t('column.birthday'),
  };
  const options = [
    ...OPTIONAL.map((key) => ({ value: key as string, label: names[key] ?? key })),
    ...words.fields.map((field) => ({ value: `field:${field.fieldKey}`, label: field.label[locale] })),
  ];
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus position="bottom-end" withinPortal>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          leftSection={<IconColumns size={16} aria-hidden />}
          aria-expanded={opened}
          onClick={() => setOpened((was) => !was)}
        >
          {t('columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.menu}>
        <Checkbox.Group
          aria-label={t('columns')}
          value={[...chosen]}
          onChange={(next) =>
            onChange(['name', ...options.map(({ value }) => value).filter((key) => next.includes(key))])
          }
        >
          <Stack gap={8}>
            {options.map((option) => (
              <Checkbox key={option.value} value={option.value} label={option.label} />
            ))}
          </Stack>
        </Checkbox.Group>
        {chosen.join() !== DEFAULT_COLUMNS.join() && (
          <Button mt="sm" variant="subtle" size="compact-md" onClick={() => onChange(undefined)}>
            {t('usualColumns')}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
