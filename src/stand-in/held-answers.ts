import type { ServerResponse } from 'node:http';

/** Answers that are being held back, so that they can all be let go. */
export class HeldAnswers {
  readonly #held = new Set<() => void>();

  /**
   * Waits until the caller is gone, the time is over, or everything is let go.
   *
   * @returns true when it was let go
   */
  hold(response: ServerResponse, milliseconds?: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (letGo: boolean): void => {
        clearTimeout(timer);
        response.off('close', onClose);
        this.#held.delete(onLetGo);
        resolve(letGo);
      };
      const onClose = (): void => finish(false);
      const onLetGo = (): void => finish(true);
      const timer = milliseconds === undefined ? undefined : setTimeout(onClose, milliseconds);
      response.once('close', onClose);
      this.#held.add(onLetGo);
    });
  }

  letGo(): void {
    for (const release of [...this.#held]) release();
  }
}
