import { Button } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listMerges, type Merge, undoMerge } from '../../../../modules/customers/contract/identity.ts';
import { keyOf, queryFor, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { useCan } from '../../../lib/session.ts';
import { useSourceName } from '../../../lib/source-name.ts';
import { Loaded } from '../../../ui/states.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { showDone, showFailure } from '../../../ui/toast.tsx';
import css from './duplicates.module.css';

const SHOWN = 20;
/** More than anybody merges by hand; older ones stand on the people's cards. */
const MOST = 500;

/** Every merge of the shop, the newest first; each can be taken back. */
export function MergeHistory({ onChange }: { onChange: () => void }) {
  const { t } = useTranslation('identity');
  const [limit, setLimit] = useState(SHOWN);
  const query = useQuery({ ...queryFor(listMerges, { query: { limit } }), placeholderData: keepPreviousData });
  return (
    <Loaded query={query} rows={3}>
      {({ merges }) =>
        merges.length === 0 ? (
          <p className={css.quiet}>{t('history.none')}</p>
        ) : (
          <>
            <ul className={css.history}>
              {merges.map((merge) => (
                <MergeRow key={merge.mergeId} merge={merge} onChange={onChange} />
              ))}
            </ul>
            {merges.length === limit && limit < MOST && (
              <Button variant="default" mt={12} loading={query.isFetching} onClick={() => setLimit(MOST)}>
                {t('history.more')}
              </Button>
            )}
          </>
        )
      }
    </Loaded>
  );
}

/** One merge in a line, with the way back. */
export function MergeRow({ merge, onChange }: { merge: Merge; onChange: () => void }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const client = useQueryClient();
  const canMerge = useCan('customers:merge');
  const undo = useCall(undoMerge);
  const sourceName = useSourceName();
  const { mergeId, into, from } = merge;
  const markOf = ({ externalId, last4, source, since }: Merge['into']) =>
    [
      externalId,
      last4 === null ? null : `··${last4}`,
      sourceName(source),
      since === null ? null : format.day(format.dayOf(since)),
    ]
      .filter((part) => part !== null && part !== '')
      .join(' ');
  return (
    <li>
      <span>
        {t('history.row', { from: from.name || t('unnamed'), into: into.name || t('unnamed') })}{' '}
        <span className={css.quiet}>
          {format.relativeInstant(merge.at)}
          {merge.by !== null && ` · ${merge.by}`}
        </span>
        <br />
        <span className={css.quiet}>{t('history.row', { from: markOf(from), into: markOf(into) })}</span>
      </span>
      {merge.undoneAt !== null ? (
        <Tag>{t('history.undone')}</Tag>
      ) : (
        canMerge && (
          <Button
            variant="default"
            size="compact-md"
            loading={undo.isPending}
            aria-label={t('history.undoOf', { from: from.name || t('unnamed'), into: into.name || t('unnamed') })}
            onClick={() =>
              undo.mutate(
                { params: { mergeId } },
                {
                  onSuccess: () => {
                    showDone(t('unmerged'));
                    void client.invalidateQueries({ queryKey: keyOf(listMerges) });
                    onChange();
                  },
                  onError: (error) => showFailure(error.message),
                },
              )
            }
          >
            {t('history.undo')}
          </Button>
        )
      )}
    </li>
  );
}
