import { Duplicates } from '../../features/people/duplicates/duplicates.tsx';

export default function DuplicatesScreen() {
  return <Duplicates />;
}
