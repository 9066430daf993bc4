/// Layout and type of HTML reports, as CSS; colors come from ``PlotStyle``.
enum HTMLStyle {
  static let rules = """
    :root{--good:#00694b;--goodbg:#e1f3ec;--caution:#7a5200;--cautionbg:#fdf1d6;--bad:#a31d15;--badbg:#fce8e6;\
    --neutral:#4b5563;--neutralbg:#eef1f4;--card:#f6f8fa}
    @media (prefers-color-scheme:dark){:root{--good:#6fdcb5;--goodbg:#12362b;--caution:#f0c766;--cautionbg:#3b2d0c;\
    --bad:#ff9d94;--badbg:#451a17;--neutral:#b6c0cc;--neutralbg:#262d36;--card:#1b2129}}
    @media print{:root{--good:#00694b;--goodbg:#e1f3ec;--caution:#7a5200;--cautionbg:#fdf1d6;--bad:#a31d15;\
    --badbg:#fce8e6;--neutral:#4b5563;--neutralbg:#eef1f4;--card:#f6f8fa}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Roboto,\
    "Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
    main{max-width:1080px;margin:0 auto;padding:28px 24px 48px}
    .head{display:flex;gap:24px;justify-content:space-between;align-items:flex-start}
    h1{font-size:26px;line-height:1.25;margin:0;overflow-wrap:anywhere}
    h2{font-size:19px;margin:36px 0 10px}
    .subtitle{margin:4px 0 0;color:var(--soft);overflow-wrap:anywhere}
    .badge{margin:0;padding:8px 18px;border-radius:8px;font-size:22px;font-weight:700;letter-spacing:.04em}
    .badge,.chip,.notice,.reasons{-webkit-print-color-adjust:exact;print-color-adjust:exact}
    .good{--tone:var(--good);--tonebg:var(--goodbg)}
    .caution{--tone:var(--caution);--tonebg:var(--cautionbg)}
    .bad{--tone:var(--bad);--tonebg:var(--badbg)}
    .neutral{--tone:var(--neutral);--tonebg:var(--neutralbg)}
    .badge,.chip{color:var(--tone);background:var(--tonebg)}
    .chip{display:inline-block;padding:0 8px;border-radius:5px;font-weight:600;white-space:nowrap}
    .reasons{margin:16px 0 0;padding:10px 16px 10px 34px;border-left:4px solid var(--tone);background:var(--tonebg);\
    border-radius:0 6px 6px 0}
    .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:12px;margin:20px 0 0}
    .fact{display:flex;flex-direction:column;background:var(--card);border-radius:8px;padding:12px 16px}
    .fact{border-top:3px solid var(--tone)}
    .fact p{margin:0}
    .fact .label{color:var(--soft);font-size:13px}
    .fact .value{margin-top:auto;font-size:30px;line-height:1.2;font-weight:650;font-variant-numeric:tabular-nums}
    .fact .unit{font-size:15px;font-weight:400;color:var(--soft)}
    .fact .note{font-size:13px;color:var(--soft)}
    .notice{margin:16px 0 0;padding:10px 16px;border-left:4px solid var(--tone);background:var(--tonebg);\
    border-radius:0 6px 6px 0}
    .notice h2{font-size:15px;margin:0;color:var(--tone)}
    .notice ul{margin:4px 0 0;padding-left:18px}
    nav{margin:20px 0 0;display:flex;flex-wrap:wrap;gap:4px 16px;font-size:14px}
    a{color:var(--c0)}
    figure{margin:14px 0;overflow-x:auto;border:1px solid var(--line);border-radius:8px;padding:10px 8px}
    figure svg{display:block;width:100%;min-width:640px;height:auto}
    .scroll{overflow-x:auto;margin:10px 0 18px}
    table{border-collapse:collapse;width:100%;font-size:14px}
    caption{text-align:left;font-weight:600;padding:6px 0}
    th,td{text-align:left;vertical-align:top;padding:4px 10px;border-bottom:1px solid var(--line)}
    th{color:var(--soft);font-weight:600;border-bottom-color:var(--axis)}
    th:first-child:nth-last-child(2){width:42%}
    .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    pre{background:var(--card);padding:12px 16px;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
    footer{margin-top:40px;color:var(--soft);font-size:13px}
    @media print{nav{display:none}main{max-width:none;padding:0}figure,tr,.fact{break-inside:avoid}\
    h2{break-after:avoid}body{font-size:11pt}}

    """
}
