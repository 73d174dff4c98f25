// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/decimal.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace kneepoint {

std::string shortest_decimal(double value)
{
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    std::array<char, 1100>
        buffer; // the longest fixed text of a double: 5e-324 has 324 decimals, 1.8e308 has 309 digits
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
    return error == std::errc{} ? std::string(buffer.data(), end) : std::string("nan");
}

namespace {

/// Adds one unit to the last digit of a text of digits with at most one point.
void increment(std::string& digits)
{
    for (auto at = digits.rbegin(); at != digits.rend(); ++at) {
        if (*at == '.') continue;
        if (*at != '9') {
            ++*at;
            return;
        }
        *at = '0';
    }
    digits.insert(digits.begin(), '1');
}

bool only_zeros(std::string_view digits)
{
    return digits.find_first_not_of("0.") == std::string_view::npos;
}

} // namespace

std::string format_decimal(double value, int decimals)
{
    std::string text = shortest_decimal(std::fabs(value));
    if (!std::isfinite(value)) return value < 0 ? "-" + text : text;
    const auto places = static_cast<std::size_t>(std::max(decimals, 0));
    auto point = text.find('.');
    if (point == std::string::npos) {
        point = text.size();
        text += '.';
    }
    if (const auto have = text.size() - point - 1; have <= places) {
        text.append(places - have, '0');
    } else {
        const bool up = text[point + 1 + places] >= '5';
        text.resize(point + 1 + places);
        if (up) increment(text);
    }
    if (places == 0) text.pop_back();
    return value < 0 && !only_zeros(text) ? "-" + text : text;
}

double round_decimal(double value, int decimals)
{
    if (!std::isfinite(value)) return value;
    return parse_decimal(format_decimal(value, decimals)).value_or(value);
}

std::optional<double> parse_decimal(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto first = text.find_first_not_of('-');
    if (first == std::string_view::npos || first > 1) return std::nullopt;
    if (text[first] != '.' && (text[first] < '0' || text[first] > '9')) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<int> printed_decimals(std::string_view text)
{
    text = trimmed(text);
    if (!parse_decimal(text) || text.find_first_of("eE") != std::string_view::npos) return std::nullopt;
    const auto point = text.find('.');
    return point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

std::string readable_figure(std::string_view text)
{
    constexpr int most_decimals = 4;
    const auto value = printed_decimals(text).value_or(0) > most_decimals ? parse_decimal(text) : std::nullopt;
    if (!value) return std::string(text);
    return format_decimal(*value, std::fabs(*value) < 0.1 ? most_decimals : 2);
}

} // namespace kneepoint
