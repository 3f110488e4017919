import { RecordEntry } from '../../features/record-entry/record-entry.tsx';

export default function RecordEntryScreen() {
  return <RecordEntry />;
}
