// SPDX-License-Identifier: GPL-3.0-or-later
#include "relation.h"

namespace kneepoint::claims {

namespace {

/// What a metric makes of a word of change.
struct Metric {
    bool lower = false; ///< is better
    bool known = false; ///< which way is better
    bool score = false;
    Form difference = Form::difference; ///< in points
};

/// "1.5x faster", "half the latency".
std::vector<Meaning> meanings_of_factor(const Figure& stated, const Said& said, const Metric& metric)
{
    const bool shrinks = stated.value < 1;
    switch (said.change) {
    case Change::less:
        return shrinks ? std::vector<Meaning>{{Form::ratio}, {Form::inverse}} : std::vector<Meaning>{{Form::inverse}};
    case Change::more:
    case Change::kept:
        return {{Form::ratio}};
    case Change::better:
        if (!metric.lower) return {{Form::ratio}};
        if (said.improvement) return {{Form::inverse}, {Form::improvement}, {Form::ratio}};
        return shrinks ? std::vector<Meaning>{{Form::inverse}, {Form::ratio}} : std::vector<Meaning>{{Form::inverse}};
    case Change::worse:
        return {{metric.lower ? Form::ratio : Form::inverse}};
    case Change::within:
        return {};
    case Change::none:
        if (said.the_metric || !metric.lower) return {{Form::ratio}};
        return {{Form::inverse}, {Form::ratio}};
    }
    return {};
}

bool goes_down(const Said& said, const Metric& metric)
{
    return said.change == Change::less || said.change == (metric.lower ? Change::better : Change::worse);
}

/// "0.8 points lower", "by 30 ms": a difference of this form.
std::vector<Meaning> meanings_of_difference(Form form, const Said& said, const Metric& metric)
{
    if (said.change == Change::within) return {{form, 1, true}};
    if (said.change == Change::none || said.change == Change::kept) return {};
    return {{form, goes_down(said, metric) ? -1 : 1}};
}

/// The change in percent that a word says, by what the metric makes of it.
std::vector<Meaning> changes_of(const Said& said, const Metric& metric)
{
    switch (said.change) {
    case Change::none:
        return {};
    case Change::kept:
        return {{Form::retention_percent}};
    case Change::less:
        return {{Form::saving_percent}};
    case Change::more:
        return {{Form::change_percent}};
    case Change::better:
        if (metric.lower) return {{Form::saving_percent}, {Form::more_percent}};
        if (metric.known) return {{Form::change_percent}};
        return {{Form::change_percent}, {Form::saving_percent}};
    case Change::worse:
        if (metric.lower) return {{Form::change_percent}};
        if (metric.score) return {{Form::saving_percent}};
        if (metric.known) return {{Form::saving_percent}, {Form::more_percent}};
        return {{Form::saving_percent}, {Form::more_percent}, {Form::change_percent}};
    case Change::within:
        return {{Form::change_percent, 1, true}};
    }
    return {};
}

/// "31 % lower"; of scores points are often meant.
std::vector<Meaning> meanings_of_percent(const Figure& stated, const Said& said, const Metric& metric)
{
    if (stated.has_sign && (stated.value < 0 || said.change == Change::none)) {
        if (!metric.score) return {{Form::change_percent}};
        return {{Form::change_percent}, {metric.difference, 1, false, true}};
    }
    auto found = changes_of(said, metric);
    if (!metric.score || found.empty() || said.change == Change::kept) return found;
    if (said.change == Change::within)
        found.push_back({metric.difference, 1, true, true});
    else
        found.push_back({metric.difference, goes_down(said, metric) ? -1 : 1, false, true});
    return found;
}

} // namespace

std::vector<Meaning> meanings_of(const Figure& stated, const Said& said, Family family, bool in_percent)
{
    const Metric metric{.lower = direction_of(family) == Direction::lower_is_better,
                        .known = direction_of(family) != Direction::neither,
                        .score = family == Family::accuracy,
                        .difference = in_percent ? Form::difference : Form::points};
    if (stated.unit == "x") return meanings_of_factor(stated, said, metric);
    if (stated.unit == "%") return meanings_of_percent(stated, said, metric);
    if (stated.unit != "pp")
        return stated.unit.empty() || !said.by ? std::vector<Meaning>{}
                                               : meanings_of_difference(Form::difference, said, metric);
    if (stated.has_sign && stated.value < 0) return {{metric.difference}};
    return meanings_of_difference(metric.difference, said, metric);
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
