import { catalogLoaded, startRig, type Rig } from '../../test/support/upstream-rig.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { Drain } from '../lifecycle/drain.js';
import { ReadinessProbe } from './readiness.js';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
  await catalogLoaded(rig);
});

afterAll(() => rig.stop());

it('an instance with a list is not ready before it listens to callers', () => {
  const { app } = rig.gateway.gateway;
  const probe = new ReadinessProbe(app.get(CatalogService), app.get(Drain));
  expect(probe.check()).toEqual({ status: 'down', reason: 'does not listen to callers yet' });
  probe.listens();
  expect(probe.check()).toEqual({ status: 'up' });
  expect(app.get(ReadinessProbe).check()).toEqual({ status: 'up' });
});
