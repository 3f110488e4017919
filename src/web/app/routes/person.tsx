import { useParams } from '@tanstack/react-router';
import { Hints } from '../../features/flows/hints.tsx';
import { PersonPoints } from '../../features/loyalty/person-points.tsx';
import { ComplaintFlag } from '../../features/messaging/complaint-flag.tsx';
import { MessageEvidence } from '../../features/messaging/evidence.tsx';
import { InformPerson } from '../../features/messaging/inform-person.tsx';
import { PersonCard } from '../../features/people/person-card.tsx';
import { PersonPrivacy } from '../../features/privacy/person-privacy.tsx';
import { PersonPick } from '../../features/record-entry/person-pick.tsx';

export default function PersonScreen() {
  const { customerId } = useParams({ from: '/shell/people/$customerId' });
  return (
    <PersonCard
      key={customerId}
      customerId={customerId}
      hints={<Hints customerId={customerId} />}
      points={<PersonPoints customerId={customerId} pick={(asked) => <PersonPick {...asked} />} />}
      privacy={
        <>
          <ComplaintFlag customerId={customerId} />
          <PersonPrivacy customerId={customerId} />
          <InformPerson customerId={customerId} />
          <MessageEvidence customerId={customerId} />
        </>
      }
    />
  );
}
