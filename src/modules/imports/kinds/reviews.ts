import { createDateReader, FieldProblem, readPersonal, readText, type TextField } from '../reader/field-readers.ts';
import { importerOf } from '../service/import-file.ts';
import type { KindOfImport } from '../service/import-kind.ts';
import { loadTouchpoints } from './load-touchpoints.ts';
import { createRowMapper, type Row, requireMoment, withoutBlanks } from './row-mapper.ts';

/** Signs of a review that the check screen shows. */
const MAX_SHOWN = 200;

interface ReviewLine {
  lineNumber: number;
  at: string;
  reviewId: string | undefined;
  site: string | undefined;
  payload: Record<string, string | number>;
}

/**
 * Reviews are touchpoints of the shop, not of a person: who wrote one is not read, even where a file says so, because a review
 * site's guest did not give her name to the shop.
 */
export const reviewsKind: KindOfImport<'reviews', ReviewLine> = {
  kind: 'reviews',
  name: { ko: '후기', en: 'reviews' },
  mapper({ map, header }) {
    const readDate = createDateReader(map.dateFormat);
    return createRowMapper<ReviewLine>({
      ...map,
      header,
      read(row) {
        const { cells, fields } = row;
        const rating = readRating(row, map.ratingMax);
        const text = readPersonal(fields.text, cells);
        const title = readPersonal(fields.title, cells);
        if (rating === undefined && text === undefined) {
          throw new FieldProblem((fields.text ?? fields.rating) as TextField, '', 'review_empty');
        }
        return {
          lineNumber: row.lineNumber,
          at: requireMoment(row, 'at', readDate),
          reviewId: readText(fields.review_id, cells),
          site: readText(fields.site, cells),
          payload: {
            ...(rating === undefined ? {} : { rating, ratingMax: map.ratingMax }),
            ...(title === undefined ? {} : { title }),
            ...(text === undefined ? {} : { text }),
          },
        };
      },
    });
  },
  show: ({ at, site, payload: { rating, title, text } }) =>
    withoutBlanks({ at, rating, site, title, text: String(text ?? '').slice(0, MAX_SHOWN) }),
  load: (connection, input) =>
    loadTouchpoints(connection, input, {
      kind: 'reviews',
      phase: 'after',
      happeningsOf: ({ at, reviewId, site, payload }) => [
        {
          at,
          kind: 'review.received',
          phase: 'after',
          channel: site,
          // Two sites may count their reviews alike.
          key: reviewId === undefined ? undefined : `${site ?? ''}:${reviewId}`,
          payload,
        },
      ],
    }),
};

/** `4.5`, `4/5`, `4점`, `★★★★☆`. */
function readRating({ cells, fields }: Row, max: number): number | undefined {
  const text = readText(fields.rating, cells);
  if (text === undefined) return undefined;
  const stars = /^[★⭐]*[☆]*$/u.test(text) ? [...text].filter((sign) => sign !== '☆').length : undefined;
  const number = /^(\d{1,3}(?:[.,]\d+)?)(?:\s*(?:점|\/\s*\d{1,3}))?$/.exec(text)?.[1];
  const rating = stars ?? (number === undefined ? Number.NaN : Number(number.replace(',', '.')));
  if (rating >= 0 && rating <= max) return rating;
  throw new FieldProblem(fields.rating as TextField, text, 'rating_format', { max });
}

/** Imports a file of reviews. The same file twice changes nothing. */
export const importReviews = importerOf(reviewsKind);
