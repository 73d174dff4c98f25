// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runs.h"
#include "shared.h"

#include "kneepoint/compare/comparison.h"
#include "kneepoint/import/import.h"

#include <nlohmann/json.hpp>

#include <QString>
#include <QTest>

#include <cmath>
#include <filesystem>

/// The live pairs of runs that golden_paired.json was made of, and pairs made by hand.
namespace kneepoint::tests {

/// The rows of a test over the pairs of two versions of lm_eval.
inline void add_live_pairs()
{
    QTest::addColumn<QString>("pair");
    QTest::newRow("0.4.3") << "0.4.3/hf";
    QTest::newRow("0.4.13") << "0.4.13/hf";
}

inline nlohmann::json golden_pair(const QString& pair)
{
    return nlohmann::json::parse(content(shared("fixtures/lm_eval/live/golden_paired.json")))[pair.toStdString()];
}

inline Run live_run(const std::string& folder)
{
    std::vector<Run> runs;
    Progress progress;
    for (const auto& entry : std::filesystem::directory_iterator(shared("fixtures/lm_eval/live/" + folder))) {
        auto read = import::import_bytes(content(entry.path()), {entry.path().filename().string(), {}}, progress);
        if (read) std::ranges::move(read->runs, std::back_inserter(runs));
    }
    return import::assemble(std::move(runs)).at(0);
}

inline compare::Comparison compared_scores(const Run& base, const Run& candidate)
{
    Progress progress;
    return compare::compare_runs({"b", "base", nullptr, &base, {}}, {"c", "int3", nullptr, &candidate, {}}, {},
                                 progress);
}

inline compare::Comparison compared_live(const nlohmann::json& golden)
{
    return compared_scores(live_run(golden["base"]), live_run(golden["compressed"]));
}

inline bool close_to(double value, double expected)
{
    return std::fabs(value - expected) <= 1e-9 * std::fabs(expected);
}

} // namespace kneepoint::tests
