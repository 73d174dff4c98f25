// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_name.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace kneepoint::import {

namespace {

constexpr std::string_view stamp_shape = "0000-00-00T00-00-00";

std::string_view own_name(std::string_view file)
{
    const std::size_t cut = file.find_last_of("/!");
    return cut == std::string_view::npos ? file : file.substr(cut + 1);
}

/// Zeros of the shape stand for digits; ":" may stand where ":" was replaced by "-".
bool is_stamp(std::string_view text)
{
    if (text.size() < stamp_shape.size()) return false;
    for (std::size_t i = 0; i < stamp_shape.size(); ++i) {
        const bool fits = stamp_shape[i] == '0' ? std::isdigit(static_cast<unsigned char>(text[i])) != 0
                                                : text[i] == stamp_shape[i] || (i > 10 && text[i] == ':');
        if (!fits) return false;
    }
    return true;
}

std::size_t stamp_at(std::string_view name)
{
    for (std::size_t at = 0; at + stamp_shape.size() <= name.size(); ++at)
        if (is_stamp(name.substr(at))) return at;
    return std::string_view::npos;
}

std::string_view stamp(std::string_view name, std::size_t at)
{
    std::size_t end = at + stamp_shape.size();
    if (end < name.size() && name[end] == '.')
        while (end + 1 < name.size() && std::isdigit(static_cast<unsigned char>(name[end + 1]))) ++end;
    return name.substr(at, end == at + stamp_shape.size() ? end - at : end + 1 - at);
}

/// 0.4.0 to 0.4.2 name samples "<model_args>_<task>.jsonl" with "__" for "/" and "=": the task follows the first "_"
/// behind the last value.
std::string_view task_behind_arguments(std::string_view stem)
{
    const std::size_t value = stem.rfind("__");
    const std::size_t cut = value == std::string_view::npos ? std::string_view::npos : stem.find('_', value + 2);
    return cut == std::string_view::npos ? stem : stem.substr(cut + 1);
}

std::string_view task_of(std::string_view name, std::size_t stamp_start)
{
    constexpr std::string_view samples = "samples_", written = "_write_out_info";
    const std::string_view stem = name.substr(0, name.rfind('.'));
    if (stem.ends_with(written)) return stem.substr(0, stem.size() - written.size());
    if (!name.starts_with(samples)) return task_behind_arguments(stem);
    if (stamp_start != std::string_view::npos && stamp_start > samples.size())
        return name.substr(samples.size(), stamp_start - 1 - samples.size());
    const std::string_view rest = stem.substr(samples.size());
    return rest.substr(0, rest.rfind('_'));
}

} // namespace

LmEvalName lm_eval_name(std::string_view file)
{
    const std::string_view name = own_name(file);
    const std::size_t at = stamp_at(name);
    LmEvalName parts;
    if (at != std::string_view::npos) parts.time_stamp = stamp(name, at);
    std::ranges::replace(parts.time_stamp, ':', '-');
    parts.task = task_of(name, at);
    return parts;
}

} // namespace kneepoint::import
