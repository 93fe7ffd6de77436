import type { CatalogView } from '../catalog/catalog-view.js';
import type { View } from '../domain/view.js';
import { HeaderBlock } from '../http/header-block.js';
import { JSON_TYPE } from '../http/media-types.js';
import { entityTag } from './conditional.js';
import { COMPRESS_FROM_BYTES, encode, longestEncoded, type ContentCoding } from './content-coding.js';

/** Paths of related pages (RFC 8288). */
interface PageLinks {
  readonly first: string;
  readonly prev: string | null;
  readonly next: string | null;
}

/** What an answer is made of: a pure function of the catalogue's content, the view of it and the question. */
export interface AnswerParts {
  readonly catalog: CatalogView;
  /** The question in its canonical form; equal questions have equal bodies. */
  readonly question: string;
  /** JSON. */
  readonly body: Buffer;
  readonly links?: PageLinks;
}

/** One form of an answer, as it goes to the socket. */
export interface Representation {
  readonly head: HeaderBlock;
  readonly body: Buffer;
}

/** Clients refuse headers much larger; such links are in the body all the same. */
const LONGEST_LINK_HEADER = 8_192;

/**
 * An answer that was made once and can be sent any number of times: nothing in it depends on the clock or the
 * caller, but for what he may see, and each content coding of it is made at most once.
 */
export class PreparedAnswer {
  /** Whose answer it is: nobody else's, however alike. */
  readonly view: View;
  readonly question: string;
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Headers of every form and of a 304, where they say which answer the caller has (RFC 9110, 15.4.5). */
  readonly validators: HeaderBlock;
  private readonly representations = new Map<ContentCoding, Representation>();
  private readonly underWay = new Map<ContentCoding, Promise<Representation>>();
  private readonly body: Buffer;

  constructor({ catalog, question, body, links }: AnswerParts) {
    const { version, view, changedAt } = catalog;
    this.view = view;
    this.question = question;
    this.body = body;
    this.lastModifiedMs = changedAt;
    this.etag = entityTag({ version, view, question }, JSON_TYPE);
    this.validators = new HeaderBlock([
      ...['etag', this.etag],
      ...['last-modified', new Date(this.lastModifiedMs).toUTCString()],
      ...(links ? linkHeader(links) : []),
    ]);
    this.add('identity', body);
  }

  /** An upper bound of the memory that its body takes, all codings included. */
  get bytes(): number {
    const { length } = this.body;
    return length < COMPRESS_FROM_BYTES ? length : length + 2 * longestEncoded(length);
  }

  /** The answer in a coding; `undefined` when it has to be compressed first. */
  ready(coding: ContentCoding): Representation | undefined {
    return this.representations.get(this.body.length < COMPRESS_FROM_BYTES ? 'identity' : coding);
  }

  /** The answer in a coding, compressed now if it must be; requests at the same time share the work. */
  async in(coding: ContentCoding): Promise<Representation> {
    return this.ready(coding) ?? this.underWay.get(coding) ?? this.compressed(coding);
  }

  private compressed(coding: ContentCoding): Promise<Representation> {
    const work = encode(this.body, coding)
      .then((body) => this.add(coding, body))
      .finally(() => this.underWay.delete(coding));
    this.underWay.set(coding, work);
    return work;
  }

  private add(coding: ContentCoding, body: Buffer): Representation {
    const representation = {
      head: this.validators.and(
        ...['content-type', `${JSON_TYPE}; charset=utf-8`],
        ...(coding === 'identity' ? [] : ['content-encoding', coding]),
        ...['content-length', String(body.length)],
      ),
      body,
    };
    this.representations.set(coding, representation);
    return representation;
  }
}

function linkHeader({ first, prev, next }: PageLinks): string[] {
  const targets = Object.entries({ first, prev, next });
  const link = targets
    .flatMap(([rel, path]) => (path === null ? [] : [`<${path}>; rel="${rel}"`]))
    .join(', ');
  return link.length <= LONGEST_LINK_HEADER ? ['link', link] : [];
}
