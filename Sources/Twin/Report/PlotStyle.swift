/// Colors and type of charts, as CSS; light and dark, and legible in print.
package enum PlotStyle {
  /// Custom properties of the light and of the dark palette. The series colors are those of Okabe and Ito
  /// (Color Universal Design, 2008), darkened or lightened for contrast with the paper.
  package static let variables = """
    :root{color-scheme:light dark;--paper:#ffffff;--ink:#1c2430;--soft:#5b6675;--line:#e2e6eb;--axis:#9aa4b0;\
    --c0:#0067a8;--c1:#c24e00;--c2:#00805c;--c3:#a0417f;--c4:#8a6a00;--c5:#4b5563;--band:#00805c;--limit:#b3261e;\
    --window:#0067a8}
    @media (prefers-color-scheme:dark){:root{--paper:#14181e;--ink:#e6e9ee;--soft:#a3adba;--line:#2a313a;\
    --axis:#6b7684;--c0:#5db7ee;--c1:#f0914a;--c2:#3fc79a;--c3:#dd8fc0;--c4:#dcb94a;--c5:#aab4c0;--band:#3fc79a;\
    --limit:#ff8a80;--window:#5db7ee}}
    @media print{:root{--paper:#ffffff;--ink:#000000;--soft:#333333;--line:#dddddd;--axis:#777777;--c0:#0067a8;\
    --c1:#c24e00;--c2:#00805c;--c3:#a0417f;--c4:#8a6a00;--c5:#4b5563;--band:#00805c;--limit:#b3261e;--window:#0067a8}}

    """

  /// Rules for the elements of a chart.
  package static let rules = """
    svg.plot{font-family:system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;font-size:12px;\
    background:var(--paper)}
    .plot text{fill:var(--soft)}
    .plot .title{fill:var(--ink);font-size:15px;font-weight:600}
    .plot .name{fill:var(--ink)}
    .plot .grid{stroke:var(--line);stroke-width:1}
    .plot .axis{stroke:var(--axis);stroke-width:1}
    .plot .event{stroke:var(--soft);stroke-width:1;stroke-dasharray:1 3;stroke-linecap:round}
    .plot .strong{stroke:var(--window);stroke-width:1.5;stroke-dasharray:none}
    .plot .mark{font-size:11px}
    .plot .mark.strong{stroke:none;fill:var(--window);font-weight:600}
    .plot .curve{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
    .plot .dashed{stroke-dasharray:6 4}
    .plot .leader{stroke-width:1;opacity:.6;fill:none}
    .plot .dot{stroke-width:1.4;fill:var(--paper)}
    .plot .band{fill:var(--band);opacity:.22}
    .plot .limit{stroke:var(--limit);stroke-width:1.2;stroke-dasharray:8 4}
    .plot .window{fill:var(--window);opacity:.09}
    .plot .halo{font-size:11px;paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
    .plot .halo.onlimit{fill:var(--limit)}
    .plot .halo.onband{fill:var(--band)}
    .plot .halo.onwindow{fill:var(--window)}
    .plot .cloud{opacity:.4}
    .plot .column{opacity:.75}
    .plot .whisker{stroke:var(--ink);stroke-width:1.2}
    .plot .bar{fill:var(--axis)}
    .plot .bar.all{fill:var(--window)}
    .plot .track{fill:var(--line)}
    .plot .never{fill:var(--limit)}
    .plot .s0{stroke:var(--c0)}.plot .s1{stroke:var(--c1)}.plot .s2{stroke:var(--c2)}
    .plot .s3{stroke:var(--c3)}.plot .s4{stroke:var(--c4)}.plot .s5{stroke:var(--c5)}
    .plot .f0{fill:var(--c0)}.plot .f1{fill:var(--c1)}.plot .f2{fill:var(--c2)}
    .plot .f3{fill:var(--c3)}.plot .f4{fill:var(--c4)}.plot .f5{fill:var(--c5)}

    """
}
