import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countSegment, type Rule, zAskedRule } from '../../../../modules/segments/contract.ts';
import { ZOD_WORDS } from '../../../../shared/zod-words.ts';
import { call, keyOf } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { Notice } from '../../../ui/states.tsx';
import css from '../segments.module.css';
import { findFault } from './fault.ts';
import { JointEditor } from './rule-editor.tsx';
import { readTree, writeRule } from './tree.ts';
import { useWords } from './words.ts';

/** Long enough that a number typed quickly is counted once. */
const TYPING_PAUSE_MS = 350;

interface GroupFormProps {
  name: string;
  rule: Rule;
  segmentId?: string | undefined;
  saving: boolean;
  error: string | undefined;
  onSave: (group: { name: string; rule: Rule }) => void;
  onCancel: () => void;
}

/** Makes or changes a group: its rule, and beside it at once whom it finds and how that reads. */
export function GroupForm({ name: firstName, rule, segmentId, saving, error, onSave, onCancel }: GroupFormProps) {
  const { t } = useTranslation('groups');
  const words = useWords(segmentId);
  const [tree, setTree] = useState(() => readTree(rule));
  const [name, setName] = useState(firstName);
  const { locale } = useFormat();
  const written = writeRule(tree);
  const read = zAskedRule.safeParse(written, { error: ZOD_WORDS[locale] });
  const fault = read.success ? undefined : findFault(written, read.error.issues);
  return (
    <form
      className={css.builder}
      onSubmit={(event) => {
        event.preventDefault();
        if (read.success) onSave({ name: name.trim(), rule: read.data });
      }}
    >
      <div className={css.editor}>
        {error !== undefined && <Notice tone="danger">{error || t('notSaved')}</Notice>}
        <TextInput
          label={t('name')}
          placeholder={t('nameExample')}
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <JointEditor part={tree} words={words} onChange={setTree} />
      </div>
      <aside className={css.live} aria-label={t('live')}>
        {read.success ? (
          <LiveCount rule={read.data} />
        ) : fault ? (
          <Notice tone="danger">
            {t('fault', {
              condition: t(`fact.${fault.fact}`),
              input: t(`input.${fault.fact}.${fault.key}`, { defaultValue: t(`input.${fault.key}`) }),
              sentence: fault.message,
            })}
          </Notice>
        ) : (
          <p className={css.quiet}>{t('incomplete')}</p>
        )}
        <div className={css.actions}>
          <Button type="submit" loading={saving} disabled={!read.success || name.trim() === ''}>
            {t('save')}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
        </div>
      </aside>
    </form>
  );
}

/** Whom a rule finds now; what was asked before is given up as soon as something else is typed. */
function LiveCount({ rule }: { rule: Rule }) {
  const { t } = useTranslation('groups');
  const format = useFormat();
  const id = useId();
  const [settled] = useDebouncedValue(rule, TYPING_PAUSE_MS);
  const body = { rule: settled };
  const query = useQuery({
    queryKey: keyOf(countSegment, { body }),
    queryFn: ({ signal }) => call(countSegment, { body }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const isOld = query.isPlaceholderData || JSON.stringify(rule) !== JSON.stringify(settled);
  const { data } = query;
  if (query.error) return <Notice tone="danger">{query.error.message || t('notCounted')}</Notice>;
  if (!data) return <p className={css.quiet}>{t('counting')}</p>;
  return (
    <div className={css.counted} data-old={isOld || undefined}>
      <p className={css.figure} aria-live="polite">
        {t('people', { n: format.count(data.count) })}
      </p>
      <p id={id}>{data.sentence[format.locale]}</p>
      <p className={css.quiet}>
        {t('reach', {
          email: format.count(data.contactable.email),
          sms: format.count(data.contactable.sms),
          kakao: format.count(data.contactable.kakao),
        })}
      </p>
      {data.preview.length > 0 && (
        <ul className={css.preview} aria-describedby={id}>
          {data.preview.slice(0, 5).map((person) => (
            <li key={person.customerId}>
              <span>{person.name || t('people:unnamed')}</span>
              <span className={css.quiet}>{t('visits', { n: format.count(person.visits) })}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
