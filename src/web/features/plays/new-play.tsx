import { Button, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { createPlay } from '../../../modules/plays/contract.ts';
import { listSegments, type Segment, zBoundedRule } from '../../../modules/segments/contract.ts';
import { newId } from '../../../shared/ids.ts';
import { queryFor, useCall } from '../../lib/api.ts';
import { guestLocale, useTextsOf } from '../../lib/i18n.ts';
import { useUrlState } from '../../lib/search.ts';
import { useCan, useShop } from '../../lib/session.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded, NoPermission, Notice } from '../../ui/states.tsx';
import { AudienceChoice, type ChosenAudience, RuleCount } from './audience-choice.tsx';
import css from './plays.module.css';

/** A list may hand over its rule, or the name of a ready-made group; a finding also what to try and how many to hold out. */
const zSearch = z.object({
  rule: z.unknown().optional(),
  segmentId: z.string().optional().catch(undefined),
  name: z.coerce.string().max(120).catch('').default(''),
  hypothesis: z.coerce.string().max(1_000).catch('').default(''),
  holdoutRate: z.coerce.number().min(0.01).max(0.5).nullable().catch(null).default(null),
});

type Groups = {
  segments: Segment[];
  suggestions: { key: string; name: { ko: string; en: string }; rule: Segment['rule'] }[];
};

/** Begins a play: what for, and for whom. The rest comes step by step in the draft. */
export function NewPlay({ onCreated }: { onCreated: (playId: string) => void }) {
  const { t } = useTranslation('plays');
  const query = useQuery(queryFor(listSegments));
  const may = useCan('plays:write');
  return (
    <Page
      title={t('new')}
      sentence={may ? t('newSentence') : undefined}
      back={{ to: '/plays', label: t('title') }}
      width="reading"
    >
      {may ? (
        <Loaded query={query}>{(groups) => <NewPlayForm groups={groups} onCreated={onCreated} />}</Loaded>
      ) : (
        <NoPermission what={t('making')} />
      )}
    </Page>
  );
}

function handedOver(search: z.output<typeof zSearch>, groups: Groups): ChosenAudience {
  const saved = groups.segments.find(({ segmentId }) => segmentId === search.segmentId);
  if (saved) return { segmentId: saved.segmentId, rule: saved.rule };
  const text = search.rule;
  if (typeof text === 'string') {
    const ready =
      groups.suggestions.find(({ key }) => key === text) ??
      groups.suggestions.find(({ key }) => key.startsWith(`${text}_`));
    if (ready) return { segmentId: null, rule: ready.rule };
  }
  try {
    const parsed = zBoundedRule.safeParse(typeof text === 'string' ? JSON.parse(text) : text);
    if (parsed.success) return { segmentId: null, rule: parsed.data };
  } catch {
    // An address somebody typed: the first ready-made group will do.
  }
  return { segmentId: null, rule: groups.suggestions[0]?.rule ?? { all: [] } };
}

function NewPlayForm({ groups, onCreated }: { groups: Groups; onCreated: (playId: string) => void }) {
  const { t } = useTranslation('plays');
  const { playDays, currency } = useShop();
  const locale = guestLocale(currency);
  const said = useTextsOf(locale, 'plays');
  const [search] = useUrlState(zSearch);
  const [audience, setAudience] = useState(() => handedOver(search, groups));
  const [name, setName] = useState(search.name);
  const [hypothesis, setHypothesis] = useState(search.hypothesis);
  const nameField = useRef<HTMLInputElement>(null);
  const [isNameless, setNameless] = useState(false);
  const create = useCall(createPlay);
  // One id for one play: pressed twice, or again after an answer that was lost, it is begun once.
  const [playId] = useState(newId);
  const save = () =>
    said &&
    create.mutate(
      {
        body: {
          playId,
          name: name.trim(),
          hypothesis,
          ...audience,
          holdoutRate: search.holdoutRate,
          measureDays: playDays,
          message: { subject: said('template.subject'), body: said('template.bodyPlain'), locale },
        },
      },
      { onSuccess: ({ playId }) => onCreated(playId) },
    );
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '') {
          setNameless(true);
          nameField.current?.focus();
        } else save();
      }}
    >
      {create.error && <Notice tone="danger">{create.error.message || t('notSaved')}</Notice>}
      <TextInput
        ref={nameField}
        label={t('aim.name')}
        placeholder={t('defaultName')}
        error={isNameless && t('aim.nameNeeded')}
        maxLength={120}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setNameless(false);
        }}
      />
      <Textarea
        label={t('aim.hypothesis')}
        description={t('aim.hypothesisHint')}
        autosize
        minRows={2}
        maxLength={1000}
        value={hypothesis}
        onChange={(event) => setHypothesis(event.currentTarget.value)}
      />
      <AudienceChoice value={audience} onChange={setAudience} groups={groups}>
        <RuleCount rule={audience.rule} />
      </AudienceChoice>
      <div className={css.actions}>
        <Button type="submit" loading={!said || create.isPending || create.isSuccess}>
          {t('next')}
        </Button>
      </div>
    </form>
  );
}
