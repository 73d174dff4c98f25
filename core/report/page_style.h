// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace kneepoint::report {

/// Style of the HTML report. Figures keep a white ground: their pictures are drawn for print.
inline constexpr std::string_view page_style =
    R"(:root { color-scheme: light dark; --ink: #1b1f24; --soft: #5c6670; --line: #d5dae0; --ground: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa4ae; --line: #3a424b; --ground: #16191d; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.3rem; margin-top: 2.5rem; } h3 { font-size: 1.1rem; margin-top: 1.5rem; }
.table { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.4rem; }
th, td { padding: 0.25rem 0.7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tbody th { font-weight: 400; } thead th { color: var(--soft); } .n { text-align: right; white-space: nowrap; }
.note, figcaption { color: var(--soft); font-size: 0.85rem; margin: 0.3rem 0; }
figure { margin: 1.5rem 0 0.5rem; } figure svg { max-width: 100%; height: auto; background: #ffffff; }
pre { overflow-x: auto; border: 1px solid var(--line); padding: 0.7rem; } code { font-family: ui-monospace, monospace; }
@media print { .table { overflow: visible; } h2, h3 { break-after: avoid; } tr, figure { break-inside: avoid; } }
)";

} // namespace kneepoint::report
