// SPDX-License-Identifier: GPL-3.0-or-later
#include "relation.h"

namespace kneepoint::claims {

std::vector<Meaning> meanings_of(const Figure& stated, const Said& said, Family family, bool in_percent)
{
    const bool lower = direction_of(family) == Direction::lower_is_better;
    const bool known = direction_of(family) != Direction::neither;
    const bool score = family == Family::accuracy;
    const auto difference = in_percent ? Form::difference : Form::points;
    if (stated.unit == "x") {
        switch (said.change) {
        case Change::less:
            return stated.value < 1 ? std::vector<Meaning>{{Form::ratio}, {Form::inverse}}
                                    : std::vector<Meaning>{{Form::inverse}};
        case Change::more:
        case Change::kept:
            return {{Form::ratio}};
        case Change::better:
            if (lower && said.improvement) return {{Form::inverse}, {Form::improvement}, {Form::ratio}};
            if (lower)
                return stated.value < 1 ? std::vector<Meaning>{{Form::inverse}, {Form::ratio}}
                                        : std::vector<Meaning>{{Form::inverse}};
            return {{Form::ratio}};
        case Change::worse:
            return {{lower ? Form::ratio : Form::inverse}};
        case Change::within:
            return {};
        case Change::none:
            if (said.the_metric || !lower) return {{Form::ratio}};
            return {{Form::inverse}, {Form::ratio}};
        }
    }
    if (stated.unit == "pp") {
        if (stated.has_sign && stated.value < 0) return {{difference}};
        if (said.change == Change::within) return {{difference, 1, true}};
        const bool down = said.change == Change::less || (said.change == Change::worse && !lower) ||
                          (said.change == Change::better && lower);
        if (said.change == Change::none || said.change == Change::kept) return {};
        return {{difference, down ? -1 : 1}};
    }
    if (stated.unit != "%") {
        if (stated.unit.empty() || !said.by) return {};
        if (said.change == Change::within) return {{Form::difference, 1, true}};
        const bool down = said.change == Change::less || said.change == (lower ? Change::better : Change::worse);
        return said.change == Change::kept || said.change == Change::none
                   ? std::vector<Meaning>{}
                   : std::vector<Meaning>{{Form::difference, down ? -1 : 1}};
    }
    const bool negative = stated.has_sign && stated.value < 0;
    if (negative || (stated.has_sign && said.change == Change::none)) {
        if (score) return {{Form::change_percent}, {difference, 1, false, true}};
        return {{Form::change_percent}};
    }
    std::vector<Meaning> found;
    switch (said.change) {
    case Change::none:
        return {};
    case Change::kept:
        return {{Form::retention_percent}};
    case Change::less:
        found = {{Form::saving_percent}};
        if (score) found.push_back({difference, -1, false, true});
        return found;
    case Change::more:
        found = {{Form::change_percent}};
        if (score) found.push_back({difference, 1, false, true});
        return found;
    case Change::better:
        if (lower) return {{Form::saving_percent}, {Form::more_percent}};
        found = {{Form::change_percent}};
        if (!known) found.push_back({Form::saving_percent});
        if (score) found.push_back({difference, 1, false, true});
        return found;
    case Change::worse:
        if (lower) return {{Form::change_percent}};
        found = {{Form::saving_percent}};
        if (score)
            found.push_back({difference, -1, false, true});
        else
            found.push_back({Form::more_percent});
        if (!known) found.push_back({Form::change_percent});
        return found;
    case Change::within:
        found = {{Form::change_percent, 1, true}};
        if (score) found.push_back({difference, 1, true, true});
        return found;
    }
    return {};
}

std::string_view words_of_meaning(const Meaning& meaning, Family family)
{
    switch (meaning.form) {
    case Form::saving_percent:
        return "Decrease";
    case Form::change_percent:
        return meaning.absolute ? "Difference" : "Increase";
    case Form::more_percent:
        return "Increase as a rate";
    case Form::retention_percent:
        return "Percent of the reference";
    case Form::inverse:
        return family == Family::latency || family == Family::none ? "Speed-up" : "Factor of the reference";
    case Form::improvement:
        return "2 - ratio";
    case Form::difference:
    case Form::points:
        return family == Family::accuracy || family == Family::none ? (meaning.sign < 0 ? "Points lost" : "Points")
               : meaning.sign < 0                                   ? "Less"
                                                                    : "More";
    default:
        return "Ratio to the reference";
    }
}

} // namespace kneepoint::claims
