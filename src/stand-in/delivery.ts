import type { ServerResponse } from 'node:http';

import type { Answer } from './answer.js';
import type { HeldAnswers } from './held-answers.js';

/** Where an answer goes and how. */
export interface Delivery {
  readonly response: ServerResponse;
  readonly held: HeldAnswers;
  readonly gzip: boolean;
  /** Made when it is first sent, so that a late answer is the answer of that later time. */
  readonly answer: () => Answer;
}
