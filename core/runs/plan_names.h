// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job_files.h"
#include "kneepoint/runs/plan.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace kneepoint::runs {

/// The words of kneepoint.plan/1, in the order of the enumerators.
template<typename T, std::size_t N>
using Names = std::array<std::pair<std::string_view, T>, N>;

inline constexpr Names<Server::Kind, 3> server_kind_names{{
    {"vllm", Server::Kind::vllm},
    {"command", Server::Kind::command},
    {"running", Server::Kind::running},
}};
inline constexpr Names<LoadTool, 2> load_tool_names{{
    {"kneepoint-load", LoadTool::kneepoint_load},
    {"guidellm", LoadTool::guidellm},
}};
inline constexpr Names<Profile, 7> profile_names{{
    {"sweep", Profile::sweep},
    {"concurrent", Profile::concurrent},
    {"constant", Profile::constant},
    {"poisson", Profile::poisson},
    {"synchronous", Profile::synchronous},
    {"throughput", Profile::throughput},
    {"knee", Profile::knee},
}};
inline constexpr Names<Accuracy::Backend, 3> backend_names{{
    {"server", Accuracy::Backend::server},
    {"vllm", Accuracy::Backend::vllm},
    {"hf", Accuracy::Backend::hf},
}};
inline constexpr Names<Order, 2> order_names{{
    {"in-turn", Order::in_turn},
    {"interleaved", Order::interleaved},
}};

template<typename T, std::size_t N>
std::string_view name_of(const Names<T, N>& names, T value)
{
    return names.at(static_cast<std::size_t>(value)).first;
}

template<typename T, std::size_t N>
std::optional<T> value_of(const Names<T, N>& names, std::string_view name)
{
    const auto* found = std::ranges::find(names, name, &std::pair<std::string_view, T>::first);
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

inline constexpr Names<StepKind, 7> step_kind_names{{
    {"quantize", StepKind::quantize},
    {"serve", StepKind::serve},
    {"smoke", StepKind::smoke},
    {"warm-up", StepKind::warm_up},
    {"level", StepKind::level},
    {"accuracy", StepKind::accuracy},
    {"stop", StepKind::stop},
}};

} // namespace kneepoint::runs
