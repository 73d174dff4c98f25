// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_oddities.h"

#include "kneepoint/base/text.h"

#include <string_view>

namespace kneepoint::import {

namespace {

struct Wording {
    Severity severity = Severity::warning;
    std::string_view code;
    std::string_view text; ///< behind "In 3 rows " or "In 1 row "
};

Wording wording(Oddity kind)
{
    switch (kind) {
    case Oddity::not_an_object:
        return {Severity::warning, "lm-eval-entry", "the entry of a task is no object and was left out"};
    case Oddity::not_scored:
        return {Severity::warning, "lm-eval-not-scored",
                "answers were collected without scoring (--predict_only); score the samples to get values"};
    case Oddity::not_finite:
        return {Severity::warning, "lm-eval-not-finite",
                "the value is NaN or infinite and is treated as absent; look at the samples of the task"};
    case Oddity::no_number:
        return {Severity::warning, "lm-eval-no-value", "the value is no number and is treated as absent"};
    case Oddity::negative_stderr:
        return {Severity::warning, "lm-eval-stderr", "the standard error is negative and is treated as absent"};
    case Oddity::wrong_group_stderr:
        return {Severity::note, "lm-eval-group-stderr",
                "the standard error of a group is left out, because lm_eval 0.4.0 and 0.4.1 computed it wrongly"};
    }
    return {};
}

} // namespace

void LmEvalOddities::add(Oddity kind, const std::string& path)
{
    Seen& seen = m_seen[kind];
    if (seen.count++ == 0) seen.first = path;
}

void LmEvalOddities::report(Problems& problems) const
{
    for (const auto& [kind, seen] : m_seen) {
        const auto [severity, code, text] = wording(kind);
        problems.push_back({severity,
                            std::string(code),
                            "In " + counted(seen.count, "row") + " " + std::string(text) + ".",
                            {},
                            one_line(seen.first)});
    }
}

} // namespace kneepoint::import
