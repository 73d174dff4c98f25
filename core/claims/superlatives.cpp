// SPDX-License-Identifier: GPL-3.0-or-later
#include "circle.h"
#include "doubts.h"
#include "ranking.h"
#include "relation.h"
#include "text_claims.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace kneepoint::claims {

namespace {

struct Superlative {
    std::string_view word;
    End end;
};

constexpr auto superlatives = std::to_array<Superlative>({
    {"best", End::better},
    {"winner", End::better},
    {"fastest", End::better},
    {"leading", End::better},
    {"highest", End::largest},
    {"largest", End::largest},
    {"greatest", End::largest},
    {"lowest", End::smallest},
    {"smallest", End::smallest},
    {"least", End::smallest},
});

const Superlative* superlative(std::string_view word)
{
    const auto found = std::ranges::find(superlatives, word, &Superlative::word);
    return found == superlatives.end() ? nullptr : &*found;
}

std::vector<ColumnRef> compared_columns(const Reading& reading)
{
    std::vector<ColumnRef> found;
    const auto scope = reading.near();
    if (!scope.told && scope.tables.size() == reading.binder.tables().size() && scope.tables.size() > 1) return found;
    for (const auto t : scope.tables)
        for (std::size_t c = 0; c < reading.binder.tables()[t].columns.size(); ++c) {
            const auto& column = reading.binder.tables()[t].columns[c];
            if (column.numeric && !column.parameter && !column.derived) found.push_back({t, c});
        }
    std::ranges::stable_partition(
        found, [&](ColumnRef ref) { return reading.binder.tables()[ref.table].columns[ref.column].compared; });
    return found;
}

/// "Best: X (83.2% accuracy, 84.4% normalized), Y (55.6% raw)": each figure and its place.
bool check_list(Reading& reading)
{
    const auto& sentence = reading.sentence;
    const auto colon = sentence.lower.find(':');
    if (colon == std::string::npos || sentence.words.empty()) return false;
    const auto head = std::string(trimmed(std::string_view(sentence.lower).substr(0, colon)));
    const bool second = head == "second" || head == "runner-up";
    const auto* first = superlative(head);
    if (!first && !second) return false;
    const auto end = first ? first->end : End::better;
    if (reading.binder.subjects_in(std::string_view(sentence.plain).substr(colon)).empty()) return false;
    bool any = false;
    for (std::size_t i = 0; i < sentence.quantities.size(); ++i) {
        const auto& stated = sentence.quantities[i];
        const auto subjects = subjects_before(reading.binder, sentence.plain, colon, stated.begin());
        if (subjects.empty() || reading.used[i] || stated.range) continue;
        const auto clause = clause_of(sentence, i);
        auto words = sentence.words_in(stated.end(), clause.after);
        for (auto& word : words)
            if (word == "raw" || word == "unnormalized") word = "accuracy";
        auto columns = reading.binder.columns(reading.near(), words, Binder::Wanted::measured);
        if (columns.empty()) columns = compared_columns(reading);
        std::optional<Claim> kept;
        for (const auto& column : columns) {
            auto claim = reading.claim(second ? Kind::rank : Kind::best);
            claim.stated = stated_text(sentence, stated);
            if (!judge_place(reading, claim, column, end, subjects, second ? 2 : 1)) continue;
            for (const auto& row : reading.binder.rows(reading.scope, subjects)) {
                if (row.table != column.table) continue;
                const auto point = reading.binder.measured(row, column.column);
                const auto value = point ? comparable_value(reading.binder, *point, stated.low) : std::nullopt;
                if (!value) continue;
                claim.computed = value;
                claim.computed_text = at_decimals(*value, stated.low);
                if (judge(stated.low, *value) == Verdict::contradicts) {
                    claim.verdict = Verdict::contradicts;
                    claim.why += fmt::format("The table has {}.", reading.binder.printed(*point));
                }
                break;
            }
            if (!kept || (kept->verdict == Verdict::contradicts && claim.verdict == Verdict::holds))
                kept = std::move(claim);
        }
        if (!kept) continue;
        kept->why = std::string(trimmed(kept->why));
        reading.claims.push_back(std::move(*kept));
        reading.used[i] = any = true;
    }
    return any;
}

/// "Max concurrent requests handled by the compressed model: 44.0".
bool check_extreme_value(Reading& reading)
{
    const auto& sentence = reading.sentence;
    if (sentence.words.empty() || sentence.quantities.empty()) return false;
    const auto& first = sentence.words.front().text;
    const bool largest = first == "max" || first == "maximum" || first == "highest" || first == "peak";
    const bool smallest = first == "min" || first == "minimum" || first == "lowest";
    if (!largest && !smallest) return false;
    const auto& stated = sentence.quantities.front();
    const auto before = trimmed(std::string_view(sentence.plain).substr(0, stated.begin()));
    if (stated.range || !(before.ends_with(':') || before.ends_with('='))) return false;
    // "Max throughput at TP1: a scenario (ISL = 2048)" gives another figure.
    if (before.substr(0, before.size() - 1).find_first_of(":=(") != std::string_view::npos) return false;
    const auto columns = reading.binder.columns(
        reading.scope, sentence.words_in(sentence.words.front().end, stated.begin()), Binder::Wanted::measured);
    std::optional<Claim> kept;
    for (const auto& column : columns) {
        const auto& table = reading.binder.tables()[column.table];
        for (const auto& order : orders(reading, column, largest ? End::largest : End::smallest)) {
            auto claim = reading.claim(Kind::best);
            const auto& top = order.points.front();
            claim.stated = stated_text(sentence, stated);
            claim.computed = top.value;
            claim.computed_text = at_decimals(top.value, stated.low);
            claim.verdict = judge(stated.low, top.value);
            claim.why = fmt::format("{}: {} has {}.", table.columns[column.column].header,
                                    reading.binder.row_text(top.row), reading.binder.printed(top));
            add_row(reading, claim, top);
            for (std::size_t r = 0; r < table.rows.size(); ++r)
                if (reading.binder.rows_of(column.table).is_saturation(r))
                    if (const auto point = reading.binder.measured({column.table, r}, column.column)) {
                        claim.why += fmt::format(" The row {} is left out: its load is not set; it has {}.",
                                                 table.rows[r].label, reading.binder.printed(*point));
                        add_row(reading, claim, *point);
                    }
            if (!kept || (kept->verdict == Verdict::contradicts && claim.verdict != Verdict::contradicts))
                kept = std::move(claim);
        }
    }
    if (!kept) return false;
    reading.claims.push_back(std::move(*kept));
    reading.used.front() = true;
    return true;
}

/// What stands between a superlative and its metric's end: "fastest load time" up to a bracket or a comma.
std::size_t metric_end(const Sentence& sentence, std::size_t from)
{
    auto end = sentence.plain.size();
    for (const std::string_view mark :
         {"(", ",", ";", ")", ". ", " with ", " on ", " among ", " of all", " but ", " while ", " yet "})
        if (const auto at = sentence.lower.find(mark, from); at != std::string::npos) end = std::min(end, at);
    while (end > from &&
           (sentence.plain[end - 1] == '.' || sentence.plain[end - 1] == ' ' || sentence.plain[end - 1] == ':'))
        --end;
    return end;
}

/// The one column that "on GSM8K" behind the metric names.
std::vector<ColumnRef> where_said(const Reading& reading, const Word& word, std::vector<std::string> words)
{
    const auto& sentence = reading.sentence;
    const auto from = metric_end(sentence, word.end);
    const auto on = sentence.lower.find(" on ", word.end);
    if (on == std::string::npos || on > from + 1 || std::ranges::any_of(words, is_change_word)) return {};
    const auto stop = std::min(sentence.lower.find_first_of(",;().", on), sentence.lower.size());
    const auto behind = sentence.words_in(on, stop);
    words.insert(words.end(), behind.begin(), behind.end());
    auto columns = reading.binder.columns(reading.near(), words, Binder::Wanted::measured);
    std::erase_if(columns, [&](ColumnRef ref) {
        return std::ranges::none_of(reading.binder.tables()[ref.table].columns[ref.column].words,
                                    [&](const std::string& w) { return !is_common_word(w) && has_word(behind, w); });
    });
    return columns;
}

/// "The highest average": the word alone names the column.
std::vector<ColumnRef> averages(const Reading& reading, const std::vector<std::string>& words)
{
    std::vector<ColumnRef> found;
    if (words.empty() || (words.front() != "average" && words.front() != "mean")) return found;
    for (const auto t : reading.near().tables)
        for (std::size_t c = 0; c < reading.binder.tables()[t].columns.size(); ++c) {
            const auto& column = reading.binder.tables()[t].columns[c];
            const bool average =
                !column.words.empty() &&
                (column.words.front() == "average" || column.words.front() == "avg" || column.words.front() == "mean");
            if (average && column.family == Family::accuracy && column.numeric && !column.derived)
                found.push_back({t, c});
        }
    return found;
}

/// "The best balance of quality and speed" is a matter of taste.
bool weighs_metrics(const std::vector<std::string>& words)
{
    static constexpr auto nouns = std::to_array<std::string_view>(
        {"balance", "trade", "tradeoff", "tradeoffs", "compromise", "mix", "combination", "choice", "option", "fit"});
    return std::ranges::any_of(
        words, [](const std::string& word) { return std::ranges::find(nouns, std::string_view(word)) != nouns.end(); });
}

/// "X has the fastest load time", "best overall accuracy retention" under "Use X".
void check_said(Reading& reading)
{
    const auto& sentence = reading.sentence;
    for (std::size_t w = 0; w < sentence.words.size(); ++w) {
        const auto& word = sentence.words[w];
        const auto* found = superlative(word.text);
        if (!found || word.text == "winner" || word.text == "leading") continue;
        const auto next = w + 1 < sentence.words.size() ? sentence.words[w + 1].text : std::string{};
        if (next == "for" || next == "use" || next == "practice" || next == "practices" || next == "case") continue;
        if (next == "observed" || sentence.lower.substr(0, word.begin).ends_with("at ")) continue; // a condition
        if (is_denied(sentence, word) || sentence.lower.substr(0, word.begin).ends_with("one of the ")) continue;
        const auto words = sentence.words_in(word.end, metric_end(sentence, word.end));
        if (weighs_metrics(words)) continue;
        auto columns = where_said(reading, word, words);
        if (columns.empty()) columns = reading.binder.columns(reading.near(), words, Binder::Wanted::measured);
        if (columns.empty()) columns = reading.binder.columns(reading.scope, words, Binder::Wanted::measured);
        if (columns.empty()) columns = averages(reading, words);
        if (columns.empty()) continue;
        auto subjects = subjects_before(reading.binder, sentence.plain, 0, word.begin);
        const bool of_another = std::ranges::any_of(sentence.words, [&](const Word& name) { // "FP16: the highest ..."
            return name.begin < word.begin && is_scheme(name.text) && !reading.binder.knows(name.text);
        });
        if (subjects.empty() && of_another) continue;
        for (std::size_t i = 0; i < sentence.around.size() && subjects.empty(); ++i)
            subjects = reading.binder.subjects_in(sentence.around[i]);
        if (subjects.empty()) continue;
        // The end that the word asks for is the best one for "fastest" alone; "highest latency" is the largest.
        auto claim = best_claim(reading, Kind::best, columns, found->end, subjects, place_of(sentence, word));
        if (!claim) continue;
        if (const auto doubts = doubts_of(reading, npos); !doubts.blocking.empty()) {
            claim->verdict = Verdict::unchecked;
            claim->why += " " + doubts.blocking;
        }
        if (claim->verdict == Verdict::contradicts && names_a_circle(sentence)) {
            claim->verdict = Verdict::unchecked;
            claim->why += " The sentence says among which; that is not read.";
        }
        claim->stated =
            trimmed(std::string_view(sentence.plain).substr(word.begin, metric_end(sentence, word.end) - word.begin));
        reading.claims.push_back(std::move(*claim));
    }
}

} // namespace

void check_superlatives(Reading& reading)
{
    if (reading.binder.tables().empty()) return;
    if (check_list(reading) || check_extreme_value(reading)) return;
    check_said(reading);
}

} // namespace kneepoint::claims
