import { colourRules, FONT_FAMILY } from './palette.ts';

const MONOSPACE = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace";

const NET_ROWS = ['plain', 'residual', 'other']
  .flatMap((family) => [1, 2, 3, 4].map((shade) => `tr.${family}-${shade}{--net:var(--${family}-${shade})}`))
  .join('');

/** The style sheet of reports: colours from the palette, one column of text, figures side by side from 45 rem on, rows as cards below 40 rem. */
export const REPORT_STYLE: string = `${colourRules(':root')}
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:68rem;padding:3.5rem 1.5rem 3rem;background:var(--page);color:var(--text);font:1rem/1.6 ${FONT_FAMILY};overflow-wrap:anywhere}
h1,h2,h3,p,ul,dl,figure,pre{margin:0}
h1{max-width:22ch;font-size:clamp(1.9rem,1.3rem + 2.6vw,3rem);line-height:1.1;letter-spacing:-.022em;font-weight:750;text-wrap:balance}
h2{font-size:1.3rem;line-height:1.3;letter-spacing:-.012em;margin-bottom:1rem}
h3{font-size:.95rem;margin-bottom:.5rem}
a{color:var(--residual-3);text-underline-offset:.15em}
section{margin-top:3rem}
section>*+*{margin-top:1rem}
section>figure+figure{margin-top:1.75rem}
header>figure{margin-top:1.75rem}
section>p,section>ul{max-width:46rem}
.kicker{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem .9rem;margin-bottom:1rem;color:var(--muted);font-size:.875rem}
.status{padding:.1rem .7rem;border:1px solid currentColor;border-radius:99px;font-weight:600;font-size:.8125rem}
.status.clear{color:var(--residual-3)}
.status.caution{color:var(--plain-3)}
.finding{max-width:46rem;margin-top:1.1rem;font-size:clamp(1.06rem,1rem + .35vw,1.25rem);line-height:1.5;text-wrap:pretty}
.stats{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1rem;margin-top:2rem}
.stat{padding:1.1rem 1.35rem 1.2rem;border-radius:12px;border-left:5px solid var(--other-4);background:var(--other-tint)}
.stat.plain{border-color:var(--plain-4);background:var(--plain-tint)}
.stat.residual{border-color:var(--residual-4);background:var(--residual-tint)}
.stat-label{font-size:.875rem;font-weight:600}
.stat-value{margin:.2rem 0 .15rem;font-size:clamp(1.7rem,1.3rem + 1.7vw,2.3rem);line-height:1.2;font-weight:700;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.stat.plain .stat-value{color:var(--plain-4)}
.stat.residual .stat-value{color:var(--residual-4)}
.stat-detail{color:var(--muted);font-size:.875rem}
.panels{display:grid;gap:1rem}
.panel{padding:.75rem;background:var(--surface);border:1px solid var(--grid);border-radius:12px}
.panel svg{display:block;width:100%;height:auto;max-width:36rem;margin:0 auto}
figcaption{max-width:46rem;margin-top:.75rem;color:var(--muted);font-size:.875rem;line-height:1.5;text-wrap:pretty}
ul{padding-left:1.2rem}
li+li{margin-top:.55rem}
li::marker{color:var(--muted)}
table{width:100%;border-collapse:separate;border-spacing:0;background:var(--surface);border:1px solid var(--grid);border-radius:12px;overflow:hidden;font-size:.9375rem;font-variant-numeric:tabular-nums}
caption{padding:0 0 .6rem;color:var(--muted);font-size:.875rem;text-align:left}
th,td{padding:.6rem .9rem;text-align:left;font-weight:400}
thead th{color:var(--muted);font-size:.8125rem;font-weight:600;vertical-align:bottom}
tbody th,tbody td{border-top:1px solid var(--grid)}
tbody th{font-weight:600;min-width:8rem}
.numeric{text-align:right}
${NET_ROWS}
tr.net th{color:var(--net)}
tr.net th::before{content:"";display:inline-block;width:.6rem;height:.6rem;margin-right:.55rem;border-radius:50%;background:var(--net)}
tr.derived th,tr.derived td{padding-top:.4rem;padding-bottom:.4rem;background:var(--page);color:var(--muted);font-size:.875rem;font-weight:400}
.facts dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,13rem),1fr));gap:.6rem 1.5rem}
.facts+.facts{margin-top:1.6rem}
dt{color:var(--muted);font-size:.8125rem}
dd{margin:0;font-size:.9375rem;font-variant-numeric:tabular-nums}
pre{padding:.9rem 1.1rem;background:var(--surface);border:1px solid var(--grid);border-radius:12px;font:.8125rem/1.7 ${MONOSPACE};white-space:pre-wrap}
pre span{display:inline-block;max-width:100%}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--grid);color:var(--muted);font-size:.8125rem}
@media (min-width:45rem){
.panels-2{grid-template-columns:1fr 1fr}
figure.single{display:grid;grid-template-columns:1fr 1fr;gap:1rem;align-items:center}
}
@media (max-width:40rem){
body{padding:2rem .9rem}
.facts dl{grid-template-columns:1fr 1fr}
.panel{padding:.4rem}
section{margin-top:2.4rem}
table,tbody,tr,td,tbody th{display:block}
caption{display:block}
table{border:0;background:none;border-radius:0;overflow:visible}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody tr{margin-bottom:.75rem;padding:.6rem .9rem;background:var(--surface);border:1px solid var(--grid);border-radius:12px}
tbody th,tbody td{padding:.15rem 0;border:0}
td{display:flex;justify-content:space-between;gap:1rem}
td::before{content:attr(data-heading);color:var(--muted);text-align:left}
td.blank{display:none}
tr.derived{background:none}
tr.derived th,tr.derived td{padding:.15rem 0;background:none}
}
@media print{
body{max-width:none;padding:0;background:none;font-size:10pt}
h2{break-after:avoid}
figure,table,.stat,.facts,pre{break-inside:avoid}
.stat{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.panels-2{grid-template-columns:1fr 1fr}
section{margin-top:1.6rem}
}`;
