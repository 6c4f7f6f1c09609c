/** @file Charts in fewer letters: what Observable Plot writes for every chart and every mark, and no reader sees. A report
 * has a hundred charts; this halves them. */

/** Places with a hundredth of a pixel, and the style of all charts left to the page's style sheet. */
export function slimSvg(svg: string): string {
  return svg
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(/ (?:d|x|y|x1|x2|y1|y2|cx|cy|r|width|height|transform|points)="[^"]*"/g, (attribute) =>
      attribute.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (digits) => String(Number(Number(digits).toFixed(2)))),
    );
}

/** For phones: nothing hovers there, so hover texts go (the numbers are in the table), and bars of one colour that stand
 * beside each other in a group become one path. */
export function phoneSvg(svg: string): string {
  const bare = svg.replace(/<title>[^<]*<\/title>/g, '');
  return bare.replace(/(?:<rect(?: [a-z-]+="[^"]*")+(?: ?\/>|><\/rect>)){2,}/g, mergedBars);
}

function mergedBars(rects: string): string {
  const byLook = new Map<string, string[]>();
  for (const [, attributes] of rects.matchAll(/<rect((?: [a-z-]+="[^"]*")+)/g)) {
    const known = new Map([...attributes.matchAll(/ ([a-z-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => known.get(name));
    if (x === undefined || y === undefined || width === undefined || height === undefined) return rects;
    if (known.has('rx') || known.has('transform') || known.has('stroke')) return rects;
    const look = [...known].filter(([name]) => !['x', 'y', 'width', 'height'].includes(name));
    const key = look.map(([name, value]) => ` ${name}="${value}"`).join('');
    byLook.set(key, [...(byLook.get(key) ?? []), `M${x} ${y}h${width}v${height}h-${width}z`]);
  }
  return [...byLook].map(([look, parts]) => `<path${look} d="${parts.join('')}"/>`).join('');
}
