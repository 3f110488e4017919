import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Field, getRegistry, type Purpose } from '../../../modules/privacy/contract/registry.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Day } from '../../ui/value.tsx';
import css from './privacy.module.css';
import { PurposeForm } from './purpose-form.tsx';

const nameOf = (named: { nameKo: string; nameEn: string }) => (currentLocale() === 'en' ? named.nameEn : named.nameKo);

/** Why each piece of personal data is kept (PV-01): purposes, fields, and what nobody uses. */
export function Registry() {
  const query = useQuery(queryFor(getRegistry));
  return (
    <Loaded query={query} rows={10}>
      {({ purposes, fields, unusedAfterDays }) => (
        <>
          <Removals fields={fields.filter(({ removal }) => removal !== null)} days={unusedAfterDays} />
          <Purposes purposes={purposes} fields={fields} />
          <Fields fields={fields} purposes={purposes} />
        </>
      )}
    </Loaded>
  );
}

function Removals({ fields, days }: { fields: readonly Field[]; days: number }) {
  const { t } = useTranslation('privacy');
  const format = useFormat();
  const held = fields.filter(({ people }) => people === null || people > 0);
  if (held.length === 0) return null;
  return (
    <Notice tone="warning">
      {t('fields.removals', {
        days,
        list: held
          .map((field) =>
            field.people === null
              ? nameOf(field)
              : t('fields.removal', { name: nameOf(field), n: format.count(field.people) }),
          )
          .join(', '),
      })}
    </Notice>
  );
}

export function usePeriod() {
  const { t } = useTranslation('privacy');
  return ({ retentionDays, retentionFrom }: Pick<Purpose, 'retentionDays' | 'retentionFrom'>) =>
    retentionDays === null
      ? t(`period.until.${retentionFrom}`)
      : t(`period.days.${retentionFrom}`, { count: retentionDays });
}

function Purposes({ purposes, fields }: { purposes: readonly Purpose[]; fields: readonly Field[] }) {
  const { t } = useTranslation('privacy');
  const period = usePeriod();
  const names = new Map(fields.map((field) => [field.fieldKey, nameOf(field)]));
  const columns: Column<Purpose>[] = [
    { key: 'name', header: t('fields.purpose'), phone: 'title', render: nameOf },
    { key: 'basis', header: t('fields.basis'), width: '120px', render: (row) => t(`basis.${row.legalBasis}`) },
    { key: 'period', header: t('fields.period'), width: '220px', render: (row) => period(row) },
    {
      key: 'need',
      header: t('fields.need'),
      width: '90px',
      phone: 'aside',
      render: (row) => (
        <Tag tone={row.isRequired ? 'accent' : 'neutral'}>
          {t(row.isRequired ? 'fields.required' : 'fields.optional')}
        </Tag>
      ),
    },
    {
      key: 'fields',
      header: t('fields.items'),
      render: (row) => row.fieldKeys.map((key) => names.get(key) ?? key).join(', ') || '–',
    },
  ];
  return (
    <Section title={t('fields.purposes')} sentence={t('fields.purposesSentence')} surface="plain">
      <div className={css.stack}>
        <DataTable caption={t('fields.purposes')} columns={columns} rows={purposes} rowKey={(row) => row.purposeKey} />
        <PurposeForm />
      </div>
    </Section>
  );
}

function Fields({ fields, purposes }: { fields: readonly Field[]; purposes: readonly Purpose[] }) {
  const { t } = useTranslation('privacy');
  const format = useFormat();
  const names = new Map(purposes.map((purpose) => [purpose.purposeKey, nameOf(purpose)]));
  const columns: Column<Field>[] = [
    {
      key: 'name',
      header: t('fields.field'),
      phone: 'title',
      render: (row) => (
        <>
          {nameOf(row)} {row.isSensitive && <Tag tone="warning">{t('fields.sensitive')}</Tag>}
        </>
      ),
    },
    { key: 'purpose', header: t('fields.purpose'), render: (row) => names.get(row.purposeKey) ?? row.purposeKey },
    {
      key: 'used',
      header: t('fields.usedIn'),
      render: (row) => row.usedIn.map((place) => t(`place.${place}`)).join(', ') || t('fields.nowhere'),
    },
    {
      key: 'last',
      header: t('fields.lastUsed'),
      width: '130px',
      render: (row) => (row.lastUsedOn ? <Day day={row.lastUsedOn} relative /> : '–'),
    },
    {
      key: 'people',
      header: t('fields.people'),
      width: '100px',
      align: 'right',
      phone: 'aside',
      render: (row) => (row.people === null ? '–' : t('people', { n: format.count(row.people) })),
    },
  ];
  return (
    <Section title={t('fields.title')} sentence={t('fields.sentence')} surface="plain">
      <DataTable caption={t('fields.title')} columns={columns} rows={fields} rowKey={(row) => row.fieldKey} />
    </Section>
  );
}
