// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_request_row.h"

#include "kneepoint/base/text.h"

#include <simdjson.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>

namespace kneepoint::import {

namespace {

namespace ondemand = simdjson::ondemand;
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

} // namespace

struct RequestRows::Row {
    double start = no_number, end = no_number, latency = no_number, ttft_ms = no_number, first_token_s = no_number,
           itl_ms = no_number, tpot_ms = no_number;
    double prompt_tokens = no_number, output_tokens = no_number;
    double gap_sum_ms = 0;
    std::size_t gaps = 0;
};

struct RequestRows::Parser {
    explicit Parser(RequestList& target) : list(target) {}

    RequestList& list;
    ondemand::parser parser;
    std::string window; ///< the rows between brackets, with simdjson's padding

    bool row(ondemand::object object, Row& row, Outcome outcome);
    void field(ondemand::field& field, Row& row);
    void error(ondemand::field& field);
    double number(ondemand::value& value);
    void gaps(ondemand::value value, Row& row);
};

RequestRows::RequestRows(Outcome outcome) : m_outcome(outcome), m_parser(std::make_unique<Parser>(m_list)) {}
RequestRows::~RequestRows() = default;

double RequestRows::Parser::number(ondemand::value& value)
{
    double result = no_number;
    if (value.get_double().get(result) == simdjson::SUCCESS && std::isfinite(result)) return result;
    const char* at = nullptr;
    bool null = false;
    if (value.is_null().get(null) == simdjson::SUCCESS && null) return no_number;
    if (value.current_location().get(at) == simdjson::SUCCESS && std::strchr("NI-0123456789", *at))
        ++list.not_finite;
    else
        ++list.wrong_type;
    return no_number;
}

/// GuideLLM 0.1: the first gap of a request is an artefact of its client (some 0.2 ms) and left out.
void RequestRows::Parser::gaps(ondemand::value value, Row& row)
{
    ondemand::array data;
    if (value["data"].get_array().get(data)) return;
    bool first = true;
    for (auto element : data) {
        double seconds = no_number;
        if (element.get_double().get(seconds)) return;
        if (!first && seconds >= 0) {
            list.gaps_ms.push_back(seconds * 1000);
            row.gap_sum_ms += seconds * 1000;
            ++row.gaps;
        }
        first = false;
    }
}

/// The first reason that a failed request states.
void RequestRows::Parser::error(ondemand::field& field)
{
    const auto key = field.key();
    auto& value = field.value();
    std::string_view text;
    if (key.unsafe_is_equal("info")) {
        if (value["error"].get_string().get(text)) return;
    } else if (key.unsafe_is_equal("error") || key.unsafe_is_equal("message")) {
        if (value.get_string().get(text)) return;
    }
    if (!text.empty()) list.first_error = one_line(text);
}

void RequestRows::Parser::field(ondemand::field& field, Row& row)
{
    const auto key = field.key();
    const auto take = [&](std::string_view name, double& to) {
        if (!key.unsafe_is_equal(name)) return false;
        to = number(field.value());
        return true;
    };
    switch (*key.raw()) {
    case 't':
        if (!take("time_to_first_token_ms", row.ttft_ms)) take("time_per_output_token_ms", row.tpot_ms);
        break;
    case 'r':
        if (!take("request_latency", row.latency)) take("request_start_time", row.start);
        break;
    case 'i':
        take("inter_token_latency_ms", row.itl_ms);
        break;
    case 'p':
        if (!take("prompt_tokens", row.prompt_tokens)) take("prompt_token_count", row.prompt_tokens);
        break;
    case 'o':
        if (!take("output_tokens", row.output_tokens)) take("output_token_count", row.output_tokens);
        break;
    case 's':
        take("start_time", row.start);
        break;
    case 'e':
        take("end_time", row.end);
        break;
    case 'f':
        // Version 0.1 has a duration here; later versions a point in time, and their own time_to_first_token_ms.
        take("first_token_time", row.first_token_s);
        break;
    case 'd':
        if (key.unsafe_is_equal("decode_times")) gaps(field.value(), row);
        break;
    default:
        break;
    }
}

bool RequestRows::Parser::row(ondemand::object object, Row& row, Outcome outcome)
{
    for (auto item : object) {
        ondemand::field member;
        if (std::move(item).get(member)) return false;
        if (outcome == Outcome::errored && list.first_error.empty()) error(member);
        field(member, row);
    }
    return true;
}

/// A time of 0 stands for none from GuideLLM 0.4 on, and none of these can be 0.
double RequestRows::time_value(double value)
{
    if (value < 0) ++m_list.negative;
    return value > 0 ? value : no_number;
}

void RequestRows::keep(const Row& row)
{
    auto& to = m_list.columns;
    const double latency = std::isnan(row.latency) ? row.end - row.start : row.latency;
    const bool duration = std::isnan(row.ttft_ms) && row.first_token_s >= 0 && row.first_token_s < 1e6;
    to.start_s.push_back(time_value(row.start));
    to.latency_s.push_back(time_value(latency));
    to.ttft_ms.push_back(time_value(duration ? row.first_token_s * 1000 : row.ttft_ms));
    to.itl_ms.push_back(time_value(row.gaps > 0 ? row.gap_sum_ms / static_cast<double>(row.gaps) : row.itl_ms));
    to.tpot_ms.push_back(time_value(row.tpot_ms));
    to.prompt_tokens.push_back(row.prompt_tokens);
    // Up to 0.5.0 an unfinished request states the tokens that were asked for, also when none arrived.
    const bool none_arrived = m_outcome != Outcome::successful && std::isnan(to.ttft_ms.back());
    to.output_tokens.push_back(none_arrived ? no_number : row.output_tokens);
    to.outcome.push_back(m_outcome);
}

void RequestRows::roll_back(std::size_t rows, std::size_t gaps)
{
    auto& to = m_list.columns;
    for (auto* column :
         {&to.start_s, &to.latency_s, &to.ttft_ms, &to.itl_ms, &to.tpot_ms, &to.prompt_tokens, &to.output_tokens})
        column->resize(rows);
    to.outcome.resize(rows);
    m_list.gaps_ms.resize(gaps);
}

std::optional<std::size_t> RequestRows::read(std::string_view rows)
{
    const std::size_t before = m_list.columns.size(), gaps_before = m_list.gaps_ms.size();
    auto& window = m_parser->window;
    window.reserve(rows.size() + 2 + simdjson::SIMDJSON_PADDING);
    window.assign(1, '[').append(rows).push_back(']');
    const auto read_rows = [&]() -> std::optional<std::size_t> {
        ondemand::document document;
        ondemand::array array;
        if (m_parser->parser.iterate(window.data(), window.size(), window.capacity()).get(document)) return {};
        if (document.get_array().get(array)) return {};
        for (auto element : array) {
            ondemand::object object;
            Row row;
            if (element.get_object().get(object) || !m_parser->row(object, row, m_outcome)) return {};
            keep(row);
        }
        const char* next = nullptr;
        if (document.current_location().get(next)) return rows.size();
        const auto closing =
            std::string_view(window).substr(0, static_cast<std::size_t>(next - window.data())).rfind(']');
        return closing == std::string_view::npos || closing == 0 ? std::optional<std::size_t>{} : closing;
    };
    const auto used = read_rows();
    if (!used) roll_back(before, gaps_before);
    return used;
}

} // namespace kneepoint::import
