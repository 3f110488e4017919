import { AppError } from '../../../shared/errors.ts';
import type { Segment } from '../contract.ts';
import { readRule } from '../rules.ts';
import { describeRule, type Names } from '../sentence/index.ts';
import type { SegmentRow } from '../store.ts';

/** A group as it is told, with its sentence. */
export function toSegment(row: SegmentRow, names: Names): Segment {
  const rule = readRule(row.rule);
  return {
    segmentId: row.segmentId,
    name: row.name,
    rule,
    updatedAt: row.updatedAt.toISOString(),
    sentence: describeRule(rule, names),
    members: row.members,
    evaluatedAt: row.evaluatedAt?.toISOString() ?? null,
  };
}

/** For a group that is gone or never was. */
export const noSuchSegment = () =>
  new AppError('not_found', 'no such segment', {
    userMessage: {
      ko: '그 그룹이 없어요. 지워졌을 수 있어요.',
      en: 'There is no such group. It may have been removed.',
    },
  });

/** A group as far as others may be built on it. */
export const toSaved = (row: SegmentRow) => ({ segmentId: row.segmentId, rule: readRule(row.rule) });
