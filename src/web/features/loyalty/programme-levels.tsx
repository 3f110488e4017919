import { Button, NumberInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProgrammeSettings } from '../../../modules/loyalty/contract/programme.ts';
import css from './loyalty.module.css';

type Level = ProgrammeSettings['tiers']['levels'][number];

const MOST_LEVELS = 6;
const BASIS_A_PERCENT = 100;
const FIRST_THRESHOLD = 10_000;

interface LevelsProps {
  levels: readonly Level[];
  unit: 'points' | 'stamps';
  disabled: boolean;
  /** Sentences by `levels.0.name`. */
  errors: Readonly<Record<string, ReactNode>>;
  onLevels: (levels: Level[]) => void;
}

/** Levels by what was earned within a year (OP-56): a name, from how much on, and what it earns. */
export function Levels({ levels, unit, disabled, errors, onLevels }: LevelsProps) {
  const { t } = useTranslation('loyalty');
  const change = (at: number, part: Partial<Level>) =>
    onLevels(levels.map((level, place) => (place === at ? { ...level, ...part } : level)));
  const add = () => {
    const taken = new Set(levels.map(({ key }) => key));
    const key = Array.from({ length: MOST_LEVELS + 1 }, (_, at) => `level-${at + 1}`).find((one) => !taken.has(one));
    const threshold = Math.max(0, ...levels.map((level) => level.threshold)) + FIRST_THRESHOLD;
    onLevels([...levels, { key: key ?? 'level', name: '', threshold, rateBasisPoints: 500 }]);
  };
  return (
    <fieldset className={css.levels}>
      <legend>{t('levels.title')}</legend>
      <p className={css.quiet}>{t('levels.sentence')}</p>
      {levels.map((level, at) => (
        <div key={level.key} className={css.pair}>
          <TextInput
            label={t('levels.name')}
            maxLength={30}
            error={errors[`levels.${at}.name`]}
            disabled={disabled}
            value={level.name}
            onChange={(event) => change(at, { name: event.currentTarget.value })}
          />
          <NumberInput
            label={t(`levels.threshold.${unit}`)}
            min={1}
            error={errors[`levels.${at}.threshold`]}
            thousandSeparator=","
            allowDecimal={false}
            disabled={disabled}
            value={level.threshold}
            onChange={(typed) => change(at, { threshold: Number(typed) || 1 })}
          />
          {unit === 'points' && (
            <NumberInput
              label={t('levels.percent')}
              suffix="%"
              min={0}
              max={100}
              decimalScale={2}
              disabled={disabled}
              value={level.rateBasisPoints / BASIS_A_PERCENT}
              onChange={(typed) => change(at, { rateBasisPoints: Math.round(Number(typed) * BASIS_A_PERCENT) })}
            />
          )}
          {!disabled && (
            <Button
              variant="subtle"
              className={css.start}
              aria-label={t('levels.removeNamed', { name: level.name })}
              onClick={() => onLevels(levels.filter((_, place) => place !== at))}
            >
              {t('levels.remove')}
            </Button>
          )}
        </div>
      ))}
      {!disabled && levels.length < MOST_LEVELS && (
        <Button variant="default" onClick={add}>
          {t('levels.add')}
        </Button>
      )}
    </fieldset>
  );
}
