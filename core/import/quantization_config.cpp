// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "kneepoint/import/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <set>

namespace kneepoint::import {

namespace {

using Json = nlohmann::ordered_json;

const Json& member(const Json& object, const char* key)
{
    static const Json none;
    if (!object.is_object()) return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

std::string text_of(const Json& value)
{
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
    return value.is_number() ? shortest_decimal(value.get<double>()) : std::string();
}

int bits_of(const Json& arguments)
{
    const auto& bits = member(arguments, "num_bits");
    return bits.is_number_integer() ? bits.get<int>() : 0;
}

bool is_true(const Json& value)
{
    return value.is_boolean() && value.get<bool>();
}

/// The scheme of one group of layers, from its arguments: a preset's name changed its meaning between versions.
std::string group_scheme(const Json& group, const std::string& format)
{
    const auto& weights = member(group, "weights");
    const auto& activations = member(group, "input_activations");
    const int w = bits_of(weights), a = bits_of(activations) > 0 ? bits_of(activations) : 16;
    if (w == 0) return {};
    const bool floating = text_of(member(weights, "type")) == "float";
    if (!floating && w == 8 && a == 8) return "W8A8-INT8";
    if (!floating && w == 8) return "W8A16-INT8";
    if (!floating) return fmt::format("W{}A{}", w, a);
    if (w == 4) return fmt::format("{}FP4{}", format.starts_with("mx") ? "MX" : "NV", a == 16 ? "A16" : "");
    if (format.starts_with("mx")) return a == 16 ? "MXFP8A16" : "MXFP8";
    if (a == 16) return "W8A16-FP8";
    return is_true(member(activations, "dynamic")) ? "FP8-dynamic" : "W8A8-FP8";
}

std::string compressed_tensors_scheme(const Json& config)
{
    std::set<std::string> schemes;
    for (const auto& [name, group] : member(config, "config_groups").items()) {
        auto format = text_of(member(group, "format"));
        if (format.empty()) format = text_of(member(config, "format"));
        // A group may also be a preset's name with its targets.
        auto scheme = group.is_object() ? group_scheme(group, format) : scheme_from_text(name);
        if (!scheme.empty()) schemes.insert(std::move(scheme));
    }
    return join({schemes.begin(), schemes.end()}, " + ");
}

std::string scheme_of(const Json& config)
{
    const auto method = text_of(member(config, "quant_method"));
    if (member(config, "config_groups").is_object()) return compressed_tensors_scheme(config);
    const auto bits = text_of(member(config, method == "awq" ? "w_bit" : "bits"));
    const auto known_bits = bits.empty() ? text_of(member(config, "bits")) : bits;
    if (method == "awq" || method == "gptq")
        return fmt::format("{}-INT{}", method == "awq" ? "AWQ" : "GPTQ", known_bits.empty() ? "4" : known_bits);
    if (method == "fp8") return text_of(member(config, "activation_scheme")) == "dynamic" ? "FP8-dynamic" : "W8A8-FP8";
    if (method == "bitsandbytes") {
        const auto type = text_of(member(config, "bnb_4bit_quant_type"));
        return scheme_from_text(is_true(member(config, "load_in_4bit")) ? "bitsandbytes 4bit " + type
                                                                        : "bitsandbytes int8");
    }
    return scheme_from_text(method + " " + text_of(member(config, "quant_algo")));
}

std::string dtype_scheme(const Json& model)
{
    auto dtype = text_of(member(model, "dtype"));
    if (dtype.empty()) dtype = text_of(member(model, "torch_dtype"));
    return dtype == "bfloat16" ? "BF16" : dtype == "float16" ? "FP16" : dtype == "float32" ? "FP32" : std::string();
}

struct ConfigPlace {
    const Json* model = nullptr;
    std::string path; ///< of the model's configuration, with a dot behind it
};

/// The model's configuration, which tools that inspect checkpoints wrap.
ConfigPlace model_config(const Json& document)
{
    const auto& wrapped = member(member(member(document, "checkpoint"), "metadata_files"), "config.json");
    if (wrapped.is_object()) return {&wrapped, "checkpoint.metadata_files['config.json']."};
    const auto& inner = member(document, "text_config");
    if (member(document, "quantization_config").is_null() && member(inner, "quantization_config").is_object())
        return {&inner, "text_config."};
    return {&document, {}};
}

void describe(Run& run, const Json& document)
{
    const auto [model, path] = model_config(document);
    const auto& config = member(*model, "quantization_config");
    auto& setup = run.setup;
    const auto fact = [&](std::string key, const Json& value, std::string place) {
        if (auto text = text_of(value); !text.empty())
            setup.facts.try_emplace(std::move(key), Fact{std::move(text), std::move(place)});
    };
    for (const char* key : {"quant_method", "format", "version", "quantization_status"})
        fact(fmt::format("quantization.{}", key), member(config, key),
             fmt::format("{}quantization_config.{}", path, key));
    fact("model.dtype", member(*model, "dtype"), path + "dtype");
    fact("model.dtype", member(*model, "torch_dtype"), path + "torch_dtype");
    const auto& runtime = member(document, "runtime");
    fact("gpu.name", member(runtime, "gpu_name"), "runtime.gpu_name");
    setup.gpu = text_of(member(runtime, "gpu_name"));
    setup.model = text_of(member(document, "model"));
    if (setup.model.empty()) setup.model = text_of(member(*model, "_name_or_path"));
    setup.scheme = config.is_object() ? scheme_of(config) : dtype_scheme(*model);
    if (!setup.scheme.empty()) setup.scheme_source = path + (config.is_object() ? "quantization_config" : "dtype");
}

} // namespace

Result<Imported> quantization_config(std::string_view text, const Source& source, Progress& progress)
{
    Imported imported;
    const auto document = parse_json(text, imported.problems);
    if (!document) return std::unexpected(document.error());
    if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was stopped.", source.file);
    if (!document->is_object())
        return failure(ErrorKind::unsupported, "This is no configuration of a model.", source.file);
    Run run;
    run.kind = RunKind::scheme;
    run.format = "model-config";
    run.tool.name = "transformers";
    run.tool.version = text_of(member(*model_config(*document).model, "transformers_version"));
    run.provenance.files.push_back({source.file, source.sha256, run.format});
    describe(run, *document);
    if (run.setup.scheme.empty())
        run.problems.push_back({Severity::note, "scheme-unknown",
                                "The configuration names no precision scheme that Kneepoint knows.", source.file,
                                "quantization_config"});
    imported.runs.push_back(std::move(run));
    return imported;
}

} // namespace kneepoint::import
