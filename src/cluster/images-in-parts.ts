/** Images on their way: the bytes of a JSON list, put in their place as they come, so that the end costs nothing. */
export class ImagesInParts {
  readonly bytes: Uint8Array<ArrayBuffer>;
  private filled = 0;

  /** @param changedAt of the catalogue that they are; milliseconds since 1970 */
  constructor(
    byteLength: number,
    readonly changedAt: number,
  ) {
    this.bytes = new Uint8Array(byteLength);
  }

  add(part: Uint8Array): void {
    this.bytes.set(part, this.filled);
    this.filled += part.length;
  }
}
