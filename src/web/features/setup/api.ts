import { enterDemo } from '../../../modules/demo/contract.ts';
import { setUp } from '../../../modules/staff/contract.ts';
import { getSetup } from '../../../modules/workspace/contract.ts';
import { queryFor, useCall } from '../../lib/api.ts';

/** Whether somebody has set this installation up; asked anew each time, because another browser may just have done it. */
export const setupQuery = { ...queryFor(getSetup), staleTime: 0 };

export const useSetUp = () => useCall(setUp);
export const useEnterDemo = () => useCall(enterDemo);
