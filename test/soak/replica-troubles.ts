import type { Random } from '../../src/stand-in/seeded.js';
import { signalAll } from './process-tree.js';
import type { Replica } from './replica.js';
import type { Trouble } from './trouble.js';

/** Ends of replicas, each of one that is chosen when it strikes; it is started again when the trouble ends. */
export function replicaTroubles(replicas: readonly Replica[], mustBeWarm: () => boolean): Trouble[] {
  const stop = (): Trouble => endOf('replica: SIGTERM', replicas, (replica) => replica.stop(), mustBeWarm);
  return [
    stop(),
    stop(),
    endOf('replica: SIGKILL', replicas, (replica) => replica.kill(), mustBeWarm),
    hang(replicas),
    endOfWorker(replicas),
  ];
}

function endOf(
  name: string,
  replicas: readonly Replica[],
  end: (replica: Replica) => Promise<void>,
  mustBeWarm: () => boolean,
): Trouble {
  let chosen: Replica | undefined;
  return {
    name,
    begin: async (random) => {
      chosen = random.pick(replicas);
      await end(chosen);
    },
    end: async () => chosen?.startAgain(mustBeWarm),
  };
}

/** Longer than a lease, so that another replica takes over what it was doing. */
function hang(replicas: readonly Replica[]): Trouble {
  let pids: readonly number[] = [];
  let over = (): void => {};
  return {
    name: 'replica: hung (SIGSTOP)',
    begin: (random) => {
      const replica = random.pick(replicas);
      pids = replica.pids();
      over = replica.disturbances.begin('hung');
      signalAll(pids, 'SIGSTOP');
    },
    end: () => {
      signalAll(pids, 'SIGCONT');
      over();
    },
  };
}

/** The others serve on; connections to it are cut. */
function endOfWorker(replicas: readonly Replica[]): Trouble {
  let over = (): void => {};
  return {
    name: 'replica: worker SIGKILL',
    begin: (random: Random) => {
      const several = replicas.filter((replica) => replica.pids().length > 1);
      if (several.length === 0) return;
      const replica = random.pick(several);
      over = replica.disturbances.begin('killed');
      signalAll([random.pick(replica.pids().slice(1))], 'SIGKILL');
    },
    end: () => over(),
  };
}
