/**
 * The first four characters of an id as a number that sorts as ids do. Characters that ids do not have count as
 * behind all that they have.
 */
export function idHead(id: string): number {
  let head = 0;
  for (let at = 0; at < 4; at++) head = head * 256 + (at < id.length ? Math.min(0xff, id.charCodeAt(at)) : 0);
  return head;
}
