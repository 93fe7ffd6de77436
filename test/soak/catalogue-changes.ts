import { syntheticImage } from '../../src/stand-in/generate-images.js';
import { naiveTime } from '../../src/stand-in/naive-time.js';
import type { Random } from '../../src/stand-in/seeded.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';
import { CANARIES } from '../support/upstream-secrets.js';
import type { SoakRig } from './soak-rig.js';
import type { Trouble } from './trouble.js';

/** Changes of what the upstream lists. None is a fault, but for the list that is suddenly short. */
export function catalogueChanges(rig: SoakRig, seed: number): Trouble[] {
  let turn = 0;
  let whole: readonly StandInImage[] = [];
  const change = (
    name: string,
    next: (rows: readonly StandInImage[], random: Random) => StandInImage[],
  ): Trouble => ({
    name: `catalogue: ${name}`,
    begin: (random) => rig.change(next(rig.upstream.images, random)),
    end: () => undefined,
  });
  const added = (count: number): StandInImage[] =>
    Array.from({ length: count }, () => syntheticImage(`soak ${seed}`, turn++));
  const isChosen = (random: Random): boolean => random.int(1, 40) === 1;
  return [
    change('images added', (rows, random) => [...rows, ...added(random.int(1, 60))]),
    change('images removed', (rows, random) => rows.filter(() => !isChosen(random))),
    change('images changed', (rows, random) =>
      rows.map((row) => (isChosen(random) ? changed(row, random) : row)),
    ),
    change('all at once', (rows, random) => [
      ...rows.filter(() => !isChosen(random)).map((row) => (isChosen(random) ? changed(row, random) : row)),
      ...added(random.int(1, 30)),
    ]),
    {
      name: 'catalogue: suddenly short',
      begin: () => {
        whole = rig.upstream.images;
        rig.change(whole.slice(0, Math.ceil(whole.length / 5)));
      },
      end: () => rig.change(whole),
    },
  ];
}

/**
 * Neither name, sizes, visibility nor creation, by which walks are sorted and filtered; so the state of an image
 * without a size stays, too, by which it is told whether the size is 0 or not known.
 */
function changed(row: StandInImage, random: Random): StandInImage {
  const description = random.pick(['rebuilt', 'for tests', `holds ${CANARIES.appkey} by mistake`]);
  return {
    ...row,
    status: row.size ? random.pick(['active', 'deactivated', 'saving']) : row.status,
    updatedAt: naiveTime(1_767_225_600_000 + random.int(0, 1_000_000_000)),
    properties: { ...row.properties, description },
  };
}
