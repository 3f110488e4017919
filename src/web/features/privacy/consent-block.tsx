import { Checkbox, Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConsentText } from '../../../modules/privacy/contract/texts.ts';
import css from './consent.module.css';
import { Highlighted } from './highlighted.tsx';

/** What she pressed, by kind; what she did not touch is not in it (PV-03). */
export type Answers = Readonly<Record<string, 'granted' | 'refused'>>;

/** Ways of advertising stand below the consent to promotion as ticks of their own (PV-04). */
const isWay = (kind: string) => kind.startsWith('ad_');
/** Without it there is no membership; everything else may be refused (PV-06). */
const REQUIRED = 'svc_membership';
const PROMOTION = 'marketing_use';

interface ConsentBlockProps {
  texts: readonly ConsentText[];
  answers: Answers;
  onAnswers: (answers: Answers) => void;
}

/**
 * The consent block (domain 1.3): required and optional apart, nothing ticked beforehand, "agree to all" ticks each where
 * she sees it.
 */
export function ConsentBlock({ texts, answers, onAnswers }: ConsentBlockProps) {
  const { t } = useTranslation('consent');
  const boxes = texts.filter(({ kind }) => !isWay(kind));
  const ways = texts.filter(({ kind }) => isWay(kind));
  const allGranted = texts.length > 0 && texts.every(({ kind }) => answers[kind] === 'granted');
  const answer = (kind: string, state: 'granted' | 'refused') => {
    const next: Record<string, 'granted' | 'refused'> = { ...answers, [kind]: state };
    // Who refuses promotion has not agreed to any way of it.
    if (kind === PROMOTION && state === 'refused') for (const way of ways) delete next[way.kind];
    onAnswers(next);
  };
  const tick = (kind: string, on: boolean) => {
    const next: Record<string, 'granted' | 'refused'> = { ...answers };
    if (on) next[kind] = 'granted';
    else delete next[kind];
    onAnswers(next);
  };
  return (
    <div className={css.block}>
      <Checkbox
        size="lg"
        className={css.all}
        label={t('all')}
        description={t('allHint')}
        checked={allGranted}
        onChange={(event) =>
          onAnswers(
            event.currentTarget.checked ? Object.fromEntries(texts.map(({ kind }) => [kind, 'granted' as const])) : {},
          )
        }
      />
      {boxes.map((text) => (
        <fieldset key={text.kind} className={css.box}>
          <legend className={css.legend}>
            <span className={css.need} data-required={text.kind === REQUIRED || undefined}>
              {t(need(text.kind))}
            </span>{' '}
            <Highlighted text={text} part="title" />
          </legend>
          <TextParts text={text} />
          <Radio.Group
            aria-label={text.title}
            value={answers[text.kind] ?? ''}
            onChange={(state) => answer(text.kind, state === 'granted' ? 'granted' : 'refused')}
          >
            <div className={css.choices}>
              <Radio size="lg" className={css.choice} value="granted" label={t('agree')} />
              <Radio size="lg" className={css.choice} value="refused" label={t('disagree')} />
            </div>
          </Radio.Group>
          {text.kind === PROMOTION && ways.length > 0 && (
            <div className={css.ways} role="group" aria-label={t('ways')}>
              <p className={css.waysTitle}>{t(answers[PROMOTION] === 'granted' ? 'ways' : 'waysLocked')}</p>
              {ways.map((way) => (
                <Checkbox
                  key={way.kind}
                  size="lg"
                  className={css.choice}
                  label={<Highlighted text={way} part="title" />}
                  description={<WayParts text={way} />}
                  disabled={answers[PROMOTION] !== 'granted'}
                  checked={answers[way.kind] === 'granted'}
                  onChange={(event) => tick(way.kind, event.currentTarget.checked)}
                />
              ))}
            </div>
          )}
        </fieldset>
      ))}
    </div>
  );
}

function need(kind: string): 'required' | 'optional' | 'sensitive' {
  if (kind === REQUIRED || kind === 'guardian') return 'required';
  return kind === 'sensitive_health' ? 'sensitive' : 'optional';
}

const PARTS = ['purpose', 'items', 'retention'] as const;

function TextParts({ text }: { text: ConsentText }) {
  const { t } = useTranslation('consent');
  return (
    <>
      <dl className={css.parts}>
        {PARTS.map((part) => (
          <div key={part}>
            <dt>{t(`part.${part}`)}</dt>
            <dd>
              <Highlighted text={text} part={part} />
            </dd>
          </div>
        ))}
      </dl>
      <p className={css.refusal}>
        <Highlighted text={text} part="refusal" />
      </p>
      {text.body !== '' && <p className={css.refusal}>{text.body}</p>}
    </>
  );
}

function WayParts({ text }: { text: ConsentText }) {
  return (
    <span>
      {text.purpose} · {text.items} · <Highlighted text={text} part="retention" /> · {text.refusal}
    </span>
  );
}
