import { useMediaQuery } from '@mantine/hooks';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CardList } from './card-list.tsx';
import css from './data-table.module.css';
import { DeskTable } from './desk-table.tsx';
import type { DataTableProps } from './props.ts';

/** A list of things: a real table at a desk, cards on a phone; virtualised when long, rows walked with the arrow keys. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { t } = useTranslation('ui');
  const narrow = useMediaQuery('(max-width: 699px)', undefined, { getInitialValueInEffect: false });
  const box = useRef<HTMLDivElement>(null);
  if (props.rows.length === 0) return <>{props.empty ?? <p className={css.none}>{t('table.empty')}</p>}</>;

  /** Arrow keys walk from row to row; the focus sits on each row's link, so Enter and the screen reader work as always. */
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const target = event.target as HTMLElement;
    if (step === undefined || !target.matches('[data-row-link]')) return;
    const links = [...(box.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])];
    const next = links[links.indexOf(target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  };
  const View = narrow ? CardList : DeskTable;
  return (
    <div ref={box} role="presentation" className={css.frame} onKeyDown={onKeyDown}>
      <View {...props} />
    </div>
  );
}
