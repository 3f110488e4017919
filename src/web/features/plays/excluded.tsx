import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listLeftOut } from '../../../modules/plays/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { AudienceSum } from '../../ui/audience-sum.tsx';
import { Loaded } from '../../ui/states.tsx';
import css from './plays.module.css';

interface ExcludedProps {
  found: number;
  audience: number;
  excluded: readonly { reason: string; count: number }[];
  /** Of a play that has not left: who they are can be looked at. */
  draftId?: string;
}

/** How many remain, and why the others are left out. */
export function Excluded({ found, audience, excluded, draftId }: ExcludedProps) {
  const { t } = useTranslation('plays');
  const reasons = excluded.map(({ reason, count }) => ({ key: reason, label: t(`reason.${reason}`), count }));
  const whoOf = (reason: string) => {
    const left = reasons.find(({ key }) => key === reason);
    if (!left || !draftId) return null;
    return <LeftOut key={reason} draftId={draftId} reason={reason} label={left.label} count={left.count} />;
  };
  return <AudienceSum found={found} remain={audience} reasons={reasons} whoOf={draftId ? whoOf : undefined} />;
}

/** Those left out for one reason, asked for when it is opened: every look is logged. */
function LeftOut({ draftId, reason, label, count }: { draftId: string; reason: string; label: string; count: number }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const query = useQuery({
    ...queryFor(listLeftOut, { params: { playId: draftId, reason } }),
    enabled: isOpen,
  });
  return (
    <details className={css.leftOut} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('leftOut.reason', { reason: label, n: format.count(count) })}</summary>
      {isOpen && (
        <Loaded query={query} rows={2}>
          {({ people, count }) => (
            <>
              <ul className={css.leftOutPeople}>
                {people.map(({ customerId, name }) => (
                  <li key={customerId}>
                    <Link to="/people/$customerId" params={{ customerId }}>
                      {name || t('people:unnamed')}
                    </Link>
                  </li>
                ))}
              </ul>
              {count > people.length && (
                <p className={css.quiet}>{t('leftOut.more', { n: format.count(count - people.length) })}</p>
              )}
            </>
          )}
        </Loaded>
      )}
    </details>
  );
}
