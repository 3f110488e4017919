import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Move, undoMove } from '../../../modules/loyalty/contract/points.ts';
import { COUNTER_ANSWER_MS, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import css from './loyalty.module.css';
import { useRefreshPerson } from './standing.tsx';
import { TakeBack } from './take-back.tsx';

/** A gift is named from her side of it. */
function wordOf({ kind, unit, amount }: Move) {
  if (kind === 'transfer') return amount < 0 ? 'gave' : 'got';
  return kind === 'use' && unit === 'prepaid' ? 'prepaidUse' : kind;
}

/** A movement, and the way to take it back with a reason (OP-53). */
export function MoveRow({ move, customerId }: { move: Move; customerId: string }) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const name = useId();
  const [isAsking, setAsking] = useState(false);
  const figure = move.unit === 'prepaid' ? format.money(move.amount) : format.count(move.amount);
  const amount = `${move.amount > 0 ? '+' : ''}${figure}`;
  return (
    <li>
      <div className={css.item}>
        <div id={name}>
          <div>
            {t(`kind.${wordOf(move)}`)} {amount}{' '}
            {move.isUndone && <span className={css.quiet}>{t('person.undone')}</span>}
          </div>
          <div className={css.quiet}>{inLine([format.relativeInstant(move.at), move.reason])}</div>
        </div>
        {move.mayUndo && !isAsking && (
          <Button variant="default" aria-describedby={name} onClick={() => setAsking(true)}>
            {t('person.undo')}
          </Button>
        )}
      </div>
      {move.mayUndo && isAsking && (
        <TakeBackMove movementId={move.movementId} customerId={customerId} onEnd={() => setAsking(false)} />
      )}
    </li>
  );
}

function TakeBackMove({
  movementId,
  customerId,
  onEnd,
}: {
  movementId: string;
  customerId: string;
  onEnd: () => void;
}) {
  const undo = useCall(undoMove, { withinMs: COUNTER_ANSWER_MS });
  const refresh = useRefreshPerson(customerId);
  return (
    <TakeBack
      error={undo.error}
      isPending={undo.isPending}
      onTakeBack={(reason) =>
        undo.mutate({ params: { movementId }, body: { reason } }, { onSuccess: onEnd, onSettled: refresh })
      }
      onEnd={onEnd}
    />
  );
}
