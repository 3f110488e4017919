import { ReceiptCode } from '../../features/loyalty/receipt-code.tsx';
import { RecordEntry } from '../../features/record-entry/record-entry.tsx';

export default function RecordEntryScreen() {
  return <RecordEntry receipt={(orderId) => <ReceiptCode key={orderId} orderId={orderId} />} />;
}
