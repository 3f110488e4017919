import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { countSegment, type Segment } from '../../../modules/segments/contract.ts';
import { call, keyOf } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import css from './plays.module.css';

/** Whom a play is about: a rule, and the saved group it came from if it did. */
export interface ChosenAudience {
  segmentId: string | null;
  rule: Segment['rule'];
}

interface AudienceChoiceProps {
  value: ChosenAudience;
  onChange: (value: ChosenAudience) => void;
  groups: {
    segments: Segment[];
    suggestions: { key: string; name: { ko: string; en: string }; rule: Segment['rule'] }[];
  };
}

const OWN = 'own';

/** A saved or ready-made group, with how many are in it now and how many of them e-mail may reach. */
export function AudienceChoice({ value, onChange, groups }: AudienceChoiceProps) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const body = { rule: value.rule };
  // Counting is a POST because a rule can be long; it changes nothing, so it may be kept like a GET.
  const count = useQuery({
    queryKey: keyOf(countSegment, { body }),
    queryFn: ({ signal }) => call(countSegment, { body }, { signal }),
  });
  const written = JSON.stringify(value.rule);
  const suggestion = groups.suggestions.find(({ rule }) => JSON.stringify(rule) === written);
  const selected = value.segmentId ?? suggestion?.key ?? OWN;
  const ready = groups.suggestions.map(({ key, name }) => ({ value: key, label: name[format.locale] }));
  const saved = groups.segments.map(({ segmentId, name }) => ({ value: segmentId, label: name }));
  const choose = (key: string | null) => {
    const group = groups.segments.find(({ segmentId }) => segmentId === key);
    if (group) return onChange({ segmentId: group.segmentId, rule: group.rule });
    const other = groups.suggestions.find((one) => one.key === key);
    if (other) onChange({ segmentId: null, rule: other.rule });
  };
  return (
    <div className={css.choices}>
      <Select
        label={t('audience.group')}
        allowDeselect={false}
        data={[
          ...(selected === OWN
            ? [{ group: t('audience.fromList'), items: [{ value: OWN, label: t('audience.thisList') }] }]
            : []),
          ...(saved.length > 0 ? [{ group: t('audience.saved'), items: saved }] : []),
          { group: t('audience.ready'), items: ready },
        ]}
        value={selected}
        onChange={choose}
      />
      <p className={css.quiet} aria-live="polite">
        {count.data
          ? t('audience.count', {
              people: format.count(count.data.count),
              email: format.count(count.data.contactable.email),
            })
          : count.error
            ? t('audience.notCounted')
            : t('audience.counting')}
      </p>
    </div>
  );
}
