// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/plan.h"

#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::runs {

/// Gathers what is wrong with a plan.
class PlanProblems {
public:
    void add(std::string field, std::string text) { m_list.push_back({std::move(field), std::move(text)}); }
    void add_unless(bool right, std::string_view field, std::string_view text)
    {
        if (!right) add(std::string(field), std::string(text));
    }
    /// A text that goes into an argument: no NUL, UTF-8, no key, of bearable length.
    void check_text(const std::string& field, std::string_view text);
    void check_texts(const std::string& field, const std::vector<std::string>& texts);
    std::vector<PlanProblem> take() { return std::move(m_list); }

private:
    std::vector<PlanProblem> m_list;
};

void check_models(const Plan& plan, PlanProblems& problems);
void check_server(const Plan& plan, PlanProblems& problems);
void check_load(const Load& load, PlanProblems& problems);
void check_workload(const Plan& plan, PlanProblems& problems);
void check_accuracy(const Plan& plan, PlanProblems& problems);
void check_quantize(const Plan& plan, PlanProblems& problems);

} // namespace kneepoint::runs
