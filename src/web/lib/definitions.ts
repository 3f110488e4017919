import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listDefinitions } from '../../modules/insights/contract.ts';
import type { Definition } from '../ui/figure.tsx';
import { queryFor } from './api.ts';
import { useFormat } from './format.ts';

/** The words stand still; when the figures were last brought up to date does not. */
const FRESH_MS = 60_000;

export function useDefinitionList() {
  const { data } = useQuery({ ...queryFor(listDefinitions), staleTime: FRESH_MS });
  return { definitions: data?.definitions ?? [], asOf: data?.asOf ?? null };
}

/** Definitions of the figures by key, in the language on screen, with what each stands on (MT-01). */
export function useDefinitions(): (key: string) => Definition | undefined {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const { definitions, asOf } = useDefinitionList();
  return (key) => {
    const found = definitions.find((definition) => definition.key === key);
    if (!found) return undefined;
    const { name, text, formula, filter, unit, windowDays, rule, sources } = found;
    return {
      name: name[format.locale],
      text: text[format.locale],
      formula: formula[format.locale],
      facts: [
        {
          name: t('figure.window'),
          text: windowDays === null ? t('figure.wholeTime') : t('figure.lastDays', { days: format.count(windowDays) }),
        },
        { name: t('figure.filter'), text: filter[format.locale] },
        { name: t('figure.unit'), text: unit[format.locale] },
        ...(asOf === null ? [] : [{ name: t('figure.asOf'), text: format.relativeInstant(asOf) }]),
      ],
      term: `${rule} · ${sources.join(', ')}`,
    };
  };
}
