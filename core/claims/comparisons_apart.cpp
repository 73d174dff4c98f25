// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparisons.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace kneepoint::claims {

namespace {

constexpr auto comparatives = std::to_array<Comparative>({
    {"outperform", Relation::better, false},
    {"outperforms", Relation::better, false},
    {"outperformed", Relation::better, false},
    {"beats", Relation::better, false},
    {"beat", Relation::better, false},
    {"surpass", Relation::better, false},
    {"surpasses", Relation::better, false},
    {"exceed", Relation::better, false},
    {"exceeds", Relation::better, false},
    {"maintain", Relation::better_or_equal, false},
    {"maintains", Relation::better_or_equal, false},
    {"match", Relation::better_or_equal, false},
    {"faster", Relation::better, true},
    {"better", Relation::better, true},
    {"higher", Relation::larger, true},
    {"greater", Relation::larger, true},
    {"larger", Relation::larger, true},
    {"more", Relation::larger, true},
    {"slower", Relation::worse, true},
    {"worse", Relation::worse, true},
    {"lower", Relation::smaller, true},
    {"smaller", Relation::smaller, true},
    {"less", Relation::smaller, true},
    {"shorter", Relation::smaller, true},
});

/// Row of the highest set load.
std::optional<std::size_t> last_load(const Table& table)
{
    std::optional<std::size_t> found;
    for (std::size_t c = 0; c < table.columns.size() && !found; ++c) {
        if (table.columns[c].family != Family::concurrency) continue;
        double best = -1;
        for (std::size_t r = 0; r < table.rows.size(); ++r)
            if (const auto value = table.value(r, c); value && !table.is_saturation(r) && *value > best) {
                best = *value;
                found = r;
            }
    }
    return found ? found : std::optional(table.rows.size() - 1);
}

bool is_tail(const Column& column)
{
    return std::ranges::any_of(column.words, [](const std::string& word) {
        return word.size() > 2 && word[0] == 'p' && word[1] >= '0' && word[1] <= '9';
    });
}

/// Whether one table is on the stated side of another in a metric: at the highest set load, other rows as exceptions.
bool check_tables_in(Reading& reading, std::size_t a, std::size_t b, Relation relation, const std::string& metric,
                     const Word& word)
{
    const auto& first = reading.binder.tables()[a];
    const auto& second = reading.binder.tables()[b];
    Scope scope;
    scope.tables = {a};
    const auto columns = reading.binder.columns(scope, {metric}, Binder::Wanted::measured, 0.45);
    auto claim = reading.claim(Kind::comparison);
    claim.stated = word.text + " " + metric;
    std::vector<Duel> exceptions;
    for (const auto& ref : columns) {
        const auto& column = first.columns[ref.column];
        const auto other = std::ranges::find(second.columns, column.header, &Column::header);
        if (other == second.columns.end()) continue;
        const auto other_column = static_cast<std::size_t>(other - second.columns.begin());
        const auto duel = [&](std::size_t row_a, std::size_t row_b) -> std::optional<Duel> {
            const auto pa = reading.binder.measured({a, row_a}, ref.column);
            const auto pb = reading.binder.measured({b, row_b}, other_column);
            if (!pa || !pb) return std::nullopt;
            return Duel{*pa, *pb, is_true(relation, direction_of(column.family), pa->value, pb->value)};
        };
        const auto decisive = duel(*last_load(first), *last_load(second));
        if (!decisive) continue;
        if (!is_tail(column) && !std::ranges::any_of(column.words, [](const std::string& w) { return w == "mean"; })) {
            if (claim.verdict != Verdict::contradicts)
                claim.verdict = decisive->right ? Verdict::holds : Verdict::contradicts;
            claim.computed = decisive->a.value - decisive->b.value;
            claim.why += fmt::format("At the highest set load of each, {}: {} against {}. ", column.header,
                                     reading.binder.printed(decisive->a), reading.binder.printed(decisive->b));
            add_evidence(reading, claim, *decisive);
        }
        if (first.rows.size() == second.rows.size())
            for (std::size_t r = 0; r < first.rows.size(); ++r)
                if (auto other_duel = duel(r, r);
                    other_duel && !other_duel->right && other_duel->a.value != other_duel->b.value)
                    exceptions.push_back(*other_duel);
    }
    if (claim.verdict == Verdict::unchecked) return false;
    for (std::size_t i = 0; i < exceptions.size() && i < 8; ++i) {
        const auto& e = exceptions[i];
        claim.why += fmt::format("{}row {} ({}), {}: {} against {}", i == 0 ? "Not so in " : "; ", e.a.row.row,
                                 first.rows[e.a.row.row].label, first.columns[e.a.column].header,
                                 reading.binder.printed(e.a), reading.binder.printed(e.b));
        add_evidence(reading, claim, e);
    }
    claim.why = std::string(trimmed(claim.why)) + (exceptions.empty() ? "" : ".");
    reading.claims.push_back(std::move(claim));
    return true;
}

} // namespace

const Comparative* comparative(std::string_view word)
{
    const auto found = std::ranges::find(comparatives, word, &Comparative::word);
    return found == comparatives.end() ? nullptr : &*found;
}

bool is_true(Relation relation, Direction direction, double a, double b)
{
    const bool larger_wins = direction != Direction::lower_is_better;
    switch (relation) {
    case Relation::better:
        return larger_wins ? a > b : a < b;
    case Relation::better_or_equal:
        return larger_wins ? a >= b : a <= b;
    case Relation::worse:
        return larger_wins ? a < b : a > b;
    case Relation::larger:
        return a > b;
    case Relation::smaller:
        return a < b;
    }
    return false;
}

void add_evidence(const Reading& reading, Claim& claim, const Duel& duel)
{
    for (const auto* point : {&duel.a, &duel.b}) add_row(reading, claim, *point);
}

/// "A (34.5) is still lower than B (39.6)".
bool check_printed(Reading& reading, const Comparative& found, const Word& word)
{
    const auto& sentence = reading.sentence;
    if (found.relation != Relation::larger && found.relation != Relation::smaller) return false;
    const auto than = sentence.lower.find(" than ", word.end);
    if (than == std::string::npos) return false;
    const Quantity *a = nullptr, *b = nullptr;
    for (const auto& quantity : sentence.quantities) {
        if (quantity.range) continue;
        if (quantity.begin() < than)
            a = &quantity;
        else if (!b)
            b = &quantity;
    }
    if (!a || !b || a->low.unit != b->low.unit || a->low.unit == "%") return false;
    // "On 4 GPUs higher than on 2" compares no 4 with a 2.
    const auto in_brackets = [&](const Quantity& quantity) {
        return quantity.begin() > 0 && sentence.plain[quantity.begin() - 1] == '(' &&
               sentence.plain[quantity.end()] == ')';
    };
    if (a->low.unit.empty() && !(in_brackets(*a) && in_brackets(*b))) return false;
    const bool right = is_true(found.relation, Direction::neither, a->low.value, b->low.value);
    auto claim = reading.claim(Kind::comparison);
    claim.stated = fmt::format("{} {} than {}", sentence.plain.substr(a->begin(), a->end() - a->begin()), word.text,
                               sentence.plain.substr(b->begin(), b->end() - b->begin()));
    claim.verdict = right ? Verdict::holds : Verdict::contradicts;
    claim.computed = a->low.value - b->low.value;
    claim.why = fmt::format("The printed figures differ by {:.6g}.", snapped(*claim.computed));
    reading.claims.push_back(std::move(claim));
    return true;
}

/// "The ITL degradation ratio is greater for the compressed model": results of equations that differ in the side.
bool check_equation_sides(Reading& reading, const Comparative& found, const Word& word)
{
    if (found.relation != Relation::larger && found.relation != Relation::smaller) return false;
    const auto& sentence = reading.sentence;
    const auto shared = [&](const Equation& equation) {
        return std::ranges::count_if(equation.label, [&](const std::string& w) {
            return !is_common_word(w) && std::ranges::any_of(sentence.words, [&](const Word& said) {
                return said.text == w && said.begin < word.begin;
            });
        });
    };
    const auto after = sentence.words_in(word.end, sentence.plain.size());
    const Equation *own = nullptr, *other = nullptr;
    for (const auto& equation : reading.equations) {
        if (shared(equation) < 2) continue;
        const bool named = std::ranges::any_of(equation.label, [&](const std::string& w) {
            return !is_common_word(w) && !after.empty() && std::ranges::find(after, w) - after.begin() < 4;
        });
        (named ? own : other) = &equation;
    }
    if (!own || !other) return false;
    auto claim = reading.claim(Kind::comparison);
    claim.stated = word.text;
    claim.computed = own->computed - other->computed;
    claim.verdict = is_true(found.relation, Direction::neither, own->computed, other->computed) ? Verdict::holds
                                                                                                : Verdict::contradicts;
    claim.why = fmt::format("{} = {:.4f} against {} = {:.4f}.", own->text, own->computed, other->text, other->computed);
    reading.claims.push_back(std::move(claim));
    return true;
}

bool check_two_tables(Reading& reading, const Comparative& found, const Word& word)
{
    const auto& sentence = reading.sentence;
    const auto than = found.needs_than ? sentence.lower.find(" than ", word.end) : word.end;
    if (than == std::string::npos) return false;
    const auto text = std::string_view(sentence.plain);
    const auto a = reading.binder.named_tables(text.substr(0, word.begin));
    const auto comma = std::min(sentence.plain.find(',', than), sentence.plain.size());
    const auto b = reading.binder.named_tables(text.substr(than, comma - than));
    if (a.size() != 1 || b.size() != 1 || a == b) return false;
    bool any = false;
    for (const auto& metric : sentence.words_in(word.end, than))
        if (family_of_word(metric))
            any = check_tables_in(reading, a.front(), b.front(), found.relation, metric, word) || any;
    // "even while sustaining higher median concurrency": the second comparative is of the same two.
    for (const auto& later : sentence.words)
        if (const auto* more = comparative(later.text); more && later.begin > than && more->needs_than) {
            for (const auto& metric : sentence.words_in(later.end, sentence.plain.size()))
                if (family_of_word(metric))
                    any = check_tables_in(reading, a.front(), b.front(), more->relation, metric, later) || any;
        }
    return any;
}

} // namespace kneepoint::claims
