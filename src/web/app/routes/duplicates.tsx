import { useSearch } from '@tanstack/react-router';
import { Duplicates } from '../../features/people/duplicates/duplicates.tsx';

export default function DuplicatesScreen() {
  const { pair } = useSearch({ from: '/shell/people/duplicates' });
  return <Duplicates opened={pair} />;
}
