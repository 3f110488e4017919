import { useTranslation } from 'react-i18next';
import { encode } from 'uqr';
import { isReachable } from '../../shared/reachable.ts';
import { Notice } from './states.tsx';

/** Quiet border that a camera needs around the code, in squares. */
const BORDER = 2;

/** A code for a phone's camera; `label` says where it leads. A link that only this machine can open is said to be one. */
export function QrCode({ text, label, className }: { text: string; label: string; className?: string | undefined }) {
  const { t } = useTranslation('ui');
  const { data, size } = encode(text, { ecc: 'M', border: BORDER });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <>
      <svg
        className={className}
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={label}
        shapeRendering="crispEdges"
      >
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      {/^https?:/.test(text) && !isReachable(text) && <Notice tone="warning">{t('qr.onlyHere')}</Notice>}
    </>
  );
}
