import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newId } from '../../../shared/ids.ts';
import type { ApiError } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';
import { WholeInput } from './whole-input.tsx';

/** What was typed, with the key that makes it one movement however often it is pressed. */
export interface TypedMove {
  key: string;
  amount: number;
  reason: string;
}

interface MoveFormProps {
  label: string;
  /** Prepaid money is typed in the shop's currency, points and stamps in pieces. */
  isMoney: boolean;
  /** The most that can be; undefined without a bound. */
  most?: number;
  asksReason: boolean;
  button: string;
  /** Something else that has to be chosen first. */
  isReady?: boolean;
  call: { isPending: boolean; error: ApiError | null; reset: () => void };
  onSubmit: (typed: TypedMove) => void;
  onCancel: () => void;
  children?: ReactNode;
}

/** One amount, a reason where the books ask for one, and the press. */
export function MoveForm(props: MoveFormProps) {
  const { label, isMoney, most, asksReason, button, isReady = true, call, onSubmit, onCancel, children } = props;
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const [typed, setTyped] = useState<number | string>('');
  const [reason, setReason] = useState('');
  const [key, setKey] = useState(newId);
  const change = (set: () => void) => {
    set();
    setKey(newId());
    call.reset();
  };
  const amount = Number(typed) || 0;
  const isTooMuch = most !== undefined && amount > most;
  const say = (count: number) => (isMoney ? format.money(count) : format.count(count));
  return (
    <form
      className={css.lastForm}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!call.isPending) onSubmit({ key, amount, reason: reason.trim() });
      }}
    >
      {call.error && <Notice tone="danger">{call.error.message || t('counter.noLine')}</Notice>}
      {children}
      <WholeInput
        label={label}
        isMoney={isMoney}
        readOnly={call.isPending}
        error={isTooMuch ? t('more.most', { amount: say(most) }) : undefined}
        value={typed}
        onChange={(next) => change(() => setTyped(next))}
      />
      {asksReason && (
        <TextInput
          label={t('person.reason')}
          autoComplete="off"
          maxLength={200}
          readOnly={call.isPending}
          value={reason}
          onChange={(event) => {
            const { value } = event.currentTarget;
            change(() => setReason(value));
          }}
        />
      )}
      <div className={css.row}>
        <Button
          type="submit"
          loading={call.isPending}
          disabled={!isReady || amount < 1 || isTooMuch || (asksReason && reason.trim().length < 2)}
        >
          {button}
        </Button>
        <Button variant="default" disabled={call.isPending} onClick={onCancel}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
