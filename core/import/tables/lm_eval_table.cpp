// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_rows.h"

#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::import {

namespace {

/// "hf (pretrained=org/model), gen_kwargs: (None), limit: None, num_fewshot: 5, batch_size: 4"
bool is_set_up_line(std::string_view line)
{
    return line.contains("), gen_kwargs: ") && line.contains(", num_fewshot: ") &&
           line.find(" (") != std::string_view::npos;
}

void read_set_up(Setup& setup, std::string_view line, std::size_t number)
{
    const auto open = line.find(" (");
    const auto close = line.find("), gen_kwargs: ");
    if (open == std::string_view::npos || close == std::string_view::npos || open > close) return;
    const auto place = fmt::format("line {}", number);
    const auto backend_at = line.rfind(' ', open - 1);
    const auto arguments = std::string(line.substr(open + 2, close - open - 2));
    const auto fact = [&](const char* key, std::string value) {
        if (!value.empty() && value != "None") setup.facts[key] = {std::move(value), place};
    };
    fact("accuracy.backend",
         std::string(line.substr(backend_at == std::string_view::npos ? 0 : backend_at + 1,
                                 open - (backend_at == std::string_view::npos ? 0 : backend_at + 1))));
    fact("accuracy.model_args", arguments);
    fact("accuracy.limit", word_after(line, "limit: "));
    fact("accuracy.num_fewshot", word_after(line, "num_fewshot: "));
    fact("accuracy.batch_size", word_after(line, "batch_size: "));
    for (const std::string_view mark : {"pretrained=", "'pretrained': ", "model=", "'model': "})
        if (setup.model.empty()) setup.model = word_after(arguments, mark);
    setup.scheme = scheme_from_text(arguments);
    if (!setup.scheme.empty()) setup.scheme_source = "model_args";
}

/// What stands between two tables and tells whose numbers the second one holds.
struct Caption {
    const TextLine* set_up = nullptr;
    std::string heading;
    std::optional<Role> role;
};

Caption caption(std::span<const TextLine> lines, std::size_t after, std::size_t before)
{
    Caption result;
    for (const auto& line : lines)
        if (line.number > after && line.number < before && is_set_up_line(line.text)) result.set_up = &line;
    const auto headings = headings_above(lines, before);
    if (headings.empty()) return result;
    result.heading = headings.back();
    for (const auto& heading : headings)
        if (const auto role = role_in_text(heading)) result.role = role;
    return result;
}

Run new_run(const Caption& caption, std::size_t line)
{
    Run run;
    run.kind = RunKind::accuracy;
    run.tool.name = "lm_eval";
    run.setup.facts["numbers"] = {"printed", {}};
    if (caption.set_up) read_set_up(run.setup, caption.set_up->text, caption.set_up->number);
    if (!caption.heading.empty())
        run.setup.facts["source.heading"] = {caption.heading, fmt::format("above line {}", line)};
    if (caption.role) run.setup.facts["source.role"] = {std::string(to_string(*caption.role)), "heading"};
    if (run.setup.scheme.empty()) set_scheme(run.setup);
    return run;
}

bool same_role(const Run& run, const Caption& caption)
{
    const auto role = run.setup.facts.find("source.role");
    const auto said = role == run.setup.facts.end() ? "" : role->second.value;
    return said == (caption.role ? to_string(*caption.role) : "");
}

bool overlaps(const Run& run, const std::vector<TaskScore>& scores)
{
    return std::ranges::any_of(scores,
                               [&](const TaskScore& score) { return find_score(run.scores, score) != nullptr; });
}

bool repeats(const std::vector<Run>& runs, const std::vector<TaskScore>& scores)
{
    return std::ranges::any_of(runs, [&](const Run& run) {
        return std::ranges::all_of(scores, [&](const TaskScore& score) {
            const auto* known = find_score(run.scores, score);
            return known && known->value == score.value && known->stderr_value == score.stderr_value;
        });
    });
}

} // namespace

Result<Imported> lm_eval_table(std::string_view text, const Source& source, Progress& progress)
{
    const auto plain = without_ansi(text);
    const auto lines = numbered_lines(plain);
    Imported imported;
    std::size_t previous = 0;
    std::size_t repeated = 0;
    for (const auto& table : text_tables(lines)) {
        if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was cancelled.", source.file);
        const auto columns = lm_eval_columns(table);
        if (!columns) continue;
        if (table.rows.empty()) {
            imported.problems.push_back({Severity::warning,
                                         "damaged-table",
                                         "This table of lm_eval ends before its first row.",
                                         {},
                                         fmt::format("line {}", table.line)});
            continue;
        }
        const auto about = caption(lines, previous, table.line);
        previous = table.rows.back().line;
        auto scores = lm_eval_rows(table, *columns, about.heading, imported.problems);
        if (columns->groups && !imported.runs.empty()) {
            mark_groups(imported.runs.back(), std::move(scores));
            continue;
        }
        if (!about.set_up && repeats(imported.runs, scores)) {
            ++repeated;
            continue;
        }
        if (imported.runs.empty() || about.set_up || !same_role(imported.runs.back(), about) ||
            overlaps(imported.runs.back(), scores))
            imported.runs.push_back(new_run(about, table.line));
        auto& run = imported.runs.back();
        run.format = columns->filter ? "lm_eval-table/0.4" : "lm_eval-table/0.3";
        run.scores.insert(run.scores.end(), scores.begin(), scores.end());
    }
    if (imported.runs.empty())
        return failure(imported.problems.empty() ? ErrorKind::unsupported : ErrorKind::unreadable,
                       imported.problems.empty()
                           ? "This text holds no result table of lm_eval; open the results JSON of the run."
                           : imported.problems.front().text,
                       source.file);
    if (repeated > 0)
        imported.problems.push_back(
            {Severity::note,
             "printed-twice",
             fmt::format("{} again with the same scores; counted once.",
                         repeated == 1 ? "1 table stands here" : fmt::format("{} tables stand here", repeated)),
             {},
             {}});
    progress.report(1, source.file);
    return imported;
}

} // namespace kneepoint::import
