// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/measure.h"
#include "kneepoint/load/selftest.h"

#include <chrono>

namespace kneepoint::app {

enum class ProgressStyle { lines, jsonl, none };

/// Tells how a run goes: a line that is redrawn on a terminal and a line per level, or JSON lines, at most 4 a second.
/// Goes to standard error; JSON lines to standard output.
class ProgressDisplay {
public:
    explicit ProgressDisplay(ProgressStyle style);
    load::MeasureListener listener();
    /// What will be sent, before anything is.
    void plan(const load::RunManifest& manifest) const;
    void selftest_begins(const load::SelfTestPlan& plan) const;
    void selftest_row(const load::SelfTestRow& row) const;

private:
    void begins(int index, int levels, const load::LevelPlan& plan);
    void live(int index, const load::LevelPlan& plan, const load::LiveCounts& counts);
    void ended(const load::LevelResult& result);
    void concluded(const Conclusion& conclusion) const;

    ProgressStyle m_style;
    bool m_terminal;
    int m_levels = 0;
    bool m_headed = false; ///< the names of the columns stand above
    std::chrono::steady_clock::time_point m_told{};
};

} // namespace kneepoint::app
