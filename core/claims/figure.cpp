// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace kneepoint::claims {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U);
}

/// Longest first, so that "ms" is not read as "m".
constexpr auto unit_words = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"percentage points", "pp"},
    {"tokens per second", "tok/s"},
    {"requests per second", "req/s"},
    {"tokens/second", "tok/s"},
    {"tokens/sec", "tok/s"},
    {"milliseconds", "ms"},
    {"requests/s", "req/s"},
    {"tokens/s", "tok/s"},
    {"percent", "%"},
    {"seconds", "s"},
    {"minutes", "min"},
    {"points", "pp"},
    {"times", "x"},
    {"-fold", "x"},
    {"tok/s", "tok/s"},
    {"req/s", "req/s"},
    {"pts", "pp"},
    {"GiB", "GiB"},
    {"MiB", "MiB"},
    {"TPS", "tok/s"},
    {"sec", "s"},
    {"min", "min"},
    {"t/s", "tok/s"},
    {"GB", "GB"},
    {"MB", "MB"},
    {"ms", "ms"},
    {"us", "us"},
    {"pp", "pp"},
    {"%", "%"},
    {"x", "x"},
    {"X", "x"},
    {"s", "s"},
});

struct Number {
    double value = 0;
    int decimals = 0;
    std::size_t end = 0;
};

/// Groups of three digits after `separator` from `at` on.
std::size_t skip_groups(std::string_view text, std::size_t at, char separator)
{
    while (at + 3 < text.size() && text[at] == separator && is_digit(text[at + 1]) && is_digit(text[at + 2]) &&
           is_digit(text[at + 3]) && (at + 4 >= text.size() || !is_digit(text[at + 4])))
        at += 4;
    return at;
}

std::size_t skip_digits(std::string_view text, std::size_t at)
{
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

/// The digits from `at` on, with thousands and decimals as `mark` says; a lone comma that cannot part thousands is a
/// decimal one in any case.
std::optional<Number> number_at(std::string_view text, std::size_t at, DecimalMark mark)
{
    const char decimal = mark == DecimalMark::comma ? ',' : '.';
    const char thousands = mark == DecimalMark::comma ? '.' : ',';
    auto end = skip_digits(text, at);
    const bool grouped = end > at && end - at <= 3 && text[at] != '0';
    if (grouped) end = skip_groups(text, end, thousands);
    std::string digits = replaced(std::string(text.substr(at, end - at)), std::string_view(&thousands, 1), "");
    int decimals = 0;
    const auto takes_decimals = [&](char point) {
        if (end + 1 >= text.size() || text[end] != point || !is_digit(text[end + 1])) return false;
        const auto stop = skip_digits(text, end + 1);
        digits += "." + std::string(text.substr(end + 1, stop - end - 1));
        decimals = static_cast<int>(std::min<std::size_t>(stop - end - 1, 300));
        end = stop;
        return true;
    };
    const bool was_grouped = digits.size() != end - at;
    if (!takes_decimals(decimal) && mark == DecimalMark::point && !was_grouped) takes_decimals(',');
    if (digits.empty() || !is_digit(digits.front())) digits.insert(0, "0");
    if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
        auto stop = end + 1;
        if (stop < text.size() && (text[stop] == '-' || text[stop] == '+')) ++stop;
        if (const auto last = skip_digits(text, stop); last > stop && last - stop <= 3) {
            const auto exponent = parse_decimal(text.substr(stop, last - stop)).value_or(0);
            const int power = static_cast<int>(text[end + 1] == '-' ? -exponent : exponent);
            digits += fmt::format("e{}", power);
            decimals = std::clamp(decimals - power, 0, 300);
            end = last;
        }
    }
    const auto value = parse_decimal(digits);
    if (!value || !std::isfinite(*value)) return std::nullopt;
    return Number{*value, decimals, end};
}

/// The unit that stands after `at`, with at most one blank between.
std::pair<std::string, std::size_t> unit_at(std::string_view text, std::size_t at)
{
    const auto start = at < text.size() && text[at] == ' ' ? at + 1 : at;
    for (const auto& [word, unit] : unit_words) {
        if (!text.substr(start).starts_with(word)) continue;
        const auto end = start + word.size();
        if (word != "%" && end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) continue;
        if (word == "x" && start != at && end < text.size() && text[end] == ' ' && end + 1 < text.size() &&
            is_digit(text[end + 1]))
            continue; // "64 x 64"
        return {std::string(unit), end};
    }
    return {{}, at};
}

bool about_before(std::string_view text, std::size_t at)
{
    while (at > 0 && text[at - 1] == ' ') --at;
    if (at > 0 && text[at - 1] == '~') return true;
    const auto before = lower_case(text.substr(at > 14 ? at - 14 : 0, std::min<std::size_t>(at, 14)));
    constexpr auto words =
        std::to_array<std::string_view>({"about", "around", "approximately", "roughly", "nearly", "almost", "circa"});
    return std::ranges::any_of(words, [&](std::string_view word) { return before.ends_with(word); });
}

/// A figure whose digits begin at `at`.
std::optional<Figure> figure_at(std::string_view text, std::size_t at, DecimalMark mark)
{
    const auto number = number_at(text, at, mark);
    if (!number) return std::nullopt;
    Figure figure;
    figure.value = number->value;
    figure.decimals = number->decimals;
    figure.half_unit = 0.5 * std::pow(10.0, -number->decimals);
    figure.begin = at;
    auto [unit, end] = unit_at(text, number->end);
    if (unit.empty() && number->end < text.size() &&
        (is_letter(text[number->end]) || text[number->end] == '_')) // "8B", "5th"
        return std::nullopt;
    figure.unit = std::move(unit);
    figure.end = end;
    if (at > 0 && (text[at - 1] == '-' || text[at - 1] == '+')) {
        const bool free = at == 1 || text[at - 2] == ' ' || text[at - 2] == '(' || text[at - 2] == '~' ||
                          text[at - 2] == '=' || text[at - 2] == '[';
        if (free) {
            figure.has_sign = true;
            figure.begin = at - 1;
            if (text[at - 1] == '-') figure.value = -figure.value;
        }
    }
    figure.approximate = about_before(text, figure.begin);
    return figure;
}

/// Where a number could begin: no part of a name or of a version before it.
bool may_begin(std::string_view text, std::size_t at)
{
    if (at == 0) return true;
    const char before = text[at - 1];
    if (is_letter(before) || is_digit(before) || before == '_' || before == '#') return false;
    if (before == '.' || before == ',') return at < 2 || !is_digit(text[at - 2]);
    if (before == '-' || before == '+')
        return at < 2 || !(is_letter(text[at - 2]) || text[at - 2] == ')' || text[at - 2] == '.');
    return before != '/' || at < 2 || !is_letter(text[at - 2]);
}

/// "Batch size 1 to 1.1x" is no range.
bool ends_a_setting(std::string_view before)
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"size", "batch", "concurrency", "streams", "users", "bs", "clients", "level", "version", "length"});
    return std::ranges::any_of(words, [&](std::string_view word) { return before.ends_with(word); });
}

std::vector<Figure> figures_of(std::string_view text, DecimalMark mark)
{
    std::vector<Figure> figures;
    for (std::size_t at = 0; at < text.size();) {
        const bool point_first = text[at] == '.' && at + 1 < text.size() && is_digit(text[at + 1]);
        if (!(is_digit(text[at]) || point_first) || !may_begin(text, at)) {
            ++at;
            continue;
        }
        if (auto figure = figure_at(text, at, mark)) {
            at = std::max(figure->end, at + 1);
            figures.push_back(std::move(*figure));
        } else {
            while (at < text.size() && (is_digit(text[at]) || is_letter(text[at]) || text[at] == '.')) ++at;
        }
    }
    return figures;
}

} // namespace

std::string plain_text(std::string_view text)
{
    static constexpr auto spellings = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"\u2010", "-"}, {"\u2011", "-"},  {"\u2012", "-"},  {"\u2013", "-"},   {"\u2014", "-"},  {"\u2212", "-"},
        {"\u00d7", "x"}, {"\u2248", "~"},  {"\u223c", "~"},  {"\uff5e", "~"},   {"\u2265", ">="}, {"\u2264", "<="},
        {"\u00a0", " "}, {"\u202f", " "},  {"\u2009", " "},  {"\u00b1", "+/-"}, {"\u2192", "->"}, {"\u2018", "'"},
        {"\u2019", "'"}, {"\u201c", "\""}, {"\u201d", "\""}, {"\uff05", "%"},   {"\t", " "},      {"\n", " "},
    });
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto found = std::ranges::find_if(
            spellings, [&](const auto& spelling) { return text.substr(at).starts_with(spelling.first); });
        if (found == spellings.end()) {
            out += text[at++];
        } else {
            out += found->second;
            at += found->first.size();
        }
    }
    return out;
}

bool is_missing(std::string_view plain)
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"",       "-", "--",  "---", "n/a",  "na",  "nan",    "none", "null", "inf",    "+inf", "-inf",
         "\u221e", "?", "tbd", "oom", "n.a.", "...", "\u2026", "x",    "fail", "failed", "error"});
    return std::ranges::find(words, lower_case(trimmed(plain))) != words.end();
}

std::vector<Figure> cell_figures(std::string_view plain, DecimalMark mark)
{
    std::string text(trimmed(plain));
    if (is_missing(text)) return {};
    // "1 234 567": blanks part thousands only when nothing else is in the cell.
    const bool blank_groups = text.size() > 4 && text.find_first_not_of("0123456789 .,+-") == std::string::npos &&
                              text.find(' ') != std::string::npos &&
                              skip_groups(text, text.find(' '), ' ') > text.find(' ');
    if (blank_groups) std::erase(text, ' ');
    for (const std::string_view tail : {"+/-", "["})
        if (const auto at = text.find(tail); at != std::string::npos && at > 0) text.resize(at);
    auto figures = figures_of(text, mark);
    // A cell of words that happens to hold a number ("W4A16 on 2 GPUs") is no figure.
    if (!figures.empty() && figures.front().begin > 0) {
        const auto lead = trimmed(std::string_view(text).substr(0, figures.front().begin));
        if (std::ranges::any_of(lead, is_letter) && lead.size() > 2) figures.clear();
    }
    return figures;
}

std::vector<Quantity> quantities(std::string_view plain)
{
    const auto figures = figures_of(plain, DecimalMark::point);
    std::vector<Quantity> found;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        Quantity quantity{figures[i], figures[i], false};
        if (i + 1 < figures.size()) {
            const auto& next = figures[i + 1];
            const auto between = trimmed(plain.substr(figures[i].end, next.begin - figures[i].end));
            const auto before = lower_case(plain.substr(0, figures[i].begin));
            const bool dash = between == "-" || between == "to" || (between.empty() && next.has_sign);
            const bool word = between == "and" && trimmed(before).ends_with("between");
            const bool setting = !next.unit.empty() && figures[i].unit.empty() && ends_a_setting(trimmed(before));
            const bool units = !setting && (figures[i].unit.empty() || figures[i].unit == next.unit);
            if ((dash || word || between == "- ~" || between == "-~" || between == "to ~") && units) {
                quantity.high = next;
                quantity.high.value = std::fabs(next.value);
                quantity.low.unit = next.unit;
                quantity.low.half_unit = std::min(quantity.low.half_unit, next.half_unit);
                quantity.low.decimals = std::max(quantity.low.decimals, next.decimals);
                quantity.high.approximate = quantity.low.approximate;
                quantity.range = true;
                if (quantity.low.value <= quantity.high.value)
                    ++i;
                else
                    quantity = {figures[i], figures[i], false};
            }
        }
        found.push_back(std::move(quantity));
    }
    return found;
}

DecimalMark decimal_mark(const std::vector<std::string>& cells)
{
    bool comma = false;
    for (const auto& cell : cells) {
        const auto at = cell.find(',');
        if (at == std::string::npos || at == 0 || !is_digit(cell[at - 1])) continue;
        const auto digits = skip_digits(cell, at + 1) - at - 1;
        const auto point = cell.find('.');
        if (point != std::string::npos && point > at && point + 1 < cell.size() && is_digit(cell[point + 1]))
            return DecimalMark::point; // "1,234.5"
        const bool leading_zero = cell[at - 1] == '0' && (at == 1 || !is_digit(cell[at - 2]));
        if (digits > 0 && (digits != 3 || leading_zero || (point != std::string::npos && point < at))) comma = true;
    }
    return comma ? DecimalMark::comma : DecimalMark::point;
}

namespace {

/// The nearest number of 12 digits, where arithmetic gives it without doubt: a whole number below 2^53 divided by a
/// power of ten that a double holds is rounded once.
std::optional<double> rounded_to_12_digits(double value)
{
    static const auto powers = [] {
        std::array<double, 23> found{1};
        for (std::size_t i = 1; i < found.size(); ++i) found[i] = 10 * found[i - 1];
        return found;
    }();
    const double size = std::fabs(value);
    if (!(size >= 1e-9) || size >= 1e11) return std::nullopt;
    const auto magnitude = static_cast<int>(std::floor(std::log10(size)));
    for (const int decimals : {11 - magnitude, 12 - magnitude}) { // log10 of 999.99... may be rounded up
        const double scale = powers[static_cast<std::size_t>(std::clamp(decimals, 0, 22))];
        const double scaled = size * scale, whole = std::round(scaled);
        if (whole < 1e11 || whole >= 1e12) continue;
        constexpr double near_a_tie = 1e-2; // the product itself is rounded
        if (std::fabs(std::fabs(scaled - whole) - 0.5) < near_a_tie) return std::nullopt;
        return std::copysign(whole / scale, value);
    }
    return std::nullopt;
}

} // namespace

double snapped(double value)
{
    if (!std::isfinite(value)) return value;
    if (const auto rounded = rounded_to_12_digits(value)) return *rounded;
    return parse_decimal(fmt::format("{:.12g}", value)).value_or(value);
}

std::string at_decimals(double value, const Figure& stated)
{
    const auto blank = stated.unit.empty() || stated.unit == "x" || stated.unit == "%" ? "" : " ";
    return format_decimal(snapped(value), stated.decimals) + blank + stated.unit;
}

} // namespace kneepoint::claims
