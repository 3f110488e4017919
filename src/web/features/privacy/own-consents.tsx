import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConsentText } from '../../../modules/privacy/contract/texts.ts';
import type { ConsentKind } from '../../../modules/privacy/contract.ts';
import type { Self } from '../../../modules/selfservice/contract.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import css from './consent.module.css';
import { Highlighted } from './highlighted.tsx';

const isYes = (state: string | undefined) => state === 'granted' || state === 'reconfirmed';

interface Said {
  kind: ConsentKind;
  state: 'granted' | 'withdrawn';
  textVersionId?: string;
}

/** Every consent on or off, each with the words she would agree to; taking one back is as easy as giving it (PV-30). */
export function OwnConsents({
  self,
  error,
  pending,
  onSay,
}: {
  self: Self;
  error: string | undefined;
  pending: boolean;
  onSay: (said: Said) => void;
}) {
  const { t } = useTranslation('ownPage');
  const held = new Map<string, string>(self.consents.map(({ kind, state }) => [kind, state]));
  const withoutText = self.consents.filter(({ kind }) => !self.texts.some((text) => text.kind === kind));
  return (
    <Section title={t('consents.title')} sentence={t('consents.sentence')}>
      {error !== undefined && <Notice tone="danger">{error || t('failed')}</Notice>}
      <ul className={css.plain}>
        {self.texts.map((text) => (
          <li key={text.kind}>
            <Switch
              size="md"
              label={<Highlighted text={text} part="title" />}
              description={<Words text={text} />}
              checked={isYes(held.get(text.kind))}
              disabled={pending}
              onChange={(event) =>
                onSay({
                  kind: text.kind,
                  state: event.currentTarget.checked ? 'granted' : 'withdrawn',
                  textVersionId: text.textVersionId,
                })
              }
            />
          </li>
        ))}
        {withoutText.map(({ kind, state }) => (
          <li key={kind}>
            <Switch
              size="md"
              label={kind}
              checked={isYes(state)}
              // There are no words to agree to, so it can only be taken back.
              disabled={pending || !isYes(state)}
              onChange={() => onSay({ kind, state: 'withdrawn' })}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Words({ text }: { text: ConsentText }) {
  return (
    <>
      {text.purpose} · {text.items} · <Highlighted text={text} part="retention" /> · {text.refusal}
    </>
  );
}
