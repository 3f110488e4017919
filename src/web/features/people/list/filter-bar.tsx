import { Button, CloseButton, Menu, Popover } from '@mantine/core';
import { IconFilterPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilterPart, ListFilter } from '../../../../modules/customers/contract.ts';
import { useFormat } from '../../../lib/format.ts';
import { ConditionForm, emptyCondition } from './condition-form.tsx';
import { useDescribe } from './describe.ts';
import css from './list.module.css';
import type { Words } from './view.ts';

const FACTS = ['lapse', 'tag', 'lastVisit', 'visits', 'spend', 'reachable', 'consent', 'source', 'group'] as const;

interface FilterBarProps {
  filter: ListFilter;
  words: Words;
  onChange: (filter: ListFilter) => void;
}

const MAX_PARTS = 20;

/** The parts of the filter as chips that open, and a way to add one. */
export function FilterBar({ filter, words, onChange }: FilterBarProps) {
  const { t } = useTranslation('lists');
  const { locale } = useFormat();
  const describe = useDescribe(words);
  const [adding, setAdding] = useState<FilterPart | null>(null);
  const replace = (at: number, part: FilterPart) => onChange(filter.map((one, place) => (place === at ? part : one)));
  const isAskable = (fact: (typeof FACTS)[number]) =>
    !(
      (fact === 'tag' && words.tags.length === 0) ||
      (fact === 'group' && words.groups.length === 0) ||
      (fact === 'source' && words.sources.length === 0)
    );
  return (
    <div className={css.filters} role="group" aria-label={t('filters')}>
      {filter.map((part, at) => (
        <FilterChip
          // Parts have no name of their own; their words tell them apart.
          key={JSON.stringify(part)}
          text={describe(part)}
          part={part}
          words={words}
          onApply={(changed) => replace(at, changed)}
          onRemove={() => onChange(filter.filter((_part, place) => place !== at))}
        />
      ))}
      {adding && (
        <FilterChip
          isNew
          text={describe(adding)}
          part={adding}
          words={words}
          onApply={(part) => {
            setAdding(null);
            onChange([...filter, part]);
          }}
          onRemove={() => setAdding(null)}
        />
      )}
      <Menu position="bottom-start" shadow="sm">
        <Menu.Target>
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={<IconFilterPlus size={16} aria-hidden />}
            disabled={filter.length >= MAX_PARTS}
          >
            {t('addFilter')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={css.menu}>
          {FACTS.filter(isAskable).map((fact) => (
            <Menu.Item key={fact} onClick={() => setAdding(emptyCondition(fact, words))}>
              {t(`fact.${fact}`)}
            </Menu.Item>
          ))}
          {words.fields.length > 0 && <Menu.Label>{t('ownFields')}</Menu.Label>}
          {words.fields.map((field) => (
            <Menu.Item key={field.fieldKey} onClick={() => setAdding(emptyCondition(`field:${field.fieldKey}`, words))}>
              {field.label[locale]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {filter.length > 1 && (
        <Button variant="subtle" color="gray" size="compact-md" onClick={() => onChange([])}>
          {t('clearFilters')}
        </Button>
      )}
    </div>
  );
}

/** One part; a new one stands open, and is gone when it is left without being applied. */
function FilterChip({
  isNew = false,
  text,
  part,
  words,
  onApply,
  onRemove,
}: {
  isNew?: boolean;
  text: string;
  part: FilterPart;
  words: Words;
  onApply: (part: FilterPart) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation('lists');
  const [opened, setOpened] = useState(isNew);
  const change = (isOpen: boolean) => {
    setOpened(isOpen);
    if (isNew && !isOpen) onRemove();
  };
  return (
    <span className={css.chip}>
      <Popover opened={opened} onChange={change} trapFocus returnFocus position="bottom-start" width={320} withinPortal>
        <Popover.Target>
          <button type="button" className={`d-plain-button ${css.chipText}`} onClick={() => change(!opened)}>
            {text}
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <ConditionForm
            part={part}
            words={words}
            onApply={(changed) => {
              setOpened(false);
              onApply(changed);
            }}
          />
        </Popover.Dropdown>
      </Popover>
      <CloseButton size="sm" aria-label={t('removeFilter', { text })} onClick={onRemove} />
    </span>
  );
}
