// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_sample_record.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/import/json_text.h"

#include <nlohmann/json.hpp>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

namespace kneepoint::import {

namespace ondemand = simdjson::ondemand;

namespace {

constexpr auto texts = std::to_array<std::string_view>(
    {"doc", "target", "arguments", "resps", "metrics", "truth", "scores_per_repeat", "task", "prompt", "logits"});
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

bool is_text_field(std::string_view key)
{
    return std::ranges::find(texts, key) != texts.end() || key.starts_with("prompt_") || key.starts_with("logit_");
}

/// Log-likelihoods are numbers before 0.4.3 and texts since; parse_json makes texts of NaN and infinities.
std::optional<double> number(ondemand::value value)
{
    ondemand::json_type type{};
    if (value.type().get(type)) return {};
    double read = 0;
    bool truth = false;
    std::string_view text;
    if (type == ondemand::json_type::number && !value.get_double().get(read)) return read;
    if (type == ondemand::json_type::boolean && !value.get_bool().get(truth)) return truth ? 1.0 : 0.0;
    if (type != ondemand::json_type::string || value.get_string().get(text)) return {};
    if (text == "NaN" || text == "Infinity" || text == "-Infinity") return not_a_number;
    return parse_decimal(text);
}

std::string string_of(ondemand::value value)
{
    std::string_view text;
    return value.get_string().get(text) ? std::string() : std::string(text);
}

/// [["-1.2", "False"], ["-0.3", "True"]]: the options of a multiple-choice question; anything else gives none.
std::vector<double> options_of(ondemand::array answers)
{
    std::vector<double> options;
    for (auto answer : answers) {
        ondemand::array pair;
        if (answer.get_array().get(pair)) return {};
        std::size_t place = 0;
        for (auto part : pair) {
            ondemand::value value;
            if (std::move(part).get(value)) return {};
            if (place++ > 0) continue;
            const auto loglikelihood = number(value);
            if (!loglikelihood) return {};
            options.push_back(*loglikelihood);
        }
        if (place != 2) return {};
    }
    return options.size() > 1 ? options : std::vector<double>();
}

void read_answers(ondemand::value value, SampleRecord& record)
{
    record.has_answer = true;
    std::string_view raw;
    ondemand::array answers;
    if (value.get_array().get(answers) || answers.raw_json().get(raw)) return;
    record.answer = std::hash<std::string_view>{}(raw);
    if (raw.starts_with('[') && !answers.reset().error()) record.options = options_of(answers);
}

bool is_perplexity(std::string_view metric)
{
    return metric.contains("perplexity") || metric.contains("bits_per_byte");
}

/// [log-likelihood, words or bytes]; other lists (gold and prediction, one flag per instruction) are no scores.
void read_pair(std::string_view metric, ondemand::value value, SampleRecord& record)
{
    ondemand::array pair;
    std::vector<double> parts;
    if (!is_perplexity(metric) || value.get_array().get(pair)) return;
    for (auto part : pair) {
        ondemand::value item;
        if (std::move(part).get(item)) return;
        const auto read = number(item);
        if (!read) return;
        parts.push_back(*read);
    }
    if (parts.size() == 2) record.loglikelihoods.emplace_back(metric, WeightedLogLikelihood{parts[0], parts[1]});
}

void read_score(std::string_view metric, ondemand::value value, SampleRecord& record)
{
    ondemand::json_type type{};
    if (value.type().get(type)) return;
    if (type == ondemand::json_type::array) return read_pair(metric, value, record);
    if (type == ondemand::json_type::object || type == ondemand::json_type::null) return;
    if (const auto score = number(value)) record.scores.emplace_back(metric, *score);
}

void read_field(std::string_view key, ondemand::value value, SampleRecord& record)
{
    if (key == "doc_id") {
        if (const auto id = number(value); id && std::fabs(*id) < 1e15 && *id == std::trunc(*id))
            record.doc_id = static_cast<std::int64_t>(*id);
    } else if (key == "filter") {
        record.filter = string_of(value);
    } else if (key == "doc_hash") {
        record.doc_hash = string_of(value);
    } else if (key == "prompt_hash") {
        record.prompt_hash = string_of(value);
    } else if (key == "target_hash") {
        record.target_hash = string_of(value);
    } else if (key == "filtered_resps") {
        read_answers(value, record);
    } else if (is_text_field(key)) {
        record.has_answer |= key == "resps" || key == "arguments" || key.starts_with("logit_");
    } else {
        read_score(key, value, record);
    }
}

} // namespace

struct SampleParser::Parser {
    ondemand::parser json;
    std::string padded;

    simdjson::error_code read(std::string_view text, std::size_t readable, SampleRecord& record)
    {
        if (readable < text.size() + simdjson::SIMDJSON_PADDING) {
            padded.assign(text);
            padded.reserve(text.size() + simdjson::SIMDJSON_PADDING);
            text = padded;
            readable = padded.capacity();
        }
        ondemand::document document;
        if (const auto error = json.iterate(simdjson::padded_string_view(text, readable)).get(document)) return error;
        ondemand::object object;
        if (const auto error = document.get_object().get(object)) return error;
        for (auto member : object) {
            ondemand::field field;
            std::string_view key;
            if (const auto error = std::move(member).get(field)) return error;
            if (const auto error = field.unescaped_key().get(key)) return error;
            read_field(std::string(key), field.value(), record);
        }
        const char* rest = nullptr;
        const bool at_end = document.current_location().get(rest) == simdjson::OUT_OF_BOUNDS;
        return at_end ? simdjson::SUCCESS : simdjson::TRAILING_CONTENT;
    }
};

SampleParser::SampleParser() : m_parser(std::make_unique<Parser>()) {}
SampleParser::~SampleParser() = default;

Result<SampleRecord> SampleParser::parse(std::string_view json, std::size_t readable)
{
    SampleRecord record;
    if (m_parser->read(json, readable, record) == simdjson::SUCCESS) return record;
    // Perhaps NaN or Infinity, which simdjson refuses: read tolerantly, write strictly, read again.
    Problems ignored;
    const auto tolerant = parse_json(json, ignored);
    if (!tolerant) return std::unexpected(tolerant.error());
    if (!tolerant->is_object()) return failure(ErrorKind::unreadable, "The line is JSON, but not an object.");
    record = {};
    const std::string strict = tolerant->dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    if (const auto error = m_parser->read(strict, strict.size(), record))
        return failure(ErrorKind::unreadable,
                       std::string("The line cannot be read: ") + simdjson::error_message(error) + ".");
    return record;
}

} // namespace kneepoint::import
