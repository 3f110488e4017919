import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getPersonLoyalty, setStaffPerson } from '../../../modules/loyalty/contract/points.ts';
import { queryFor, useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { EarnForm } from './earn-form.tsx';
import css from './loyalty.module.css';
import { MoreMoves, type PickOne } from './more-moves.tsx';
import { MoveRow } from './move-row.tsx';
import { Standing, useRefreshPerson } from './standing.tsx';

const SHOWN = 6;

/** Points and stamps on a person's card: what she has, earn, use, prepaid money, by hand, take back with a reason. */
export function PersonPoints({
  customerId,
  pick,
}: {
  customerId: string;
  /** Finds who a gift is for. */
  pick: PickOne;
}) {
  const { t } = useTranslation('loyalty');
  const may = useCan('loyalty:read');
  const mayWrite = useCan('loyalty:write');
  const query = useQuery({ ...queryFor(getPersonLoyalty, { params: { customerId } }), enabled: may });
  if (!may || (query.data && !query.data.isOn && !query.data.isPrepaidOn && query.data.moves.length === 0)) return null;
  return (
    <Section title={t('person.title')}>
      <Loaded query={query} rows={3}>
        {({ moves, isStaff, minUse, ...loyalty }) => (
          <div className={css.form}>
            <Standing holdings={loyalty.holdings} />
            {loyalty.isOn && mayWrite && (
              <EarnForm customerId={customerId} holdings={loyalty.holdings} minUse={minUse} />
            )}
            <MoreMoves customerId={customerId} loyalty={loyalty} pick={pick} />
            <ul className={css.list}>
              {moves.slice(0, SHOWN).map((move) => (
                <MoveRow key={move.movementId} move={move} customerId={customerId} />
              ))}
            </ul>
            <StaffMark customerId={customerId} isStaff={isStaff} />
          </div>
        )}
      </Loaded>
    </Section>
  );
}

/** A number of the shop itself: points on it are shown to the owner (OP-53). */
function StaffMark({ customerId, isStaff }: { customerId: string; isStaff: boolean }) {
  const { t } = useTranslation('loyalty');
  const mayManage = useCan('loyalty:manage');
  const mark = useCall(setStaffPerson);
  const refresh = useRefreshPerson(customerId);
  if (!mayManage) return null;
  return (
    <>
      {mark.error && <Notice tone="danger">{mark.error.message || t('failed')}</Notice>}
      <Switch
        label={t('person.isStaff')}
        checked={isStaff}
        disabled={mark.isPending}
        onChange={(event) =>
          mark.mutate(
            { params: { customerId }, body: { isStaff: event.currentTarget.checked } },
            { onSuccess: refresh },
          )
        }
      />
    </>
  );
}
