// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparisons.h"
#include "relative.h"

#include <algorithm>
#include <array>
#include <string>

namespace kneepoint::claims {

namespace {

std::vector<ColumnRef> compared_or_throughput(const Reading& reading, const Scope& scope)
{
    std::vector<ColumnRef> compared, rates;
    for (const auto t : scope.tables)
        for (std::size_t c = 0; c < reading.binder.tables()[t].columns.size(); ++c) {
            const auto& column = reading.binder.tables()[t].columns[c];
            if (!column.numeric || column.parameter || column.derived) continue;
            if (column.compared) compared.push_back({t, c});
            if (column.family == Family::throughput) rates.push_back({t, c});
        }
    if (!rates.empty()) return rates;
    return compared;
}

/// Scores of single tasks: "on every benchmark".
std::vector<ColumnRef> tasks(const Reading& reading, const Scope& scope)
{
    std::vector<ColumnRef> found;
    for (const auto t : scope.tables)
        for (std::size_t c = 0; c < reading.binder.tables()[t].columns.size(); ++c) {
            const auto& column = reading.binder.tables()[t].columns[c];
            const bool mean = std::ranges::any_of(column.words, [](const std::string& word) {
                return word == "average" || word == "avg" || word == "mean" || word == "overall";
            });
            if (column.family == Family::accuracy && column.numeric && !column.derived && !mean)
                found.push_back({t, c});
        }
    return found;
}

/// "In all metrics", "in everything": also what an exception by metric leaves.
bool says_every_metric(const Sentence& sentence)
{
    return std::ranges::any_of(
        std::to_array<std::string_view>({"all metrics", "every metric", "each metric", "everything", "all respects",
                                         "every respect", "across metrics"}),
        [&](std::string_view words) { return sentence.lower.contains(words); });
}

std::vector<ColumnRef> every_metric(const Reading& reading, const Scope& scope)
{
    std::vector<ColumnRef> found;
    for (const auto t : scope.tables)
        for (std::size_t c = 0; c < reading.binder.tables()[t].columns.size(); ++c) {
            const auto& column = reading.binder.tables()[t].columns[c];
            if (column.numeric && !column.parameter && !column.derived &&
                direction_of(column.family) != Direction::neither)
                found.push_back({t, c});
        }
    return found;
}

bool heads_a_column(const Reading& reading, const Scope& scope, const std::string& word)
{
    return std::ranges::any_of(scope.tables, [&](std::size_t t) {
        return std::ranges::any_of(reading.binder.tables()[t].columns, [&](const Column& column) {
            return std::ranges::find(column.words, word) != column.words.end();
        });
    });
}

std::size_t clause_begin(const Sentence& sentence, std::size_t end)
{
    std::size_t begin = 0;
    for (const std::string_view mark : {",", ";", ":", "(", " and ", " but ", " while "})
        if (const auto at = sentence.lower.rfind(mark, end); at != std::string::npos && at < end)
            begin = std::max(begin, at);
    return begin;
}

bool is_size_word(std::string_view word)
{
    return word == "smaller" || word == "larger" || word == "bigger";
}

/// Where the metric of a comparison stands: "lower ITL than", "slower than FP8 in TTFT", else before in the same
/// clause.
std::vector<std::string> words_near(const Sentence& sentence, const Comparative& found, const Word& word,
                                    std::size_t other_end)
{
    const auto families = [](const std::vector<std::string>& words) {
        return std::ranges::any_of(words, [](const std::string& w) { return family_of_word(w).has_value(); });
    };
    const auto than = found.needs_than ? sentence.lower.find(" than ", word.end) : std::string::npos;
    if (than != std::string::npos)
        if (auto between = sentence.words_in(word.end, than); !between.empty()) return between;
    auto stop = std::min(sentence.plain.find_first_of(",;(", other_end), sentence.plain.size());
    for (const std::string_view mark : {" but ", " and ", " while "})
        stop = std::min(stop, sentence.lower.find(mark, other_end));
    if (auto after = sentence.words_in(other_end, stop); families(after)) return after;
    const auto comma = sentence.plain.substr(0, word.begin).find_last_of(",;:(");
    if (auto before = sentence.words_in(comma == std::string::npos ? 0 : comma, word.begin); families(before))
        return before;
    return {};
}

} // namespace

std::vector<ColumnRef> columns_between(const Reading& reading, const Comparative& found, const Word& word,
                                       std::size_t other_end)
{
    const auto& sentence = reading.sentence;
    const auto scope = reading.near();
    auto columns =
        reading.binder.columns(scope, words_near(sentence, found, word, other_end), Binder::Wanted::measured);
    if (columns.empty() && is_size_word(word.text)) {
        for (const auto t : scope.tables)
            for (std::size_t c = 0; c < reading.binder.tables()[t].columns.size(); ++c)
                if (const auto& column = reading.binder.tables()[t].columns[c];
                    column.family == Family::memory && column.numeric && !column.derived)
                    columns.push_back({t, c});
        return columns;
    }
    const bool says_metric = std::ranges::any_of(sentence.words, [&](const Word& said) {
        return family_of_word(said.text).has_value() && heads_a_column(reading, scope, said.text);
    });
    if (columns.empty() && is_speed_word(word.text)) // of its own clause, not of what follows "but"
        columns = reading.binder.columns(scope, sentence.words_in(clause_begin(sentence, word.begin), word.begin),
                                         Binder::Wanted::measured);
    else if (columns.empty() && (found.needs_than || says_metric))
        columns = reading.binder.columns(scope, sentence.words_in(0, sentence.plain.size()), Binder::Wanted::measured);
    if (columns.empty() && (says_every_metric(sentence) || reading.exceptions.name_columns()))
        columns = every_metric(reading, scope);
    const bool says_tasks =
        sentence.has("task") || sentence.has("tasks") || sentence.has("benchmark") || sentence.has("benchmarks");
    if (columns.empty() && says_tasks) columns = tasks(reading, scope);
    const bool general = !found.needs_than || is_speed_word(word.text);
    if (columns.empty() && general && (scope.told || scope.tables.size() == 1))
        columns = compared_or_throughput(reading, scope);
    return columns;
}

} // namespace kneepoint::claims
