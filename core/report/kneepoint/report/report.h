// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/table.h"

#include <span>
#include <string>
#include <variant>
#include <vector>

namespace kneepoint::report {

struct Heading {
    int depth = 2; ///< 1 to 4
    std::string text;
};
/// Text made by a rule; `rule` names it ("max-concurrency"), for tests and the window's "why".
struct Sentence {
    std::string text; ///< Markdown inline: emphasis and code only; data in it is already escaped
    std::string rule;
};
struct Bullets {
    std::vector<Sentence> items;
};
struct Preformatted {
    std::string text;
};
struct Figure {
    Chart chart;
    std::string file; ///< stem of the picture beside the report: "charts/itl"
};
using Block = std::variant<Heading, Sentence, Bullets, Preformatted, Table, Figure>;

struct Section {
    std::string id; ///< "hardware", "performance", "capacity", "accuracy", ...: can be switched off
    std::string title;
    std::vector<Block> blocks;
};

struct Document {
    std::string title;
    std::vector<Section> sections;
};

enum class ReportKind : std::uint8_t { base_compressed, versions, n_way, sku };

struct ReportInput {
    std::vector<Charted> runs;                    ///< base first
    std::vector<compare::Subject> subjects;       ///< base first
    std::vector<compare::Comparison> comparisons; ///< one per candidate
    compare::Options options;
    ReportKind kind = ReportKind::base_compressed;
    std::vector<std::string> sections_off; ///< ids
};

/// Ids and titles of every section, in order.
std::span<const KindInfo> section_catalogue();

/// Deterministic: the same input gives the same document; no clock, no random order.
Document build_report(const ReportInput& input);

/// @param chart_extension "svg" or "png"; empty leaves the figures out
std::string to_markdown(const Document& document, std::string_view chart_extension);
/// One self-contained page. @param pictures SVG text per figure file stem, embedded; missing ones are left out
std::string to_html(const Document& document, const std::vector<std::pair<std::string, std::string>>& pictures);

/// The catalogue of metrics and definitions for people: id, name, unit, direction, phase; formula and tools of each
/// definition. docs/metrics.md is this document.
Document metric_glossary();

/// One or two sentences by rule for the head of the window and the report: "INT8 carries 29 % more load ...".
std::vector<Sentence> verdict(std::span<const compare::Comparison> comparisons, const compare::Options& options);

} // namespace kneepoint::report
