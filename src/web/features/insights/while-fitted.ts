/** How often a page is asked again while its figures are worked out. */
const AGAIN_MS = 5_000;

interface Asked {
  state: { data?: { sentences: readonly { key: string }[] } | undefined };
}

/** Asks again until what was being worked out is there. */
export const untilFitted = ({ state }: Asked): number | false =>
  state.data?.sentences.some(({ key }) => key === 'being_fitted') ? AGAIN_MS : false;
