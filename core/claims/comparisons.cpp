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

struct Tally {
    std::size_t right = 0, all = 0, left_out = 0, left_out_right = 0;
};

/// Adds to a claim and to the tally what one column says.
void tell_column(const Reading& reading, Claim& claim, Tally& tally, ColumnRef column, const Field& field)
{
    const auto held = those(field.inside, true), failed = those(field.inside, false);
    tally.left_out += field.left_out.size();
    tally.left_out_right += those(field.left_out, true).size();
    tally.right += held.size();
    tally.all += field.inside.size();
    if (field.inside.empty()) return;
    claim.why += fmt::format("{}: {} of {} comparisons hold.{} {}.", column_at(reading, column).header, held.size(),
                             field.inside.size(),
                             failed.empty() ? "" : " Not so:", list(reading, failed.empty() ? held : failed));
    for (const auto* duel : failed.empty() ? held : failed) add_evidence(reading, claim, *duel);
    if (const auto outside = those(field.beyond, false); !outside.empty())
        claim.why += " Beyond the stated condition it is reversed: " + list(reading, outside) + ".";
}

/// The verdict, and what else the sentence could mean.
void judge_tally(const Reading& reading, Claim& claim, const Tally& tally, const Quantifier& quantifier)
{
    claim.why = std::string(trimmed(claim.why));
    for (const auto& note : reading.scope.notes) claim.why += " " + note;
    claim.computed = static_cast<double>(tally.right);
    claim.computed_text = fmt::format("{} of {}", tally.right, tally.all);
    claim.verdict = verdict_of(quantifier, tally.right, tally.all);
    const bool excepts = !reading.exceptions.parts.empty();
    if (excepts && claim.verdict == Verdict::holds && tally.left_out_right == tally.left_out) {
        claim.verdict = Verdict::unchecked;
        claim.why +=
            fmt::format(" It is so of what the sentence leaves out as well: \u201c{}\u201d.", reading.exceptions.text);
    } else if (claim.verdict == Verdict::unchecked) {
        claim.why += " Which of them the sentence leaves out is not read.";
    }
}

void check_rows(Reading& reading, const Comparative& found, const Word& word)
{
    const auto& sentence = reading.sentence;
    const auto sides = sides_of(reading, found, word);
    if (!sides) return;
    const bool at_least = sentence.lower.contains("maintain or exceed") || sentence.lower.contains("match or exceed");
    const auto relation = at_least ? Relation::better_or_equal : found.relation;
    const auto quantifier = quantifier_of(sentence, word);
    const auto columns = columns_between(reading, found, word, sides->b.back().end);
    auto claim = reading.claim(reading.scope.filters.empty() ? Kind::comparison : Kind::threshold);
    claim.stated = sentence.plain.substr(word.begin, sides->b.back().end - word.begin);
    Tally tally;
    for (const auto& column : columns) {
        const auto field = field_of(reading, column, *sides, relation);
        tell_column(reading, claim, tally, column, field);
        if (!field.inside.empty()) claim.why += other_columns(reading, column, columns, *sides, relation) + " ";
    }
    if (tally.all == 0) return;
    judge_tally(reading, claim, tally, quantifier);
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
