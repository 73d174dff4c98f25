// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/comparison.h"

namespace kneepoint::compare {

std::string_view to_string(Alignment alignment)
{
    switch (alignment) {
    case Alignment::automatic:
        return "automatic";
    case Alignment::streams:
        return "streams";
    case Alignment::rate:
        return "rate";
    case Alignment::load:
        return "load";
    case Alignment::position:
        return "position";
    }
    return "automatic";
}

std::string_view to_string(Judgement judgement)
{
    switch (judgement) {
    case Judgement::better:
        return "better";
    case Judgement::worse:
        return "worse";
    case Judgement::equivalent:
        return "equivalent";
    case Judgement::inconclusive:
        return "inconclusive";
    case Judgement::unknown:
        return "unknown";
    }
    return "unknown";
}

std::string_view to_string(Basis basis)
{
    switch (basis) {
    case Basis::none:
        return "none";
    case Basis::band:
        return "band";
    case Basis::requests:
        return "requests";
    case Basis::runs:
        return "runs";
    case Basis::scores:
        return "scores";
    }
    return "none";
}

std::string_view to_string(Difference difference)
{
    switch (difference) {
    case Difference::untested:
        return "untested";
    case Difference::none_shown:
        return "none-shown";
    case Difference::better:
        return "better";
    case Difference::worse:
        return "worse";
    }
    return "untested";
}

std::string_view to_string(Loss loss)
{
    switch (loss) {
    case Loss::untested:
        return "untested";
    case Loss::acceptable:
        return "acceptable";
    case Loss::undecided:
        return "undecided";
    case Loss::beyond:
        return "beyond";
    }
    return "untested";
}

std::string_view symbol(Judgement judgement)
{
    switch (judgement) {
    case Judgement::better:
        return "▲";
    case Judgement::worse:
        return "▼";
    case Judgement::equivalent:
        return "≈";
    case Judgement::inconclusive:
        return "?";
    case Judgement::unknown:
        return "—";
    }
    return "—";
}

} // namespace kneepoint::compare
