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

/// Puts the tables of a text into runs, one after the other.
struct TableReader {
    const std::vector<TextLine>& lines;
    Imported imported = {};
    std::size_t previous = 0; ///< line of the last row that was read
    std::size_t repeated = 0;

    void read(const TextTable& table, const LmEvalColumns& columns)
    {
        if (table.rows.empty()) {
            imported.problems.push_back({Severity::warning,
                                         "damaged-table",
                                         "This table of lm_eval ends before its first row.",
                                         {},
                                         fmt::format("line {}", table.line)});
            return;
        }
        const auto about = caption(lines, previous, table.line);
        previous = table.rows.back().line;
        auto scores = lm_eval_rows(table, columns, about.heading, imported.problems);
        auto& runs = imported.runs;
        if (columns.groups && !runs.empty()) return mark_groups(runs.back(), std::move(scores));
        if (!about.set_up && repeats(runs, scores)) {
            ++repeated;
            return;
        }
        if (runs.empty() || about.set_up || !same_role(runs.back(), about) || overlaps(runs.back(), scores))
            runs.push_back(new_run(about, table.line));
        runs.back().format = columns.filter ? "lm_eval-table/0.4" : "lm_eval-table/0.3";
        runs.back().scores.insert(runs.back().scores.end(), scores.begin(), scores.end());
    }

    void say_what_was_repeated()
    {
        if (repeated == 0) return;
        imported.problems.push_back(
            {Severity::note,
             "printed-twice",
             fmt::format("{} again with the same scores; counted once.",
                         repeated == 1 ? "1 table stands here" : fmt::format("{} tables stand here", repeated)),
             {},
             {}});
    }
};

} // namespace

Result<Imported> lm_eval_table(std::string_view text, const Source& source, Progress& progress)
{
    const auto plain = without_ansi(text);
    const auto lines = numbered_lines(plain);
    TableReader reader{lines};
    for (const auto& table : text_tables(lines)) {
        if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was cancelled.", source.file);
        if (const auto columns = lm_eval_columns(table)) reader.read(table, *columns);
    }
    const auto& problems = reader.imported.problems;
    if (reader.imported.runs.empty())
        return failure(problems.empty() ? ErrorKind::unsupported : ErrorKind::unreadable,
                       problems.empty()
                           ? "This text holds no result table of lm_eval; open the results JSON of the run."
                           : problems.front().text,
                       source.file);
    reader.say_what_was_repeated();
    progress.report(1, source.file);
    return std::move(reader.imported);
}

} // namespace kneepoint::import
