import { useParams } from '@tanstack/react-router';
import { BatchScreen } from '../../features/imports/batch.tsx';

export default function RecordBatchScreen() {
  const { batchId = '' } = useParams({ strict: false });
  return <BatchScreen key={batchId} batchId={batchId} />;
}
