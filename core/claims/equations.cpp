// SPDX-License-Identifier: GPL-3.0-or-later
#include "text_claims.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace kneepoint::claims {

namespace {

/// "a / b", "a x b", "a * b", "a + b", "a - b" of two plain numbers that stand right before `end`.
struct Term {
    double value = 0;
    std::string text;
    std::size_t begin = 0;
};

std::optional<double> combine(char sign, double a, double b)
{
    switch (sign) {
    case '/':
        return b == 0 ? std::nullopt : std::optional(a / b);
    case '*':
    case 'x':
        return a * b;
    case '+':
        return a + b;
    case '-':
        return a - b;
    default:
        return std::nullopt;
    }
}

/// Of "a x b x c" the last two are no term of their own.
bool continues_a_term(std::string_view plain, std::size_t begin)
{
    const auto before = trimmed(plain.substr(0, begin));
    if (before.size() < 2) return false;
    const char sign = before.back();
    const bool lone_x = sign == 'x' && before[before.size() - 2] == ' ';
    return lone_x || sign == '*' || sign == '/' || sign == '+' || sign == '-';
}

/// The term that two neighbouring quantities make with the sign between them.
std::optional<Term> term_of(const Sentence& sentence, std::size_t first)
{
    const auto& a = sentence.quantities[first];
    const auto& b = sentence.quantities[first + 1];
    if (a.range || b.range || continues_a_term(sentence.plain, a.begin())) return std::nullopt;
    auto sign = std::string(trimmed(std::string_view(sentence.plain).substr(a.end(), b.begin() - a.end())));
    if (a.low.unit == "x" && sign.empty()) sign = "x"; // "2 x 3" reads as a factor
    if (sign.empty() && b.low.has_sign) sign = b.low.value < 0 ? "-" : "+";
    if (sign.size() != 1) return std::nullopt;
    const auto value = combine(sign.front(), a.low.value, std::fabs(b.low.value));
    if (!value || !std::isfinite(*value)) return std::nullopt;
    return Term{*value, std::string(trimmed(std::string_view(sentence.plain).substr(a.begin(), b.end() - a.begin()))),
                a.begin()};
}

std::vector<std::string> label_words(const Sentence& sentence, std::size_t end)
{
    auto begin = sentence.plain.rfind(';', end);
    begin = begin == std::string::npos ? 0 : begin + 1;
    return sentence.words_in(begin, end);
}

} // namespace

std::vector<Equation> check_equations(const std::vector<Sentence>& sentences, std::vector<Claim>& claims)
{
    std::vector<Equation> equations;
    for (const auto& sentence : sentences) {
        if (sentence.plain.find('=') == std::string::npos && sentence.plain.find('~') == std::string::npos) continue;
        for (std::size_t i = 0; i + 2 < sentence.quantities.size(); ++i) {
            const auto& stated = sentence.quantities[i + 2].low;
            const auto& second = sentence.quantities[i + 1];
            const auto equals = trimmed(std::string_view(sentence.plain)
                                            .substr(second.end(), stated.begin - std::min(stated.begin, second.end())));
            if (equals != "=" && equals != "~" && equals != "= ~" && equals != "=~") continue;
            const auto term = term_of(sentence, i);
            if (!term || sentence.quantities[i + 2].range) continue;
            double value = snapped(term->value);
            if (stated.unit == "%" && second.low.unit != "%") value *= 100;
            Equation equation{sentence.line, label_words(sentence, term->begin), stated, value, Verdict::unchecked,
                              term->text};
            // The equation is taken at its word: its own figures, not what they may have been before rounding.
            equation.verdict = judge(stated, value);
            // Other units on both sides ("2 x 6.98e9 = 14 TFLOP") are no contradiction.
            const double quotient = stated.value == 0 ? 1 : std::fabs(value / stated.value);
            const bool other_units = quotient > 5 || quotient < 0.2;
            if (other_units && equation.verdict == Verdict::contradicts) equation.verdict = Verdict::unchecked;
            Claim claim;
            claim.line = sentence.line;
            claim.text = sentence.text;
            claim.kind = Kind::ratio;
            claim.stated = sentence.plain.substr(stated.begin, stated.end - stated.begin);
            claim.computed = value;
            claim.computed_text = at_decimals(value, stated);
            claim.verdict = equation.verdict;
            const double cut = std::trunc(value / (2 * stated.half_unit)) * 2 * stated.half_unit;
            claim.why = fmt::format("{} = {:.6g}, rounded {}{}.", term->text, value, claim.computed_text,
                                    claim.verdict == Verdict::contradicts && std::fabs(cut - stated.value) < 1e-9
                                        ? "; the printed figure is cut off, not rounded"
                                        : "");
            if (other_units) claim.why += " The two sides seem to have other units.";
            claims.push_back(std::move(claim));
            equations.push_back(std::move(equation));
        }
    }
    return equations;
}

} // namespace kneepoint::claims
