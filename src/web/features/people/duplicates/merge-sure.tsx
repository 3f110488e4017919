import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mergeSurePairs, undoMerge } from '../../../../modules/customers/contract/identity.ts';
import { call } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { Section } from '../../../ui/page.tsx';
import { Notice } from '../../../ui/states.tsx';
import { showDone, showFailure, showUndo } from '../../../ui/toast.tsx';

/** All pairs of which nobody would say anything but yes, in one press; each stays a merge of its own in the history. */
export function MergeSure({ sure, onChange }: { sure: number; onChange: () => void }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const [done, setDone] = useState<number>();
  const [failure, setFailure] = useState('');
  const takeBack = async (mergeIds: readonly string[]) => {
    try {
      // The last one first: of three records of one person the second merge rests on the first.
      for (const mergeId of mergeIds.toReversed()) await call(undoMerge, { params: { mergeId } });
      showDone(t('sure.undone', { count: mergeIds.length }));
    } catch (error) {
      showFailure(error instanceof Error ? error.message : '');
    }
    onChange();
  };
  const mergeAll = async () => {
    setFailure('');
    setDone(0);
    const merged: string[] = [];
    try {
      for (let left = sure; left > 0; ) {
        const answer = await call(mergeSurePairs);
        merged.push(...answer.mergeIds);
        setDone(merged.length);
        left = answer.left;
      }
    } catch (error) {
      setFailure(error instanceof Error ? error.message : '');
    }
    setDone(undefined);
    onChange();
    if (merged.length > 0) {
      showUndo({ message: t('sure.done', { count: merged.length }), onUndo: () => void takeBack(merged) });
    }
  };
  return (
    <Section title={t('sure.title', { count: sure })} sentence={t('sure.sentence')}>
      {failure !== '' && <Notice tone="danger">{failure}</Notice>}
      {done === undefined ? (
        <Button onClick={() => void mergeAll()}>{t('sure.merge', { n: format.count(sure) })}</Button>
      ) : (
        <Progress
          value={(done / Math.max(sure, 1)) * 100}
          aria-label={t('sure.merging', { done: format.count(done), of: format.count(sure) })}
        />
      )}
    </Section>
  );
}
