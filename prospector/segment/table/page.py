"""The segmentation table as one HTML page to print: nothing to load, nothing that runs."""

from html import escape

from prospector.segment.table.cells import FIGURES, Part, cells
from prospector.segment.table.rows import Row, Table
from prospector.segment.table.wording import HEADINGS, NOTE, TITLE
from prospector.sheet import sheet

#: A4 across, one row never cut in two, the head repeated on each sheet.
_STYLE = """
@page { size: A4 landscape; margin: 9mm 10mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 297mm; padding: 6mm; color: #1c2430; background: #fff;
  font: 8.5pt/1.38 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 14pt; font-weight: 600; margin: 0 0 3mm; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
col.segment { width: 10%; } col.company { width: 11.5%; } col.decision_maker { width: 11.5%; }
col.context { width: 16.5%; } col.brakes { width: 15.5%; } col.approach { width: 16.5%; }
col.counts { width: 9%; } col.kpi { width: 9.5%; }
th { text-align: left; vertical-align: bottom; font-weight: 600; color: #fff; background: #23415f;
  padding: 1.6mm 1.8mm; }
td { vertical-align: top; padding: 1.6mm 1.8mm; border-bottom: .25mm solid #b9c3ce;
  overflow-wrap: anywhere; hyphens: auto; }
tbody tr:nth-child(even) td { background: #f3f6f9; }
td.segment p:first-child { font-weight: 600; font-size: 9.5pt; }
td.counts, td.kpi { font-variant-numeric: tabular-nums; }
p { margin: 0 0 .9mm; } p:last-child { margin: 0; }
b { display: block; font-weight: 600; font-size: 7pt; color: #4b5d70; }
td.counts b, td.kpi b { display: inline; font-size: 7.5pt; font-weight: 400; }
p.note { margin-top: 3mm; font-size: 7.5pt; color: #4b5d70; }
@media screen and (min-width: 701px) { table { min-width: 240mm; } }
@media screen and (max-width: 700px) {
  body { font-size: 11pt; }
  table, tbody, tr, td { display: block; } thead, colgroup { display: none; }
  tr { border: .25mm solid #b9c3ce; margin: 0 0 4mm; } td { border-bottom: 0; }
  td:not(.segment)::before { content: attr(data-head); display: block; font-weight: 600; }
  td.segment p:first-child { font-size: 13pt; } b, td.counts b, td.kpi b { font-size: 9pt; }
}
@media print {
  body { padding: 0; max-width: none; font-size: 7pt; line-height: 1.25; }
  td { padding: 1.2mm 1.6mm; }
  td.segment p:first-child { font-size: 8pt; }
  b { font-size: 6.3pt; }
  td.counts b, td.kpi b { font-size: 6.6pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def page(table: Table) -> str:
    """The whole page; every text is escaped, and the browser is told to run and load nothing."""
    language = table.language
    title = TITLE[language].format(ours=table.ours, day=f"{table.as_of:%Y-%m-%d}")
    headings = HEADINGS[language]
    columns = "".join(f'<col class="{name}">' for name in headings)
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in headings.values())
    body = "\n".join(_row(one, language) for one in table.rows)
    return sheet(
        title,
        _STYLE,
        f"""<table>
<colgroup>{columns}</colgroup>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table>
<p class="note">{escape(NOTE[language])}</p>""",
        language=language,
    )


def _row(row: Row, language: str) -> str:
    headings = HEADINGS[language]
    shown = "".join(
        f'<td class="{name}" data-head="{escape(headings[name])}">'
        f"{''.join(_part(part, figures=name in FIGURES) for part in parts)}</td>"
        for name, parts in cells(row, language).items()
    )
    return f"<tr>{shown}</tr>"


def _part(part: Part, *, figures: bool) -> str:
    heading = f"<b>{escape(part.heading)}</b>" if part.heading else ""
    text = escape(part.text)
    return f"<p>{text} {heading}</p>" if figures else f"<p>{heading}{text}</p>"
