/**
 * Reads CSV as RFC 4180 defines it, and nothing else: lines end with CR LF, the last one too; quotes only around a
 * whole cell, doubled within.
 *
 * @throws Error where it is anything else
 */
export function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  for (let at = 0; at < text.length;) {
    const quoted = /"((?:[^"]|"")*)"/y;
    const plain = /[^",\r\n]*/y;
    const form = text[at] === '"' ? quoted : plain;
    form.lastIndex = at;
    const [all = '', within = ''] = form.exec(text) ?? [];
    at += all.length;
    cells.push(form === quoted ? within.replaceAll('""', '"') : all);
    if (text[at] === ',') at++;
    else if (text.startsWith('\r\n', at)) {
      lines.push(cells);
      cells = [];
      at += 2;
    } else throw new Error(`no CSV at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    if (at === text.length && cells.length > 0) throw new Error('the last line has no end');
  }
  return lines;
}
