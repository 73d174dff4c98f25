// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_at.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"

namespace kneepoint::import {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view quantize_schema = "kneepoint.quantize/1";

/// One of the two checkpoints, as context of the runs of its model.
Run checkpoint(const Json& json, std::string_view name, std::string_view bytes)
{
    Run run;
    run.kind = RunKind::environment;
    run.format = quantize_schema;
    run.tool = {"llmcompressor", text_at(json, {"versions", "llmcompressor"})};
    run.setup.model = text_at(json, {name});
    if (const auto size = count_at(json, {bytes}); size && *size > 0)
        run.setup.facts["model.weights_bytes"] = {std::to_string(*size), std::string(bytes)};
    return run;
}

} // namespace

Result<Imported> quantize_record(std::string_view text, const Source& source, Progress& /*progress*/)
{
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded())
        return failure(ErrorKind::unreadable, "The record of this quantisation is damaged: it is no whole JSON.",
                       source.file);
    if (text_at(json, {"schema"}) != quantize_schema)
        return failure(ErrorKind::unsupported, "This quantisation was recorded by another version of Kneepoint.",
                       source.file);
    if (text_at(json, {"output"}).empty())
        return failure(ErrorKind::unreadable, "The record of this quantisation names no model that was made.",
                       source.file);
    auto made = checkpoint(json, "output", "output_bytes");
    made.setup.scheme = text_at(json, {"scheme"});
    if (!made.setup.scheme.empty()) made.setup.scheme_source = "quantisation";
    made.setup.facts["model.made_by"] = {one_line("LLM Compressor " + made.tool.version, 100),
                                         "versions.llmcompressor"};
    Imported imported;
    imported.runs = {checkpoint(json, "model", "model_bytes"), std::move(made)};
    return imported;
}

} // namespace kneepoint::import
