import { ReceiptCode } from '../../features/loyalty/receipt-code.tsx';
import { RecordEntry } from '../../features/record-entry/record-entry.tsx';

const showReceipt = (orderId: string) => <ReceiptCode key={orderId} orderId={orderId} />;

export default function RecordEntryScreen() {
  return <RecordEntry receipt={showReceipt} />;
}
