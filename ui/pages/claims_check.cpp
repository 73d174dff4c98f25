// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/claims_check.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/work.h"
#include "shell/text.h"

#include <utility>
#include <vector>

namespace kneepoint::ui {

namespace {

/// A run without its requests and questions, which no document states.
Run without_samples(const Run& run)
{
    Run light;
    light.id = run.id;
    light.kind = run.kind;
    light.format = run.format;
    light.provenance = run.provenance;
    light.setup = run.setup;
    light.scores = run.scores;
    for (const auto& level : run.levels) {
        auto& copy = light.levels.emplace_back();
        copy.index = level.index;
        copy.label = level.label;
        copy.strategy = level.strategy;
        copy.target_rate = level.target_rate;
        copy.streams = level.streams;
        copy.max_concurrency = level.max_concurrency;
        copy.metrics = level.metrics;
        copy.path = level.path;
    }
    return light;
}

std::vector<Run> measured(const library::Catalogue& catalogue)
{
    std::vector<Run> runs;
    count_work(Work::copying, catalogue.runs.size());
    for (const auto& run : catalogue.runs)
        if (run.kind == RunKind::performance || run.kind == RunKind::accuracy) runs.push_back(without_samples(run));
    return runs;
}

CheckedDocument check_file(const QString& file, const library::Catalogue& catalogue, Progress& progress)
{
    const auto text = read_file(file.toStdString(), claims::Limits{}.bytes);
    if (!text) return {file, {}, std::unexpected(text.error())};
    return {file, qt(*text).split(QLatin1Char('\n')), claims::check_document(*text, measured(catalogue), progress)};
}

} // namespace

void ClaimsCheck::start(const QString& file, std::shared_ptr<const library::Catalogue> catalogue)
{
    m_worker.start(
        [file, catalogue = std::move(catalogue)](Progress& progress) { return check_file(file, *catalogue, progress); },
        [this](const CheckedDocument& document) { emit checked(document); });
}

} // namespace kneepoint::ui
