import { generateImages } from '../../src/stand-in/generate-images.js';

import { RawConnection, requestText } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { catalogLoaded, listImages, startRig, type Rig } from '../support/upstream-rig.js';
import { requestCounts, requestLines } from '../support/warm-exchange.js';

/** The first one has a description that no socket takes at once. */
const LARGE = generateImages(3).map((image, at) =>
  at > 0 ? image : { ...image, properties: { ...image.properties, description: 'large '.repeat(1_200_000) } },
);
const IDENTITY = { 'accept-encoding': 'identity' };

let rig: Rig;
afterEach(() => rig.stop());

describe('requests that wait behind an answer that breaks off', () => {
  it('are logged and counted as 499 like that one, whoever would have answered them', async () => {
    rig = await startRig({ images: LARGE });
    await catalogLoaded(rig);
    const large = `/${LARGE[0]!.id}`;
    for (const query of [large, '?limit=1']) await listImages(rig, query).set(IDENTITY);
    const targets = [
      `/v1/images${large}`,
      '/v1/images?limit=1',
      '/v1/catalog',
      '/v1/nowhere',
      '/v1/images?limit=2',
    ];
    const connection = await RawConnection.open(rig.gateway.url);
    connection.send(
      targets
        .map((target, at) => requestText('GET', target, { ...IDENTITY, 'X-Request-Id': `piped-${at}` }))
        .join(''),
    );
    // one turn of the event loop reads one piece
    while (connection.rest === '') await new Promise((resolve) => setImmediate(resolve));
    connection.close();
    const lines = await eventually(
      () => requestLines(rig.gateway).filter(({ requestId }) => String(requestId).startsWith('piped-')),
      (found) => found.length >= targets.length,
    );
    const told = lines.map(({ requestId, status }) => [requestId, status]).sort();
    expect(told).toEqual(targets.map((_target, at) => [`piped-${at}`, 499]));
    const counts = await requestCounts(rig.gateway);
    expect(counts['method="GET",route="/v1/catalog",status="499"']).toBe(1);
  });

  it('are told once each, also when many wait', async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', onWarning);
    rig = await startRig();
    await catalogLoaded(rig);
    const connection = await RawConnection.open(rig.gateway.url);
    const count = 40;
    connection.send(requestText('GET', '/v1/catalog', IDENTITY).repeat(count));
    for (let answer = 0; answer < count; answer++) expect((await connection.answer()).status).toBe(200);
    connection.close();
    await eventually(
      () => requestLines(rig.gateway).length,
      (lines) => lines >= count,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(requestLines(rig.gateway).filter(({ status }) => status === 200)).toHaveLength(count);
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});
