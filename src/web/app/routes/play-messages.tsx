import { MessagePage } from '../../features/messaging/message-page.tsx';

export default function PlayMessagesScreen() {
  return <MessagePage />;
}
