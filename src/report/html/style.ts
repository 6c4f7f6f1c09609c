/** @file The report's one style sheet: light, dark, print, phone. No fonts are fetched; numerals are tabular. */
import { colorVariables } from './colors.js';

const light = `color-scheme:light;--page:#f6f7f9;--card:#fff;--text:#1b2128;--muted:#5a6672;--line:#c9d0d7;--hair:#e3e7eb;
--grid:#e9edf0;--track:#e8ecf0;--track-2:#d3dbe2;--accent:#00629b;--good:#00724f;--some:#8a5a00;--bad:#b03a00;--soft:#eef2f5;`;
const dark = `color-scheme:dark;--page:#12161b;--card:#1a2027;--text:#e6eaee;--muted:#9aa6b2;--line:#424c57;--hair:#2a323b;
--grid:#272f37;--track:#28313a;--track-2:#384450;--accent:#6cbcf0;--good:#3fd0a4;--some:#f0b94a;--bad:#ff9262;--soft:#222a32;`;

const base = `
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:4.5rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums}
main,.top,footer{max-width:1140px;margin:0 auto;padding:0 24px}
.top{padding-top:40px}
h1{font-size:clamp(1.5rem,1.1rem + 1.6vw,2.15rem);line-height:1.2;letter-spacing:-.015em;margin:.1em 0 .3em;text-wrap:balance}
h2{font-size:1.35rem;line-height:1.3;letter-spacing:-.01em;margin:0 0 .25em}
h3{font-size:1rem;margin:1.6em 0 .4em}
p{margin:.35em 0 .8em;max-width:72ch}
a{color:var(--accent)}
.lead{color:var(--muted);max-width:80ch}
.key-line{font-size:1.04rem;max-width:90ch;margin:.15em 0}
.eyebrow{color:var(--muted);font-size:.85rem;letter-spacing:.04em}
section{background:var(--card);border:1px solid var(--hair);border-radius:14px;padding:26px 28px;margin:20px 0}
section>p:first-of-type{color:var(--muted)}
nav{display:flex;flex-wrap:wrap;gap:4px 18px;margin:18px 0 6px;font-size:.92rem}
nav a{text-decoration:none}nav a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
`;

const cards = `
.verdicts{display:grid;grid-template-columns:repeat(auto-fit,minmax(180px,1fr));gap:12px;margin:22px 0 8px;padding:0;list-style:none}
.verdicts a{display:block;height:100%;background:var(--card);border:1px solid var(--hair);border-top:3px solid var(--tone,var(--line));border-radius:12px;padding:14px 16px;color:inherit;text-decoration:none}
.verdicts a:hover{border-color:var(--tone)}
.verdicts .id{font-size:.82rem;color:var(--muted);display:flex;justify-content:space-between;gap:8px}
.verdicts .range{font-size:1.22rem;font-weight:650;margin:.25em 0 .2em;white-space:nowrap;letter-spacing:-.01em}
.verdicts .what{font-size:.9rem;line-height:1.4;color:var(--muted);display:block}
.tone{color:var(--tone);font-weight:600;white-space:nowrap}
.reached{--tone:var(--good)}.partly{--tone:var(--some)}.not-reached{--tone:var(--bad)}.cannot-be-tested{--tone:var(--muted)}
`;

const tables = `
.scroll{overflow-x:auto;margin:14px -28px 0;padding:0 28px;-webkit-overflow-scrolling:touch}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.4}
caption{text-align:left;color:var(--muted);font-size:.86rem;padding:0 0 .5em}
.sub{color:var(--muted);font-weight:400;font-size:.92em;margin-left:.35em}
th,td{padding:.38em .6em;text-align:right;white-space:nowrap;border-bottom:1px solid var(--hair)}
th:first-child,td:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}
thead th{font-weight:600;color:var(--muted);border-bottom:1px solid var(--line);vertical-align:bottom}
tbody th{font-weight:600;text-align:left;vertical-align:top}
.l{text-align:left}.wrap{white-space:normal;min-width:16em}
tbody tr:hover{background:var(--soft)}
.note{color:var(--muted);font-size:.88rem;margin-top:.9em}
.na{color:var(--muted)}.best{font-weight:600}
th[title],dt{text-underline-offset:3px}th[title]{cursor:help;text-decoration:underline dotted var(--line)}
code,pre{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
pre{margin:.3em 0;padding:12px 14px;background:var(--soft);border-radius:8px;overflow-x:auto}
.hash{overflow-wrap:anywhere;white-space:normal}
`;

const controls = `
.bar{position:sticky;top:0;z-index:2;background:var(--page);border-bottom:1px solid var(--hair);margin-top:10px}
.bar>div{max-width:1140px;margin:0 auto;padding:9px 24px}
.pick{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px;border:0;margin:0;padding:0;font-size:.92rem}
.pick legend{float:left;padding:0;margin-right:12px;color:var(--muted)}
.pick .set{display:inline-flex;flex-wrap:wrap;background:var(--soft);border:1px solid var(--hair);border-radius:9px;padding:2px}
.pick input{position:absolute;opacity:0;pointer-events:none}
.pick label{padding:.22em .85em;border-radius:7px;cursor:pointer}
.pick input:checked+label{background:var(--card);box-shadow:0 0 0 1px var(--line);font-weight:600}
.pick input:focus-visible+label{outline:2px solid var(--accent)}
.key{display:flex;flex-wrap:wrap;gap:4px 16px;margin:12px 0 4px;padding:0;list-style:none;font-size:.88rem;color:var(--muted)}
.key i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.45em;vertical-align:-.04em;background:var(--c)}
.key .circle{border-radius:50%}.key .diamond{transform:rotate(45deg) scale(.85)}
.key .triangle{border-radius:0;clip-path:polygon(50% 4%,100% 96%,0 96%)}.key .wye{border-radius:0;clip-path:polygon(36% 100%,36% 55%,0 32%,14% 8%,50% 31%,86% 8%,100% 32%,64% 55%,64% 100%)}
.key .star{border-radius:0;clip-path:polygon(50% 0,61% 35%,98% 35%,68% 57%,79% 91%,50% 70%,21% 91%,32% 57%,2% 35%,39% 35%)}
details{margin:.35em 0}
summary{cursor:pointer}
summary:hover{color:var(--accent)}
.more>summary{font-size:.92rem;color:var(--muted);padding:.35em 0}
`;

const charts = `
figure{margin:14px 0 0}
figure svg{display:block;max-width:100%;height:auto;overflow:visible;background:none}figure svg text{white-space:pre}
.narrow{display:none}
.row{border-bottom:1px solid var(--hair);margin:0}
.row>summary{display:grid;grid-template-columns:1.1em minmax(9em,1.5fr) minmax(6em,1fr) 6em 6em 7em;gap:2px 12px;padding:.42em 0;list-style:none;font-size:.9rem;align-items:baseline}
.row>summary::-webkit-details-marker{display:none}
.row>summary::before{content:"▸";color:var(--muted)}.row[open]>summary::before{content:"▾"}
.row .n{text-align:right}.row .t{font-weight:550}
.row>div{padding:4px 0 18px 1.9em}
.cols{display:grid;grid-template-columns:1fr 1fr;gap:8px 32px}
.cols>div{min-width:0}
dl{display:grid;grid-template-columns:minmax(8em,12em) 1fr;gap:.5em 1.4em;font-size:.92rem;margin:14px 0 0}
dt{font-weight:600}dd{margin:0;max-width:75ch}
footer{color:var(--muted);font-size:.88rem;padding-bottom:48px}
`;

const phone = `@media (max-width:640px){
main,.top,footer,.bar>div{padding-left:16px;padding-right:16px}.top{padding-top:24px}
section{padding:20px 15px;border-radius:12px;margin:14px -4px}.scroll{margin:12px -15px 0;padding:0}caption{padding-left:15px}
.wide{display:none}.narrow{display:block}
.verdicts{grid-template-columns:1fr 1fr;gap:8px}.verdicts a{padding:11px 12px}.verdicts .range{font-size:1rem}.verdicts .what{font-size:.84rem}
.scroll th:first-child{position:sticky;left:0;background:var(--card);padding-left:15px;max-width:50vw}.scroll th:first-child:has(code){white-space:normal}.scroll th code{overflow-wrap:anywhere}.scroll td:last-child,.scroll th:last-child{padding-right:15px}.sub{display:block;margin:0}
.row>summary{grid-template-columns:1em 1fr 4.1em 4.6em;gap:1px 8px;font-size:.87rem}.row .k{grid-column:2;grid-row:2;color:var(--muted)}.row .b{grid-column:3/5;grid-row:2;text-align:right;color:var(--muted)}
.row>div{padding-left:0}.row .cols .scroll{margin:0 -15px}.cols{grid-template-columns:1fr}dl{grid-template-columns:1fr;gap:.1em}dd{margin-bottom:.7em}
}`;

const print = `@media print{
body{background:#fff;font-size:10.5pt}section{border:0;padding:0;margin:14pt 0;break-inside:auto}.bar,nav{display:none}
main,.top,footer{max-width:none;padding:0}.scroll{margin:8pt 0 0;padding:0;overflow:visible}table{font-size:8pt}th,td{padding:.2em .4em}
tr,figure,.verdicts li{break-inside:avoid}.verdicts{grid-template-columns:repeat(5,1fr);gap:6pt}.verdicts a{padding:6pt}.verdicts .range{font-size:10pt}
}`;

/** Declarations of all colours, for the report and the page. */
export const themes = { light: light + colorVariables('light'), dark: dark + colorVariables('dark') } as const;

/** The style sheet; `choices` are the rules that show one batch or kernel at a time. */
export function styleSheet(choices: string): string {
  return `:root{${themes.light}}@media screen and (prefers-color-scheme:dark){:root{${themes.dark}}}${base}${cards}${tables}${controls}${charts}${phone}${print}${choices}`;
}
