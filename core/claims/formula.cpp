// SPDX-License-Identifier: GPL-3.0-or-later
#include "formula.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::claims {

double apply(Form form, double a, double b)
{
    switch (form) {
    case Form::ratio:
        return a / b;
    case Form::change_percent:
        return 100 * (a / b - 1);
    case Form::saving_percent:
        return 100 * (1 - a / b);
    case Form::more_percent:
        return 100 * (b / a - 1);
    case Form::improvement:
        return 2 - a / b;
    case Form::retention_percent:
        return 100 * a / b;
    case Form::inverse:
        return b / a;
    case Form::difference:
        return a - b;
    case Form::points:
        return 100 * (a - b);
    case Form::change:
        return a / b - 1;
    case Form::saving:
        return 1 - a / b;
    }
    return 0;
}

std::string written(Form form, std::string_view a, std::string_view b)
{
    switch (form) {
    case Form::ratio:
        return fmt::format("{}/{}", a, b);
    case Form::change_percent:
        return fmt::format("100 ({}/{} - 1)", a, b);
    case Form::saving_percent:
        return fmt::format("100 (1 - {}/{})", a, b);
    case Form::more_percent:
        return fmt::format("100 ({}/{} - 1)", b, a);
    case Form::improvement:
        return fmt::format("2 - {}/{}", a, b);
    case Form::retention_percent:
        return fmt::format("100 {}/{}", a, b);
    case Form::inverse:
        return fmt::format("{}/{}", b, a);
    case Form::difference:
        return fmt::format("{} - {}", a, b);
    case Form::points:
        return fmt::format("100 ({} - {})", a, b);
    case Form::change:
        return fmt::format("{}/{} - 1", a, b);
    case Form::saving:
        return fmt::format("1 - {}/{}", a, b);
    }
    return {};
}

Bounds possible(Form form, Operand a, Operand b)
{
    Bounds bounds{apply(form, a.value, b.value), apply(form, a.value, b.value)};
    // Each form is monotone in each input as long as no input changes its sign, so the corners bound it.
    for (const double x : {a.value - a.half_unit, a.value + a.half_unit})
        for (const double y : {b.value - b.half_unit, b.value + b.half_unit}) {
            const double result = apply(form, x, y);
            if (!std::isfinite(result)) continue;
            bounds.low = std::min(bounds.low, result);
            bounds.high = std::max(bounds.high, result);
        }
    return bounds;
}

namespace {

/// How far off "about" may be: less than a unit of the last place, but no tenth of the figure; "about 40" is a round
/// number and may be off by a twentieth.
double about(const Figure& stated)
{
    const double size = std::fabs(stated.value);
    const bool round = stated.decimals == 0 && size >= 10 && size < 100 && std::fmod(size, 10) == 0;
    return std::max(std::min(2 * stated.half_unit, 0.1 * size), round ? 0.05 * size : 0.0);
}

} // namespace

Verdict judge(const Figure& stated, double computed, Bounds bounds)
{
    if (!std::isfinite(computed)) return Verdict::unchecked;
    const double exact = snapped(computed);
    const bool near = std::fabs(exact - stated.value) <= 2.01 * stated.half_unit; // else no print is the same
    if (near && format_decimal(exact, stated.decimals) == format_decimal(stated.value, stated.decimals)) {
        // "2x" of 1.6 is so at its decimals only.
        const bool coarse = stated.decimals == 0 && std::fabs(exact - stated.value) > 0.1 * std::fabs(stated.value);
        return coarse && stated.unit == "x" ? Verdict::rounded : Verdict::holds;
    }
    constexpr double noise = 1e-9;
    const double slack = stated.half_unit * (1 + noise);
    if (bounds.low <= stated.value + slack && bounds.high >= stated.value - slack) return Verdict::rounded;
    if (stated.approximate && std::fabs(exact - stated.value) < about(stated) * (1 - noise)) return Verdict::rounded;
    return Verdict::contradicts;
}

} // namespace kneepoint::claims
