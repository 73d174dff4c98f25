// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/distribution.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::report {

/// A chart as data; ui/plots draws it on the screen and into files, and writes its numbers as CSV.
struct ChartPoint {
    double x = 0, y = 0;                   ///< for bars x is the index of the category
    std::optional<Interval> band = {};     ///< percentile band of a curve, error bar of a bar
    bool excluded = false;                 ///< drawn hollow and not connected
    std::string label = {};                ///< "constant 2.83 req/s", shown on hover
    std::string why = {};                  ///< formula, inputs, file and path, or why it is excluded
    std::string run = {};                  ///< run id
    int level = -1;                        ///< index into Run::levels, -1 for accuracy
    std::optional<Interval> x_band = {};   ///< error bar along x
    std::optional<Interval> interval = {}; ///< 95 % of y, of a curve that has a percentile band as well
    std::string definition = {};           ///< of a curve's metric, after any conversion
    bool operator==(const ChartPoint&) const = default;
};

struct ChartSeries {
    std::string name;
    int identity = 0; ///< 0 base, 1 and more the candidates in order: decides the colour in every chart
    std::vector<ChartPoint> points;
    int variant = 0;         ///< tells series of one identity apart: the marks and dashes of a line
    bool only_joins = false; ///< a line through points that other series mark and name: it has neither of its own
    bool operator==(const ChartSeries&) const = default;
};

struct ChartAxis {
    std::string label; ///< with the unit: "inter-token latency, ms"
    bool logarithmic = false;
    bool from_zero = true;
    bool operator==(const ChartAxis&) const = default;
};

/// A horizontal line: an SLO limit or a baseline.
struct ChartLine {
    double y = 0;
    std::string label;
    bool is_slo = false; ///< can be dragged in the window
    bool operator==(const ChartLine&) const = default;
};

/// A place on a curve that has a name: its knee.
struct ChartMark {
    double x = 0, y = 0;
    std::string label; ///< "knee 18.3"
    int identity = 0;  ///< the colour of its series
    bool operator==(const ChartMark&) const = default;
};

enum class ChartForm : std::uint8_t { curve, bars };

struct Chart {
    std::string kind;  ///< name in chart_kinds()
    std::string title; ///< "Inter-token latency, median, against concurrency"
    ChartForm form = ChartForm::curve;
    ChartAxis x, y;
    std::vector<ChartSeries> series;
    std::vector<ChartLine> lines;
    std::vector<std::string> categories; ///< of bars
    std::vector<std::string> notes;      ///< "throughput row excluded: its load is not set"
    std::vector<ChartMark> marks = {};
    bool empty() const;
    bool operator==(const Chart&) const = default;
};

/// One row per point: series, x, y, low, high, excluded, label, run, level, and x_low, x_high and
/// interval_low, interval_high where a point has them.
/// Header row, RFC 4180, "." as decimal point.
std::string to_csv(const Chart& chart);

} // namespace kneepoint::report
