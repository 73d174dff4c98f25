// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_name.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace kneepoint::import {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// "0000-00-00T00-00-00", where 0 stands for any digit; a colon may stand for the later dashes.
bool fits_stamp(std::string_view text)
{
    constexpr std::string_view shape = "0000-00-00T00-00-00";
    if (text.size() < shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const bool fits = shape[i] == '0' ? is_digit(text[i]) : text[i] == shape[i] || (i > 10 && text[i] == ':');
        if (!fits) return false;
    }
    return true;
}

bool names_a_kind(std::string_view word)
{
    constexpr auto kinds = std::to_array<std::string_view>(
        {"console", "stdout",  "stderr", "full", "report", "reports", "benchmark", "benchmarks",
         "result",  "results", "log",    "logs", "output", "out",     "guidellm",  "nvidia",
         "smi",     "vllm",    "server", "gpu",  "config", "before",  "after",     "loaded",
         "idle",    "samples", "table",  "json", "csv",    "html",    "metrics"});
    return std::ranges::find(kinds, word) != kinds.end();
}

} // namespace

std::string_view folder_of(std::string_view file)
{
    const auto end = file.find_last_of("/!");
    return end == std::string_view::npos ? std::string_view() : file.substr(0, end);
}

std::string_view base_name(std::string_view file)
{
    const auto end = file.find_last_of("/!");
    return end == std::string_view::npos ? file : file.substr(end + 1);
}

std::string_view parent_of(std::string_view folder)
{
    return folder_of(folder);
}

std::set<std::string> telling_words(std::string_view file)
{
    std::set<std::string> words;
    const auto name = lower_case(base_name(file));
    const auto stem = std::string_view(name).substr(0, name.find('.'));
    std::string word;
    const auto take = [&] {
        if (!word.empty() && !names_a_kind(word)) words.insert(word);
        word.clear();
    };
    for (const char c : stem) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            word += c;
        else
            take();
    }
    take();
    return words;
}

std::string_view time_stamp(std::string_view file)
{
    const auto name = base_name(file);
    for (std::size_t at = 0; at + 19 <= name.size(); ++at) {
        if (!fits_stamp(name.substr(at))) continue;
        auto end = at + 19;
        if (end + 1 < name.size() && name[end] == '.' && is_digit(name[end + 1]))
            for (++end; end < name.size() && is_digit(name[end]);) ++end;
        return name.substr(at, end - at);
    }
    return {};
}

bool lies_in(const Run& run, std::string_view folder)
{
    return std::ranges::any_of(run.provenance.files,
                               [&](const auto& source) { return folder_of(source.file) == folder; });
}

std::string_view family(const Run& run)
{
    return std::string_view(run.format).substr(0, run.format.find('/'));
}

} // namespace kneepoint::import
