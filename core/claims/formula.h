// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "figure.h"

#include "kneepoint/claims/claims.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace kneepoint::claims {

/// How a printed figure follows from two others; a is the side spoken of, b the one it is compared with.
enum class Form : std::uint8_t {
    ratio,             ///< a/b
    change_percent,    ///< 100 (a/b - 1)
    saving_percent,    ///< 100 (1 - a/b)
    more_percent,      ///< 100 (b/a - 1)
    improvement,       ///< 2 - a/b, that is 1 + (b - a)/b
    retention_percent, ///< 100 a/b
    inverse,           ///< b/a
    difference,        ///< a - b
    points,            ///< 100 (a - b)
    change,            ///< a/b - 1
    saving             ///< 1 - a/b
};
inline constexpr auto all_forms = std::to_array<Form>(
    {Form::ratio, Form::change_percent, Form::saving_percent, Form::more_percent, Form::improvement,
     Form::retention_percent, Form::inverse, Form::difference, Form::points, Form::change, Form::saving});

/// Not finite where it divides by 0.
double apply(Form form, double a, double b);
/// With the operands as texts: "2 - 0.0943/0.1640".
std::string written(Form form, std::string_view a, std::string_view b);

struct Bounds {
    double low = 0, high = 0;
};

/// An input: its value and how far the unrounded one may lie from it (0 when it is unrounded).
struct Operand {
    double value = 0;
    double half_unit = 0;
};
/// Every result that inputs which print the same can give.
Bounds possible(Form form, Operand a, Operand b);

/// holds: `computed` rounds half up to the stated figure. rounded: something within `bounds` does, or the figure says
/// "about" and is off by less than a unit of its last place. Else contradicts.
Verdict judge(const Figure& stated, double computed, Bounds bounds);
inline Verdict judge(const Figure& stated, double computed)
{
    return judge(stated, computed, {computed, computed});
}

} // namespace kneepoint::claims
