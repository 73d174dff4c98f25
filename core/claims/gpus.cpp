// SPDX-License-Identifier: GPL-3.0-or-later
#include "vocabulary.h"

#include <algorithm>
#include <array>

namespace kneepoint::claims {

namespace {

struct Gpu {
    std::string_view word, architecture;
};

/// Chips as their names print; NVIDIA's own list of compute capabilities.
constexpr auto known_gpus = std::to_array<Gpu>({
    {"v100", "volta"},      {"t4", "turing"},   {"a100", "ampere"},  {"a800", "ampere"},    {"a40", "ampere"},
    {"a30", "ampere"},      {"a10", "ampere"},  {"a10g", "ampere"},  {"a6000", "ampere"},   {"a5000", "ampere"},
    {"l4", "ada"},          {"l40", "ada"},     {"l40s", "ada"},     {"h100", "hopper"},    {"h200", "hopper"},
    {"h800", "hopper"},     {"h20", "hopper"},  {"gh200", "hopper"}, {"b100", "blackwell"}, {"b200", "blackwell"},
    {"gb200", "blackwell"}, {"p100", "pascal"}, {"2080", "turing"},  {"2080ti", "turing"},  {"2070", "turing"},
    {"3060", "ampere"},     {"3070", "ampere"}, {"3080", "ampere"},  {"3090", "ampere"},    {"4060", "ada"},
    {"4070", "ada"},        {"4080", "ada"},    {"4090", "ada"},     {"5070", "blackwell"}, {"5080", "blackwell"},
    {"5090", "blackwell"},
});

constexpr auto architectures =
    std::to_array<std::string_view>({"pascal", "volta", "turing", "ampere", "ada", "lovelace", "hopper", "blackwell"});

} // namespace

std::string gpu_architecture(const std::vector<std::string>& words)
{
    for (const auto& word : words) {
        if (const auto found = std::ranges::find(known_gpus, std::string_view(word), &Gpu::word);
            found != known_gpus.end())
            return std::string(found->architecture);
        if (is_architecture(word)) return word == "lovelace" ? "ada" : word;
    }
    return {};
}

bool is_architecture(std::string_view word)
{
    return std::ranges::find(architectures, word) != architectures.end();
}

} // namespace kneepoint::claims
