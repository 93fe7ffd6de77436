import { setTimeout as pause } from 'node:timers/promises';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { RawConnection, requestText } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const LIMITS = {
  MAX_CONNECTIONS: '3',
  MAX_MANAGEMENT_CONNECTIONS: '4',
  HEADERS_TIMEOUT: '1s',
  SEND_TIMEOUT: '2s',
};

let upstream: StandIn;
let gateway: TestGateway;
let opened: RawConnection[] = [];

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(60) });
  gateway = await startGateway({ upstreamUrl: upstream.url, env: LIMITS });
  await eventually(
    () => probe('readyz'),
    (status) => status === 200,
  );
});

afterEach(async () => {
  opened.forEach((connection) => connection.close());
  await Promise.all(opened.map(({ ended }) => ended));
  opened = [];
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

async function open(url: string): Promise<RawConnection> {
  const connection = await RawConnection.open(url);
  opened.push(connection);
  return connection;
}

async function statusOn(connection: RawConnection, target = '/v1/images?limit=1'): Promise<number> {
  connection.send(requestText('GET', target));
  return (await connection.answer()).status;
}

async function probe(path: string): Promise<number> {
  const headers = { connection: 'close' };
  return (await fetch(`${gateway.managementUrl}/${path}`, { headers })).status;
}

describe('a connection beyond MAX_CONNECTIONS', () => {
  it('is closed at once; those that are open go on, and one that ends makes room', async () => {
    const connections = await Promise.all([1, 2, 3].map(() => open(gateway.url)));
    for (const connection of connections) expect(await statusOn(connection)).toBe(200);
    for (let time = 0; time < 3; time++) {
      const further = await open(gateway.url);
      await further.ended;
      expect(further.rest).toBe('');
    }
    for (const connection of connections) expect(await statusOn(connection)).toBe(200);
    connections[0]!.close();
    const status = await eventually(
      async () => statusOn(await open(gateway.url)).catch(() => 0),
      (found) => found === 200,
    );
    expect(status).toBe(200);
  });

  it('is counted, and told of in the log once', async () => {
    const metrics = await (await fetch(`${gateway.managementUrl}/metrics`)).text();
    const [, count] = /^gateway_shed_total\{reason="connections"\} (\d+)$/m.exec(metrics) ?? [];
    expect(Number(count)).toBeGreaterThanOrEqual(3);
    const lines = await eventually(
      () => gateway.logs.filter(({ msg }) => String(msg).startsWith('overload')),
      (found) => found.at(-1)?.['msg'] === 'overload ended',
      10_000,
    );
    expect(lines.map(({ level, reason }) => [level, reason])).toEqual([
      ['warn', 'connections'],
      ['info', 'connections'],
    ]);
    expect(lines[1]!['turnedAway']).toBe(Number(count));
  });
});

describe('the management port', () => {
  it('answers while somebody holds more connections to it than it keeps', async () => {
    const held = await Promise.all(Array.from({ length: 20 }, () => open(gateway.managementUrl)));
    for (const connection of held) connection.send('GET /livez HTTP/1.1\r\n');
    for (let time = 0; time < 10; time++) {
      for (const connection of held) connection.send('X-More: 1\r\n');
      expect(await probe('livez')).toBe(200);
      expect(await probe('readyz')).toBe(200);
    }
    // all but the newest have had to go
    await Promise.all(held.slice(0, 16).map(({ ended }) => ended));
  });

  it('cuts off who connects and says nothing, and whose request does not come to its end', async () => {
    const [silent, slow] = await Promise.all([open(gateway.managementUrl), open(gateway.managementUrl)]);
    slow.send('GET /livez HTTP/1.1\r\n');
    const trickle = setInterval(() => slow.send('X-More: 1\r\n'), 50);
    await Promise.all([silent.ended, slow.ended]);
    clearInterval(trickle);
  });

  it('answers while the public port is full', async () => {
    await Promise.all([1, 2, 3].map(() => open(gateway.url)));
    await pause(50);
    expect(await probe('livez')).toBe(200);
  });
});
