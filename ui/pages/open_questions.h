// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <QStringList>

#include <vector>

// What is inconclusive, and what would settle it. Lines are Markdown; of several candidates each is named.
namespace kneepoint::ui {

struct OpenQuestions {
    int count = 0;     ///< numbers that are inconclusive
    QStringList lines; ///< "ITL median at 4 streams: about 410 requests a level would settle it", alike ones together
};

/// Of the medians of latencies and the means of rates; percentiles say it in the table.
OpenQuestions open_levels(const std::vector<compare::Comparison>& comparisons);
/// Of the one metric of each task, without groups.
OpenQuestions open_scores(const std::vector<compare::Comparison>& comparisons);

/// "3 inconclusive"; empty for none.
QString open_words(const OpenQuestions& open);

} // namespace kneepoint::ui
