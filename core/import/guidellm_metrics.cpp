// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_metrics.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kneepoint::import {

std::string_view to_string(GuidellmShape shape)
{
    switch (shape) {
    case GuidellmShape::v0_1:
        return "0.1";
    case GuidellmShape::v0_2:
        return "0.2";
    case GuidellmShape::v0_3:
        return "0.3";
    case GuidellmShape::v0_4:
        return "0.4";
    case GuidellmShape::v0_5:
        return "0.5";
    case GuidellmShape::v0_7:
        return "0.7";
    case GuidellmShape::v0_8:
        return "0.8";
    }
    return "";
}

std::optional<MetricId> guidellm_metric(std::string_view key)
{
    static constexpr auto names = std::to_array<std::pair<std::string_view, MetricId>>({
        {"time_to_first_token", MetricId::ttft},
        {"time_to_first_output_token", MetricId::ttfot},
        {"inter_token_latency", MetricId::itl},
        {"time_per_output_token", MetricId::tpot},
        {"request_latency", MetricId::request_latency},
        {"request_concurrency", MetricId::concurrency},
        {"requests_per_second", MetricId::requests_per_second},
        {"prompt_token_count", MetricId::prompt_tokens},
        {"output_token_count", MetricId::output_tokens},
        {"total_token_count", MetricId::total_tokens},
        {"prompt_tokens_per_second", MetricId::prompt_tokens_per_second},
        {"output_tokens_per_second", MetricId::output_tokens_per_second},
        {"tokens_per_second", MetricId::total_tokens_per_second},
        {"request_goodput", MetricId::goodput},
        {"slo_attainment", MetricId::slo_attainment},
    });
    auto wanted = lower_case(trimmed(key));
    std::ranges::replace(wanted, ' ', '_');
    if (wanted.ends_with("_ms")) wanted.resize(wanted.size() - 3);
    const auto found = std::ranges::find(names, wanted, &std::pair<std::string_view, MetricId>::first);
    if (found == names.end()) return std::nullopt;
    return found->second;
}

std::string guidellm_definition(MetricId metric, GuidellmShape shape, Population population)
{
    const bool window = shape >= GuidellmShape::v0_4;
    switch (metric) {
    case MetricId::ttft:
        return "ttft.from_send";
    case MetricId::ttfot:
        return "ttfot.from_send";
    case MetricId::itl:
        return shape == GuidellmShape::v0_1 ? "itl.gaps" : "itl.token_weighted";
    case MetricId::tpot:
        return window ? "tpot.with_ttft" : "tpot.decode_only";
    case MetricId::request_latency:
        return "latency.end_to_end";
    case MetricId::concurrency:
        return window ? "concurrency.in_flight" : "concurrency.latency_sum";
    case MetricId::prompt_tokens:
    case MetricId::output_tokens:
    case MetricId::total_tokens:
        return "tokens.per_request";
    case MetricId::requests_per_second:
    case MetricId::prompt_tokens_per_second:
    case MetricId::output_tokens_per_second:
    case MetricId::total_tokens_per_second:
        if (population == Population::all) return window ? "rate.window_all" : "rate.span_all";
        return window ? "rate.window" : "rate.span";
    case MetricId::goodput:
        return "goodput.tool";
    case MetricId::slo_attainment:
        return "slo.tool";
    }
    return {};
}

bool zero_means_missing(MetricId metric)
{
    switch (metric) {
    case MetricId::ttft:
    case MetricId::ttfot:
    case MetricId::itl:
    case MetricId::tpot:
    case MetricId::request_latency:
        return true;
    default:
        return false;
    }
}

} // namespace kneepoint::import
