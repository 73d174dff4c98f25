// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include "kneepoint/base/text.h"
#include "kneepoint/report/report.h"

#include <algorithm>

namespace kneepoint::report {

namespace {

std::string_view phase_word(Phase phase)
{
    switch (phase) {
    case Phase::prefill:
        return "prefill";
    case Phase::decode:
        return "decode";
    case Phase::both:
        break;
    }
    return "both";
}

std::string_view direction_word(Direction direction)
{
    switch (direction) {
    case Direction::lower_is_better:
        return "lower";
    case Direction::higher_is_better:
        return "higher";
    case Direction::neither:
        break;
    }
    return "neither";
}

std::string_view unit_word(Unit unit)
{
    if (unit == Unit::requests) return "requests";
    return unit == Unit::share ? "share, 0 to 1" : unit_symbol(unit);
}

std::string_view compared_by(const MetricInfo& info)
{
    if (info.id == MetricId::concurrency) return "median, mean";
    return info.is_rate || info.direction == Direction::neither ? "mean" : "median, mean, p95, p99";
}

Table metric_rows()
{
    Table table{{},
                {text_column("Id"), text_column("Name"), text_column("Meaning"), text_column("Unit"),
                 text_column("Better"), text_column("Phase"), text_column("Compared by")},
                {},
                {}};
    for (const auto& info : metric_catalogue())
        table.rows.push_back({text_cell(std::string(info.key)), text_cell(std::string(info.name)),
                              text_cell(std::string(info.long_name)), text_cell(std::string(unit_word(info.unit))),
                              text_cell(std::string(direction_word(info.direction))),
                              text_cell(std::string(phase_word(info.phase))),
                              text_cell(std::string(compared_by(info)))});
    return table;
}

/// The metrics that a definition may stand for: one of requests or of a request's tokens holds for each of its kind.
std::string defined_metrics(const Definition& definition)
{
    std::vector<std::string> names;
    for (const auto& info : metric_catalogue()) {
        const bool rate = definition.metric == MetricId::requests_per_second && info.unit == Unit::tokens_per_second;
        const bool length = definition.metric == MetricId::output_tokens && info.unit == Unit::tokens;
        if (definition.metric == info.id || rate || length) names.emplace_back(info.name);
    }
    return join(names, ", ");
}

Table definition_rows()
{
    Table table{{},
                {text_column("Definition"), text_column("Of"), text_column("Formula"), text_column("Used by"),
                 text_column("Comparable with"), text_column("Remark")},
                {},
                {}};
    for (const auto& one : definition_catalogue()) {
        std::vector<std::string> relatives;
        for (const auto& other : definition_catalogue())
            if (other.id != one.id && comparable(one.id, other.id)) relatives.emplace_back(other.id);
        const auto cell = [](const std::string& text) {
            return text.empty() ? mark_cell(absent_mark) : text_cell(text);
        };
        table.rows.push_back({text_cell(std::string(one.id)), text_cell(defined_metrics(one)),
                              text_cell(std::string(one.formula)), text_cell(std::string(one.tools)),
                              cell(join(relatives, ", ")), cell(std::string(one.remark))});
    }
    return table;
}

} // namespace

Document metric_glossary()
{
    return {"Metrics",
            {{"metrics",
              "What is measured",
              {Sentence{"The ids are those of the JSON documents and of objectives; each unit stands in its id.",
                        "glossary-metrics"},
               metric_rows()}},
             {"definitions",
              "How it is defined",
              {Sentence{"Two values are compared only when both follow one definition, or definitions named here as "
                        "comparable. Where a file allows it, values are converted to the other side's definition and "
                        "marked †; otherwise they are marked ≠ and have no ratio.",
                        "glossary-definitions"},
               definition_rows()}}}};
}

} // namespace kneepoint::report
