import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listDefinitions } from '../../../modules/insights/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { type Definition, Term } from '../../ui/figure.tsx';
import css from './insights.module.css';

function useDefinitionList() {
  const { data } = useQuery({ ...queryFor(listDefinitions), staleTime: Number.POSITIVE_INFINITY });
  return data?.definitions ?? [];
}

/** Definitions of the figures by key, in the language on screen. */
export function useDefinitions(): (key: string) => Definition | undefined {
  const { locale } = useFormat();
  const definitions = useDefinitionList();
  return (key) => {
    const found = definitions.find((definition) => definition.key === key);
    return found && { text: found.text[locale], term: `${found.rule} · ${found.sources.join(', ')}` };
  };
}

/** The foot of a page: what each kind of figure on it means, each opened by its name. */
export function FigureMeanings({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation('understand');
  const { locale } = useFormat();
  const definitions = useDefinitionList();
  const definitionOf = useDefinitions();
  const named = keys.flatMap((key) => definitions.filter((definition) => definition.key === key));
  if (named.length === 0) return null;
  return (
    <p className={css.meanings}>
      <span>{t('meanings')}</span>
      {named.map(({ key, name }) => (
        <Term key={key} label={name[locale]} definition={definitionOf(key)} />
      ))}
    </p>
  );
}
