// SPDX-License-Identifier: GPL-3.0-or-later
#include "precision_stages.h"

#include "figures.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

namespace kneepoint::report {

namespace {

struct Formats {
    std::string_view weights, activations, multiply, accumulate;
    bool quantises_activations;
};

/// What a scheme's name says about weights and activations.
std::optional<Formats> formats_of(std::string_view scheme)
{
    const auto has = [&](std::string_view part) { return contains_ignoring_case(scheme, part); };
    if (has("W4A4") || has("NVFP4") || has("MXFP4")) {
        if (has("W4A16") || has("A16")) return Formats{"FP4", "FP16 / BF16", "16-bit × 16-bit", "FP32", false};
        return Formats{"FP4", "FP4", "4-bit × 4-bit", "FP32", true};
    }
    if (has("W4A16") || has("AWQ") || has("GPTQ") || has("INT4"))
        return Formats{"INT4", "FP16 / BF16", "16-bit × 16-bit", "FP32", false};
    if (has("W8A16")) return Formats{has("FP8") ? "FP8" : "INT8", "FP16 / BF16", "16-bit × 16-bit", "FP32", false};
    if (has("FP8")) return Formats{"FP8", "FP8", "8-bit × 8-bit", "FP32", true};
    if (has("W8A8") || has("INT8")) return Formats{"INT8", "INT8", "8-bit × 8-bit", "INT32", true};
    return std::nullopt;
}

std::vector<Cell> stage(std::string_view component, std::string_view precision, std::string_view purpose)
{
    return {text_cell(std::string(component)), text_cell(std::string(precision)), text_cell(std::string(purpose))};
}

} // namespace

std::optional<Table> precision_stages(std::string_view scheme)
{
    const auto formats = formats_of(scheme);
    if (!formats) return std::nullopt;
    Table table{
        fmt::format("Precision stages of {}", scheme),
        {text_column("Component"), text_column("Precision"), text_column("Purpose")},
        {},
        {"What the scheme prescribes, not what was measured. A server may choose other kernels, for example 16-bit "
         "activations on a GPU without FP8 units; its log tells."}};
    table.rows.push_back(stage("Layer input", "FP16 / BF16", "Activations as the previous layer hands them over"));
    if (formats->quantises_activations)
        table.rows.push_back(
            stage("Quantisation of activations", formats->activations, "Bring the input to the weights' width"));
    table.rows.push_back(stage("Weights", formats->weights, "Stored and read in small form"));
    if (!formats->quantises_activations)
        table.rows.push_back(
            stage("Dequantisation of weights", "FP16 / BF16", "Bring the weights to the input's width"));
    table.rows.push_back(stage("Matrix product", formats->multiply, "The layer's arithmetic"));
    table.rows.push_back(stage("Accumulation", formats->accumulate, "Sum the products without overflow"));
    table.rows.push_back(stage("Layer output", "FP16 / BF16", "Scaled back for the next layer"));
    return table;
}

} // namespace kneepoint::report
