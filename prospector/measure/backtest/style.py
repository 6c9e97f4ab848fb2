"""How the report's page looks, in the light, in the dark and on paper."""

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #4b5d70; --line: #d5dce4; --paper: #fff;
  --new: #0b62b8; --old: #b4540a; --warn: #fdf3e1; --edge: #e0a84a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --soft: #a5b3c2; --line: #36424f;
  --paper: #141a21; --new: #6db3f8; --old: #f0a35e; --warn: #33291a; --edge: #a87b2e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 820px; padding: 28px 20px 60px; color: var(--ink); background: var(--paper);
  font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 24px; line-height: 1.25; font-weight: 650; margin: 0 0 4px; }
h2 { font-size: 18px; font-weight: 650; margin: 40px 0 4px; }
h3 { font-size: 15px; font-weight: 600; margin: 22px 0 2px; }
p { margin: 0 0 8px; } p.lead, p.window, caption, p.more { color: var(--soft); }
caption { text-align: left; font-weight: 600; padding-top: 8px; }
ul.warnings { list-style: none; margin: 18px 0; padding: 0; }
ul.warnings li { background: var(--warn); border-left: 4px solid var(--edge); padding: 8px 12px; margin: 0 0 6px; }
p.result { font-size: 17px; margin: 12px 0 4px; }
p.key { color: var(--soft); font-size: 13px; margin: 0; }
p.key svg { width: 14px; height: 14px; vertical-align: -2px; margin-right: 4px; }
p.key span { margin-right: 18px; }
svg { display: block; width: 100%; height: auto; margin: 6px 0; }
p.key svg { display: inline; margin-top: 0; }
svg text { fill: var(--ink); font-size: 13px; }
svg text.label { text-anchor: end; } svg text.note { fill: var(--soft); font-style: italic; }
svg .axis line { stroke: var(--line); stroke-width: 1; } svg .axis line.line { stroke: var(--soft); stroke-dasharray: 4 3; }
svg .axis text { fill: var(--soft); font-size: 12px; text-anchor: middle; }
svg .new { stroke: var(--new); fill: var(--new); stroke-width: 2; }
svg .old { stroke: var(--old); fill: var(--old); stroke-width: 2; }
svg .told { stroke: var(--old); fill: var(--paper); stroke-width: 2; }
table { width: 100%; border-collapse: collapse; font-size: 13px; margin: 8px 0; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; border-bottom: 1px solid var(--soft); padding: 4px 10px 4px 0; vertical-align: bottom; }
td { border-bottom: 1px solid var(--line); padding: 3px 10px 3px 0; overflow-wrap: anywhere; }
td:not(:first-child) { white-space: nowrap; }
svg.narrow { display: none; } svg.narrow text.label { text-anchor: start; }
@media screen and (max-width: 560px) { svg.wide { display: none; } svg.narrow { display: block; }
  th, td { padding-right: 6px; overflow-wrap: normal; } td:not(:first-child) { white-space: normal; }
  td:first-child { overflow-wrap: anywhere; min-width: 6em; } }
@media print {
  :root { --ink: #000; --soft: #444; --line: #ccc; --paper: #fff; --new: #0b62b8; --old: #b4540a; --warn: #fff; --edge: #888; }
  body { max-width: none; padding: 0; font-size: 10pt; } h2 { margin-top: 16pt; }
  svg, tr, ul.warnings li { break-inside: avoid; } h2, h3 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
