// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "points.h"
#include "sentence.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// What a percentage, a factor or points say of one side against another.
enum class Change : std::uint8_t {
    none,   ///< no word says it: "1.5x the throughput"
    kept,   ///< "retains 98 %", "93 % of BF16", "reduced to 57 %"
    less,   ///< "lower", "reduces by", "loses"
    more,   ///< "higher", "increases by"
    better, ///< "faster", "improves by", "outperforms by": which way depends on the metric
    worse,  ///< "slower", "degrades by"
    within  ///< "within 1 % of", "differs by less than 1 %"
};

/// Which mean a sentence speaks of.
enum class Mean : std::uint8_t { none, arithmetic, median, geometric };
/// "On average", "a median speed-up", "geometric mean"; the median latency of a server is no mean of figures.
Mean mean_of(const Sentence& sentence);

/// How a sentence speaks of one of its figures.
struct Said {
    Shape shape = Shape::exact;
    Change change = Change::none;
    bool of_speed = false; ///< the word of change speaks of time or rate: "faster", "speed-up"
    bool of_size = false;  ///< "smaller", "compression"
    Mean mean = Mean::none;
    bool each = false;       ///< "on every task", "consistently"
    bool negated = false;    ///< a "not" that no bound explains
    bool the_metric = false; ///< "1.5x the latency": a plain multiple
    bool improvement = false;
    bool saves = false;     ///< "saves 30 %": of time, memory or money, of no score
    bool of_change = false; ///< "halves the loss": a ratio of two changes
    bool by = false;        ///< "by 30 ms", "30 ms less", "saves 7.5 GB": a difference, no value
    std::size_t begin = 0;  ///< where the figure with its "up to" begins
};
Said said_of(const Sentence& sentence, std::size_t quantity);

/// A form with the sign that the words give its figure.
struct Meaning {
    Form form = Form::ratio;
    int sign = 1;          ///< -1: "loses 0.8 points" is the negative difference
    bool absolute = false; ///< "within"
    bool loose = false;    ///< another use of the words: "loses 5 %" for 5 points; makes doubt, no claim
};
/// What the figure may be of a column, the likeliest first; empty when no word says that it compares.
/// @param in_percent scores of the column are printed as percent, so that their difference is in points
std::vector<Meaning> meanings_of(const Figure& stated, const Said& said, Family family, bool in_percent);
/// The start of a sentence that tells what was computed: "Decrease".
std::string_view words_of_meaning(const Meaning& meaning, Family family);

/// Whether some word of change stands in a part of a sentence.
bool says_change(const Sentence& sentence, std::size_t begin, std::size_t end);
bool is_change_word(std::string_view word);
/// The words of speed: they mean a time or a rate.
bool is_speed_word(std::string_view word);

} // namespace kneepoint::claims
