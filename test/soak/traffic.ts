import fc from 'fast-check';

import { seeded, type Random } from '../../src/stand-in/seeded.js';
import { queries } from '../support/query-arbitrary.js';
import { spellQuery } from '../support/query-spelling.js';
import type { QueryParameters } from '../support/reference-filter.js';
import { problemCode } from './allowed-failures.js';
import { AnswerChecks } from './answer-checks.js';
import { BAD_REQUESTS } from './bad-requests.js';
import { sleep } from './chronicle.js';
import type { Exchange } from './exchange.js';
import type { Replica } from './replica.js';
import type { SoakRig } from './soak-rig.js';
import { walk } from './walks.js';

const QUERIES = 150;
const LONGEST_THOUGHT_MS = 120;

/** Callers that ask one thing after the other, each of a replica of its choice, until they are told to stop. */
export class Traffic {
  readonly checks: AnswerChecks;
  private readonly pool: readonly (readonly [target: string, query: QueryParameters])[];
  private readonly lastTags = new Map<string, string>();
  private isOver = false;

  constructor(
    private readonly rig: SoakRig,
    private readonly exchange: Exchange,
    private readonly seed: number,
  ) {
    this.checks = new AnswerChecks(rig.book);
    const images = [...rig.book.current.images.values()];
    const asked = fc.sample(queries(images), { seed, numRuns: QUERIES });
    this.pool = asked.map((query, at) => [`/v1/images?${spellQuery(query, at)}`, query]);
  }

  /** Runs until `stop`, and until all of them have had their last answer. */
  async run(callers: number): Promise<void> {
    const all = Array.from({ length: callers }, (_, at) =>
      this.call(seeded(`${this.seed} caller ${at}`).random),
    );
    await Promise.all(all);
    this.exchange.client.close();
  }

  stop(): void {
    this.isOver = true;
  }

  private async call(random: Random): Promise<void> {
    while (!this.isOver) {
      await this.askSomething(random).catch((error: unknown) => this.exchange.failed(error));
      await sleep(random.int(1, LONGEST_THOUGHT_MS));
    }
  }

  private askSomething(random: Random): Promise<void> {
    const chance = random.int(1, 1_000);
    if (chance <= 6) return this.walkOn(random);
    if (chance <= 80) return this.askWrongly(random);
    if (chance <= 180) return this.askForImage(random);
    if (chance <= 220) return this.askForStatus(random);
    return this.askForPage(random);
  }

  /** One that is up, but for some that have not noticed that it is not. */
  private choose(random: Random): Replica {
    const up = this.rig.replicas.filter(({ isUp }) => isUp);
    return random.pick(up.length > 0 && random.int(1, 40) > 1 ? up : this.rig.replicas);
  }

  private walkOn(random: Random): Promise<void> {
    const { exchange, checks } = this;
    return walk({ exchange, checks, book: this.rig.book, random, choose: () => this.choose(random) });
  }

  private async askForPage(random: Random): Promise<void> {
    const [target, query] = random.int(1, 3) === 1 ? HOT : random.pick(this.pool);
    const tag = this.lastTags.get(target);
    const headers = {
      ...(random.int(1, 3) === 1 && { 'accept-encoding': random.pick(['gzip', 'br', 'gzip, br;q=0.5']) }),
      ...(tag !== undefined && random.int(1, 4) === 1 && { 'if-none-match': tag }),
    };
    const method = random.int(1, 12) === 1 ? 'HEAD' : 'GET';
    const heard = await this.exchange.send({ replica: this.choose(random), target, method, headers });
    if (!heard) return;
    this.exchange.complain(heard, this.faultOfPage(heard, query));
    if (heard.headers.etag !== undefined && method === 'GET') this.lastTags.set(target, heard.headers.etag);
  }

  private faultOfPage(
    heard: Parameters<AnswerChecks['page']>[0],
    query: QueryParameters,
  ): string | undefined {
    const { status, text, headers, ask } = heard;
    // a value that only some versions hold is unknown to the others
    if (status === 400 && text.includes('"UNKNOWN_VALUE"')) return this.faultOfUnknown(query);
    if (status === 304) {
      const isOther = ask.headers?.['if-none-match'] !== headers.etag;
      return isOther || text !== '' ? '304 without need' : this.checks.headers(heard);
    }
    if (status !== 200) return `must be 200: ${text.slice(0, 300)}`;
    const fault = this.checks.headers(heard);
    if (fault !== undefined || ask.method !== 'HEAD') return fault ?? this.checks.page(heard, query);
    return text === '' ? undefined : 'HEAD with a body';
  }

  private faultOfUnknown(query: QueryParameters): string | undefined {
    const held = [...this.rig.book.all()].map(
      ({ images }) => new Set([...images.values()].flatMap((image) => [image.status, image.diskFormat])),
    );
    const open = query.filter(([name]) => name === 'status' || name === 'diskFormat');
    const isNormal = open.some(([, value]) => held.some((values) => !values.has(value)));
    return isNormal ? undefined : 'every version has these values';
  }

  private async askWrongly(random: Random): Promise<void> {
    const { status, code, faults, ...ask } = random.pick(BAD_REQUESTS);
    const heard = await this.exchange.send({ ...ask, replica: this.choose(random) });
    if (!heard) return;
    const { errors = [] } = JSON.parse(heard.text) as { errors?: { code: string }[] };
    const isRight =
      heard.status === status &&
      problemCode(heard) === code &&
      (!faults || errors.map((error) => error.code).join() === faults.join());
    this.exchange.complain(heard, isRight ? undefined : `must be ${status} ${code}: ${heard.text}`);
  }

  private async askForImage(random: Random): Promise<void> {
    const id = random.pick([...this.rig.book.current.images.keys()]);
    const heard = await this.exchange.send({ replica: this.choose(random), target: `/v1/images/${id}` });
    if (!heard) return;
    const { checks } = this;
    const fault =
      heard.status === 404
        ? checks.missing(id)
        : heard.status === 200
          ? (checks.headers(heard) ?? checks.image(heard, id))
          : 'must be 200 or 404';
    this.exchange.complain(heard, fault);
  }

  private async askForStatus(random: Random): Promise<void> {
    const heard = await this.exchange.send({ replica: this.choose(random), target: '/v1/catalog' });
    if (!heard) return;
    const { version, count } = JSON.parse(heard.text) as { version: string | null; count: number };
    const edition = version === null ? undefined : this.rig.book.find(version);
    const isEmpty = version === null && heard.ask.replica.mayBeEmpty(heard.sentAt, heard.endedAt);
    const isRight = heard.status === 200 && (isEmpty || edition?.images.size === count);
    this.exchange.complain(heard, isRight ? undefined : `not as it is: ${heard.text}`);
  }
}

const HOT: readonly [string, QueryParameters] = ['/v1/images?limit=50', [['limit', '50']]];
