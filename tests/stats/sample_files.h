// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

/// Sample files of lm-evaluation-harness, read without the importer, so that the statistics are checked on their own.
namespace kneepoint::tests {

using Json = nlohmann::json;

/// One side's rows of one task under one filter, in order of doc_id.
struct TaskRows {
    std::vector<std::int64_t> number;
    std::vector<std::string> hash;
    std::vector<Json> rows;

    std::vector<double> scores(const std::string& metric) const
    {
        std::vector<double> result;
        for (const auto& row : rows) result.push_back(row.at(metric).get<double>());
        return result;
    }
    /// Log-likelihood of each option: filtered_resps is [["-1.5", "False"], ...].
    std::vector<std::vector<double>> options() const
    {
        std::vector<std::vector<double>> result;
        for (const auto& row : rows) {
            auto& question = result.emplace_back();
            for (const auto& option : row.at("filtered_resps")) {
                const auto& value = option.at(0);
                question.push_back(value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>());
            }
        }
        return result;
    }
};

/// A JSON array, or one object a line.
inline std::vector<Json> sample_rows(const std::filesystem::path& file)
{
    const auto text = content(file);
    if (text.starts_with('[')) return Json::parse(text).get<std::vector<Json>>();
    std::vector<Json> rows;
    for (std::size_t first = 0; first < text.size();) {
        const auto last = std::min(text.find('\n', first), text.size());
        if (last > first) rows.push_back(Json::parse(text.substr(first, last - first)));
        first = last + 1;
    }
    return rows;
}

/// The n-th block of rows with new doc_ids is the n-th filter where the rows do not name one (before 0.4.7).
inline TaskRows task_rows(const std::filesystem::path& file, const std::string& filter, int block)
{
    std::map<std::int64_t, Json> by_number;
    std::set<std::int64_t> seen;
    int current = 0;
    for (auto& row : sample_rows(file)) {
        const auto number = row.at("doc_id").get<std::int64_t>();
        if (!seen.insert(number).second) {
            ++current;
            seen = {number};
        }
        if (row.contains("filter") ? row.at("filter") == filter : current == block) by_number[number] = std::move(row);
    }
    TaskRows result;
    for (auto& [number, row] : by_number) {
        result.number.push_back(number);
        result.hash.push_back(row.value("doc_hash", ""));
        result.rows.push_back(std::move(row));
    }
    return result;
}

/// The file in `folder` whose name begins with "samples_<task>_" or ends with "_<task>.jsonl".
inline std::filesystem::path sample_file(const std::filesystem::path& folder, const std::string& task)
{
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with("samples_" + task + "_2") || name.ends_with("_" + task + ".jsonl")) return entry.path();
    }
    return {};
}

} // namespace kneepoint::tests
