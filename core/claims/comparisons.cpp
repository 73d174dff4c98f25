// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparisons.h"

#include "doubts.h"
#include "relative.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

namespace kneepoint::claims {

namespace {

std::string duel_text(const Reading& reading, const Duel& duel)
{
    const auto& table = reading.binder.tables()[duel.a.row.table];
    return fmt::format("{} {} against {} {}", table.rows[duel.a.row.row].label, reading.binder.printed(duel.a),
                       reading.binder.tables()[duel.b.row.table].rows[duel.b.row.row].label,
                       reading.binder.printed(duel.b));
}

std::string list(const Reading& reading, const std::vector<const Duel*>& duels)
{
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < std::min<std::size_t>(duels.size(), 8); ++i)
        texts.push_back(duel_text(reading, *duels[i]));
    if (duels.size() > 8) texts.push_back(fmt::format("{} more", duels.size() - 8));
    return join(texts, "; ");
}

struct Sides {
    std::vector<Subject> a, b;
    std::size_t end = 0; ///< of the right side
};

/// "More than 98 %" compares no sides.
bool bounds_a_figure(const Sentence& sentence, std::size_t at)
{
    return std::ranges::any_of(sentence.quantities, [&](const Quantity& quantity) {
        return quantity.begin() >= at &&
               trimmed(std::string_view(sentence.plain).substr(at, quantity.begin() - at)).size() < 2;
    });
}

std::optional<Sides> sides_of(const Reading& reading, const Comparative& found, const Word& word)
{
    const auto& sentence = reading.sentence;
    Sides sides;
    auto right = word.end;
    if (found.needs_than) {
        right = sentence.lower.find(" than ", word.end);
        if (right == std::string::npos) return std::nullopt;
        if (bounds_a_figure(sentence, right + 6)) return std::nullopt;
    }
    sides.a = subjects_before(reading.binder, sentence.plain, 0, word.begin);
    sides.b = subjects_after(reading.binder, sentence.plain, right);
    if (sides.a.empty()) {
        const bool models = sentence.lower.substr(0, word.begin).find("models") != std::string::npos;
        if (models) sides.a = {{Subject::Kind::all_but_base, {"models"}, 0, 0}};
    }
    // "Faster than BF16, and INT4 is faster still": the last of the list begins another clause.
    static constexpr auto verbs =
        std::to_array<std::string_view>({" is ", " are ", " has ", " have ", " was ", " needs ", " uses ", " gets "});
    while (sides.b.size() > 1 && std::ranges::any_of(verbs, [&](std::string_view verb) {
               return std::string_view(sentence.lower).substr(sides.b.back().end).starts_with(verb);
           }))
        sides.b.pop_back();
    if (sides.a.empty() || sides.b.empty() || sides.a == sides.b) return std::nullopt;
    // "maintain accuracy" without an object is no comparison.
    if (found.relation == Relation::better_or_equal && sides.b.front().kind != Subject::Kind::base) return std::nullopt;
    return sides;
}

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

struct Field {
    std::vector<Duel> inside, beyond; ///< rows that the filters let pass, and the others
    std::vector<Duel> left_out;       ///< by an exception of the sentence
};

/// Every row of one side against every row of the other with the same settings, in one column.
Field field_of(const Reading& reading, ColumnRef column, const Sides& sides, Relation relation)
{
    Field field;
    const auto& table = reading.binder.tables()[column.table];
    const auto& rows = reading.binder.rows_of(column.table);
    const auto direction = direction_of(table.columns[column.column].family);
    const auto own = rows.meant(sides.a);
    std::unordered_map<std::size_t, std::vector<Point>> others; // by their settings
    for (const auto r : rows.meant(sides.b))
        if (!std::ranges::binary_search(own, r))
            if (const auto point = reading.binder.measured({column.table, r}, column.column))
                others[rows.setting(r)].push_back(*point);
    const Sieve sieve(table, reading.scope.filters);
    const Gaps gaps(reading.binder, reading.exceptions, column.table);
    constexpr std::size_t most = 20'000;
    for (const auto r : own) {
        const auto a = reading.binder.measured({column.table, r}, column.column);
        const auto same = others.find(rows.setting(r));
        if (!a || same == others.end()) continue;
        const bool left_out = gaps.has(r, column.column);
        auto& duels = left_out ? field.left_out : sieve.passes_each(r) ? field.inside : field.beyond;
        for (const auto& b : same->second) {
            if (!left_out && gaps.has(b.row.row, column.column)) continue; // "than all but INT4"
            if (field.inside.size() + field.beyond.size() > most) return field;
            duels.push_back({*a, b, is_true(relation, direction, a->value, b.value)});
        }
    }
    return field;
}

std::vector<const Duel*> those(const std::vector<Duel>& duels, bool right)
{
    std::vector<const Duel*> found;
    for (const auto& duel : duels)
        if (duel.right == right) found.push_back(&duel);
    return found;
}

/// What the other columns of the same kind say, which the sentence leaves out.
std::string other_columns(const Reading& reading, ColumnRef column, const std::vector<ColumnRef>& said,
                          const Sides& sides, Relation relation)
{
    const auto& table = reading.binder.tables()[column.table];
    std::string text;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const auto& other = table.columns[c];
        if (std::ranges::find(said, ColumnRef{column.table, c}) != said.end() || !other.numeric || other.derived ||
            other.parameter || other.family != table.columns[column.column].family)
            continue;
        const auto field = field_of(reading, {column.table, c}, sides, relation);
        if (const auto wrong = those(field.inside, false); !wrong.empty())
            text += fmt::format(" Not so by {}: {}.", other.header, list(reading, wrong));
    }
    return text;
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

/// The columns that two sides are compared in: named between the comparative and the other side ("lower ITL than"),
/// else anywhere in the sentence.
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

/// A time or a rate by which all of a comparison holds, where the sentence names none.
std::string other_speed(const Reading& reading, const std::vector<ColumnRef>& said, const Sides& sides,
                        Relation relation)
{
    for (const auto t : reading.near().tables)
        for (std::size_t c = 0; c < reading.binder.tables()[t].columns.size(); ++c) {
            const auto& column = reading.binder.tables()[t].columns[c];
            const bool speed = column.family == Family::latency || column.family == Family::throughput;
            if (!speed || !column.numeric || column.derived || column.parameter) continue;
            if (std::ranges::find(said, ColumnRef{t, c}) != said.end()) continue;
            const bool named = std::ranges::any_of(said, [&](ColumnRef ref) {
                return std::ranges::any_of(column_at(reading, ref).words, [&](const std::string& word) {
                    return !is_common_word(word) && reading.sentence.has(word);
                });
            });
            const auto field = field_of(reading, {t, c}, sides, relation);
            if (!named && !field.inside.empty() && those(field.inside, false).empty()) return column.header;
        }
    return {};
}

/// What the sentence says beside its comparison that no table has.
void doubt(const Reading& reading, Claim& claim)
{
    const auto doubts = doubts_of(reading, npos);
    const bool weak = claim.verdict == Verdict::contradicts && !doubts.weak.empty();
    if (doubts.blocking.empty() && !weak) return;
    claim.verdict = Verdict::unchecked;
    claim.why = (doubts.blocking.empty() ? doubts.weak : doubts.blocking) + " " + claim.why;
}

void check_rows(Reading& reading, const Comparative& found, const Word& word)
{
    const auto& sentence = reading.sentence;
    const auto sides = sides_of(reading, found, word);
    if (!sides) return;
    auto relation = found.relation;
    if (sentence.lower.find("maintain or exceed") != std::string::npos ||
        sentence.lower.find("match or exceed") != std::string::npos)
        relation = Relation::better_or_equal;
    const auto quantifier = quantifier_of(sentence, word);
    const auto columns = columns_between(reading, found, word, sides->b.back().end);
    if (columns.empty()) return;
    auto claim = reading.claim(reading.scope.filters.empty() ? Kind::comparison : Kind::threshold);
    claim.stated = sentence.plain.substr(word.begin, sides->b.back().end - word.begin);
    std::size_t right = 0, all = 0, left_out = 0, left_out_right = 0;
    for (const auto& column : columns) {
        const auto field = field_of(reading, column, *sides, relation);
        left_out += field.left_out.size();
        left_out_right += those(field.left_out, true).size();
        const auto held = those(field.inside, true), failed = those(field.inside, false);
        right += held.size();
        all += field.inside.size();
        if (field.inside.empty()) continue;
        claim.why += fmt::format("{}: {} of {} comparisons hold.",
                                 reading.binder.tables()[column.table].columns[column.column].header, held.size(),
                                 field.inside.size());
        if (!failed.empty())
            claim.why += " Not so: " + list(reading, failed) + ".";
        else
            claim.why += " " + list(reading, held) + ".";
        for (const auto* duel : failed.empty() ? held : failed) add_evidence(reading, claim, *duel);
        if (const auto outside = those(field.beyond, false); !outside.empty())
            claim.why += " Beyond the stated condition it is reversed: " + list(reading, outside) + ".";
        claim.why += other_columns(reading, column, columns, *sides, relation) + " ";
    }
    if (all == 0) return;
    claim.why = std::string(trimmed(claim.why));
    for (const auto& note : reading.scope.notes) claim.why += " " + note;
    claim.computed = static_cast<double>(right);
    claim.computed_text = fmt::format("{} of {}", right, all);
    claim.verdict = verdict_of(quantifier, right, all);
    if (!reading.exceptions.parts.empty() && claim.verdict == Verdict::holds && left_out_right == left_out) {
        claim.verdict = Verdict::unchecked;
        claim.why +=
            fmt::format(" It is so of what the sentence leaves out as well: \u201c{}\u201d.", reading.exceptions.text);
    } else if (claim.verdict == Verdict::unchecked)
        claim.why += " Which of them the sentence leaves out is not read.";
    if (claim.verdict == Verdict::contradicts && quantifier.kind == Quantifier::Kind::all && is_speed_word(word.text))
        if (const auto other = other_speed(reading, columns, *sides, relation); !other.empty()) {
            claim.verdict = Verdict::unchecked;
            claim.why += fmt::format(" It is so by {}; the sentence does not say by what.", other);
        }
    doubt(reading, claim);
    reading.claims.push_back(std::move(claim));
}

/// "Despite a higher ratio, A is lower than B": the first of two comparatives has no "than" of its own.
bool another_before_than(const Sentence& sentence, const Word& word)
{
    const auto than = sentence.lower.find(" than ", word.end);
    return than != std::string::npos && std::ranges::any_of(sentence.words, [&](const Word& other) {
               const auto* found = other.begin > word.begin && other.begin < than ? comparative(other.text) : nullptr;
               return found && found->needs_than;
           });
}

} // namespace

void check_comparisons(Reading& reading)
{
    const auto& sentence = reading.sentence;
    for (const auto& word : sentence.words) {
        const auto* found = comparative(word.text);
        if (!found || another_before_than(sentence, word)) continue;
        reading.exceptions.turned = word.begin > reading.exceptions.where;
        if (check_printed(reading, *found, word)) return;
        if (check_equation_sides(reading, *found, word)) return;
        if (reading.binder.tables().empty()) return;
        if (check_two_tables(reading, *found, word)) return;
        const auto before = reading.claims.size();
        check_rows(reading, *found, word);
        if (reading.claims.size() > before) return;
    }
}

} // namespace kneepoint::claims
