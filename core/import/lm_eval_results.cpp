// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"
#include "kneepoint/import/json_text.h"
#include "lm_eval_name.h"
#include "lm_eval_scores.h"
#include "lm_eval_setup.h"
#include "lm_eval_shape.h"
#include "lm_eval_void.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace kneepoint::import {

Result<Imported> lm_eval_results(std::string_view text, const Source& source, Progress& progress)
{
    Imported imported;
    const auto file = parse_json(text, imported.problems);
    if (!file) return std::unexpected(file.error());
    if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was stopped.");
    const auto shape = lm_eval_shape(*file);
    if (!shape) return std::unexpected(shape.error());

    Run run;
    run.kind = RunKind::accuracy;
    run.format = shape->format;
    run.provenance.files.push_back({source.file, source.sha256, shape->format});
    read_lm_eval_setup(*file, run);
    run.run_key = lm_eval_name(source.file).time_stamp;
    read_lm_eval_scores(*file, *shape, run);
    check_void_results(*file, run);
    for (Problem& problem : run.problems) problem.file = source.file;
    for (Problem& problem : imported.problems) problem.file = source.file;
    imported.runs.push_back(std::move(run));
    progress.report(1, source.file);
    return imported;
}

} // namespace kneepoint::import
