// SPDX-License-Identifier: GPL-3.0-or-later
#include "checks.h"

#include "figures.h"

namespace kneepoint::compare {

Problems check_run(const Run& run)
{
    Problems problems;
    const auto add = [&](Problems more) {
        for (auto& problem : more) {
            if (problem.file.empty()) problem.file = run.file();
            problems.push_back(std::move(problem));
        }
    };
    add(check_names(run));
    if (run.kind == RunKind::accuracy) {
        add(check_scores(run));
        return problems;
    }
    add(check_sweep(run));
    for (const auto& level : run.levels) {
        add(check_requests(level));
        add(check_statistics(level));
        add(check_load(level));
        if (!is_printed(run)) { // products of rounded figures miss by their rounding
            add(check_little(level));
            add(check_decode_identity(level));
        }
        add(check_token_gaps(level));
        add(check_streaming(level));
        add(check_empty_answers(level));
    }
    add(check_requests_asked(run));
    add(check_tokens_asked(run));
    add(check_short_levels(run));
    add(check_percentile_samples(run));
    add(check_small_samples(run));
    add(check_incomplete(run));
    add(check_curves(run));
    add(check_token_totals(run));
    return problems;
}

} // namespace kneepoint::compare
