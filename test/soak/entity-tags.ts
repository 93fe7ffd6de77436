import { createHash } from 'node:crypto';

interface Known {
  readonly digest: string;
  /** The version and the canonical link that it stands for. */
  readonly question: string;
}

/** Same tag, same bytes, on every replica; and one tag for each version and question. */
export class EntityTags {
  private readonly byTag = new Map<string, Known>();
  private readonly byQuestion = new Map<string, string>();
  private readonly verified = new Set<string>();

  has(tag: string): boolean {
    return this.byTag.has(tag);
  }

  /** Whether this answer to this target has been found right before, byte for byte. */
  isVerified(tag: string, target: string, text: string): boolean {
    return this.verified.has(`${tag} ${target}`) && this.byTag.get(tag)?.digest === digestOf(text);
  }

  /** @returns what is wrong with the tag of an answer that is right otherwise */
  enter(tag: string, target: string, text: string, question: string): string | undefined {
    const digest = digestOf(text);
    const known = this.byTag.get(tag);
    if (known && known.digest !== digest) return `other bytes under the ETag ${tag}`;
    if (known && known.question !== question) return `${tag} stands for ${known.question} and ${question}`;
    const other = this.byQuestion.get(question);
    if (other !== undefined && other !== tag) return `${question} has two tags, ${other} and ${tag}`;
    this.byTag.set(tag, { digest, question });
    this.byQuestion.set(question, tag);
    this.verified.add(`${tag} ${target}`);
    return undefined;
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
