import type { getHours } from '../../../../modules/insights/contract/pages.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';

type Cell = EndpointOutput<typeof getHours>['cells'][number];
export const HOUR_FIGURES = ['orders', 'covers', 'sales'] as const;
export type HourFigure = (typeof HOUR_FIGURES)[number];

/** Value of a cell in the figure asked for; sales in minor units. */
export const figureOf = (cell: Cell, figure: HourFigure): number =>
  figure === 'sales' ? cell.salesMinor : cell[figure];
