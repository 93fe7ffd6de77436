import { eventually } from '../support/eventually.js';
import { Chronicle, sleep } from './chronicle.js';
import { SecretWatch } from './secret-watch.js';
import { readSoakOptions } from './soak-options.js';
import { SoakRig } from './soak-rig.js';
import { SoakRun } from './soak-run.js';
import { soakTable } from './soak-table.js';

const options = readSoakOptions(process.env);
const MINUTE_MS = 60_000;
const SETTLING_MS = 3_000;

describe('the built program, broken again and again', () => {
  it(
    'answers as the contract says, each time',
    async () => {
      const chronicle = new Chronicle(options.seed);
      const secrets = new SecretWatch(chronicle);
      const rig = await SoakRig.start(options, chronicle, secrets);
      try {
        await rig.startReplicas();
        for (const { managementUrl } of rig.replicas) {
          await eventually(async () => (await fetch(`${managementUrl}/readyz`)).ok, Boolean, 60_000);
        }
        await sleep(SETTLING_MS);
        const memory = (): number[] => rig.replicas.map(({ memoryMb }) => memoryMb);
        const before = memory();
        chronicle.begin();
        const run = new SoakRun(rig, chronicle, secrets, options);
        await run.run();
        const after = memory();
        const facts = rig.replicas.map(({ name }, at) => ({
          name,
          startMb: before[at] ?? 0,
          endMb: after[at] ?? 0,
        }));
        const about = { versions: rig.book.size, memory: facts, redis: rig.redis !== undefined };
        process.stdout.write(`\n${soakTable(options, chronicle, run.tally, about)}\n\n`);
      } finally {
        await rig.discard();
      }
      expect(chronicle.wrong).toEqual([]);
    },
    (options.minutes + 5) * MINUTE_MS,
  );
});
