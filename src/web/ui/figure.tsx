import { Popover } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './figure.module.css';
import type { Tone } from './tag.tsx';

/** What a figure means: shown when it or its label is pressed. */
export interface Definition {
  /** What it is called, where several stand together. */
  name?: string;
  /** One or two plain sentences. */
  text: string;
  /** The technical term or rule id, for those who look it up. */
  term?: string;
  /** Formula or worked example in words. */
  formula?: string;
  /** What it stands on: window, what is counted, unit, when it was last true. */
  facts?: readonly { name: string; text: string }[];
}

interface TermProps {
  label: ReactNode;
  definition?: Definition | undefined;
  /** Number of observations behind the figure that the label names. */
  n?: number | undefined;
}

/** A label that opens the definition of what it names. */
export function Term({ label, definition, n }: TermProps) {
  if (!definition) return <span>{label}</span>;
  return (
    <Opener definition={definition} n={n} look={css.term}>
      {label}
    </Opener>
  );
}

/**
 * A figure that opens its own definition. The panel is built when it is first asked for: a table has hundreds of figures,
 * and hardly one is asked about.
 */
export function Explained({
  children,
  definition,
  n,
}: {
  children: ReactNode;
  definition?: Definition | undefined;
  n?: number | undefined;
}) {
  const { t } = useTranslation('ui');
  const [wasAsked, setAsked] = useState(false);
  const look = css.explained;
  if (!definition || isNothing(children)) return <>{children}</>;
  if (wasAsked) {
    return (
      <Opener definition={definition} n={n} look={look} isOpened>
        {children}
      </Opener>
    );
  }
  return (
    <button
      type="button"
      className={`d-plain-button ${look}`}
      title={t('figure.whatIsThis')}
      onClick={() => setAsked(true)}
    >
      {children}
    </button>
  );
}

/** What a table shows where there is no figure. */
const isNothing = (shown: ReactNode) => shown === undefined || shown === null || shown === '' || shown === '–';

/** The button that was pressed gave its place to this one. */
const takeFocus = (button: HTMLButtonElement | null) => button?.focus();

interface OpenerProps {
  children: ReactNode;
  definition: Definition;
  n?: number | undefined;
  look: string | undefined;
  isOpened?: boolean;
}

function Opener({ children, definition, n, look, isOpened = false }: OpenerProps) {
  const { t } = useTranslation('ui');
  const [opened, setOpened] = useState(isOpened);
  return (
    <Popover
      width={300}
      position="bottom-start"
      withRoles
      trapFocus={false}
      opened={opened}
      onChange={setOpened}
      // Closed while it still fades in, a panel would stay.
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          type="button"
          ref={isOpened ? takeFocus : undefined}
          className={`d-plain-button ${look}`}
          title={t('figure.whatIsThis')}
          onClick={() => setOpened(!opened)}
          // The focus stays on the figure, where the panel hears no key.
          onKeyDown={({ key }) => key === 'Escape' && setOpened(false)}
        >
          {children}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <DefinitionText definition={definition} n={n} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** What a figure means, as it stands in a panel: the sentence, the formula, what it stands on, the rule. */
export function DefinitionText({ definition, n }: { definition: Definition; n?: number | undefined }) {
  const { i18n } = useTranslation('ui');
  const facts = [
    ...(definition.facts ?? []),
    ...(n === undefined ? [] : [{ name: 'n', text: new Intl.NumberFormat(i18n.language).format(n) }]),
  ];
  return (
    <div className={css.definition}>
      <p>{definition.text}</p>
      {definition.formula && <p className={css.formula}>{definition.formula}</p>}
      {facts.length > 0 && (
        <dl className={css.facts}>
          {facts.map(({ name, text }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {definition.term && <p className={css.technical}>{definition.term}</p>}
    </div>
  );
}

interface FigureProps {
  label: ReactNode;
  /** Already formatted; undefined shows "not known yet". */
  value: ReactNode | undefined;
  unit?: string;
  /** Number of observations behind the value; written small, and greyed when it is too small to lean on. */
  n?: number;
  /** Below this n the figure is shown in grey. */
  smallBelow?: number;
  definition?: Definition;
  /** Against what it is judged: "보통 토요일보다 12% 많아요". */
  comparison?: ReactNode;
  tone?: Tone;
  /** Reading sentence: is that good here, what could one do. */
  reading?: ReactNode;
}

/** A number with its judgement: value, n, comparison, reading sentence and, behind its label and itself, its definition. */
export function Figure(props: FigureProps) {
  const { label, value, unit, n, smallBelow = 30, definition, comparison, tone = 'neutral', reading } = props;
  const { t, i18n } = useTranslation('ui');
  const small = n !== undefined && n < smallBelow;
  return (
    <div className={css.figure}>
      <div className={css.label}>
        <Term label={label} definition={definition} n={n} />
        {n !== undefined && (
          <span className={css.n}>{t('figure.n', { n: new Intl.NumberFormat(i18n.language).format(n) })}</span>
        )}
      </div>
      <div className={css.box}>
        <div className={css.value} data-small={small || value === undefined || undefined}>
          {value === undefined ? (
            <span className={css.unknown}>{t('figure.unknown')}</span>
          ) : (
            <Explained definition={definition} n={n}>
              {value}
            </Explained>
          )}
          {unit && value !== undefined && <span className={css.unit}>{unit}</span>}
        </div>
      </div>
      {comparison && (
        <div className={css.comparison} data-tone={tone}>
          {comparison}
        </div>
      )}
      {reading && <p className={css.reading}>{reading}</p>}
    </div>
  );
}

/** Figures beside each other, as many as fit. */
export function FigureRow({ children }: { children: ReactNode }) {
  return <div className={css.row}>{children}</div>;
}
