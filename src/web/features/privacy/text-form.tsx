import { Button, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type ConsentText,
  createTextVersion,
  listTexts,
  TEXT_PARTS,
  type TextPart,
} from '../../../modules/privacy/contract/texts.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';
import css from './privacy.module.css';

/** The part as somebody edits it: ▶…◀ around what is highlighted (PV-09). */
function withMarks(text: ConsentText, part: TextPart): string {
  return text.highlights
    .filter((mark) => mark.part === part)
    .sort((a, b) => b.from - a.from)
    .reduce((words, { from, to }) => `${words.slice(0, from)}▶${words.slice(from, to)}◀${words.slice(to)}`, text[part]);
}

/** Writes the next version of a text; the one in force stays as it was. */
export function TextForm({ text, onDone }: { text: ConsentText; onDone: () => void }) {
  const { t } = useTranslation('privacy');
  const client = useQueryClient();
  const create = useCall(createTextVersion);
  const [parts, setParts] = useState(
    () => Object.fromEntries(TEXT_PARTS.map((part) => [part, withMarks(text, part)])) as Record<TextPart, string>,
  );
  const missing = new Map(create.error?.issues.map(({ path, message }) => [path, message]));
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          { body: { kind: text.kind, lang: text.lang, ...parts } },
          {
            onSuccess: ({ isNew }) => {
              showDone(t(isNew ? 'texts.saved' : 'texts.same'));
              void client.invalidateQueries({ queryKey: keyOf(listTexts) });
              onDone();
            },
          },
        );
      }}
    >
      <p className={css.quiet}>{t('texts.hint')}</p>
      {create.error && <Notice tone="danger">{create.error.message || t('failed')}</Notice>}
      {TEXT_PARTS.map((part) => (
        <Textarea
          key={part}
          label={t(`texts.part.${part}`)}
          autosize
          minRows={1}
          value={parts[part]}
          error={missing.has(`body.${part}`) ? t('texts.incomplete') : undefined}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setParts((before) => ({ ...before, [part]: value }));
          }}
        />
      ))}
      <div className={css.actions}>
        <Button type="submit" loading={create.isPending}>
          {t('texts.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
