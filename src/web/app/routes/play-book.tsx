import { Book } from '../../features/plays/book.tsx';

export default function PlayBookScreen() {
  return <Book />;
}
