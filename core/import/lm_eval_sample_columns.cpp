// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_sample_columns.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace kneepoint::import {

namespace {

constexpr double no_score = std::numeric_limits<double>::quiet_NaN();

template<typename T>
void reorder(std::vector<T>& column, const std::vector<std::size_t>& order)
{
    if (column.empty()) return;
    std::vector<T> sorted;
    sorted.reserve(order.size());
    for (const std::size_t row : order) sorted.push_back(std::move(column[row]));
    column = std::move(sorted);
}

/// A column that begins late or lacks rows is filled up, so that all have one length.
template<typename T>
void put(std::vector<T>& column, std::size_t row, T value, const T& missing)
{
    column.resize(row, missing);
    column.push_back(std::move(value));
}

} // namespace

SampleColumns::Block& SampleColumns::block(const std::string& filter)
{
    const auto known = std::ranges::find(m_blocks, filter, [](const Block& b) { return b.samples.filter; });
    if (known != m_blocks.end()) return *known;
    m_blocks.emplace_back().samples.filter = filter;
    return m_blocks.back();
}

SampleColumns::Block& SampleColumns::unnamed_block(const SampleRecord& record)
{
    for (std::size_t i = 0;; ++i) {
        Block& candidate = block(i == 0 ? std::string() : "#" + std::to_string(i + 1));
        candidate.named = false;
        const auto row = candidate.rows.find(*record.doc_id);
        if (row == candidate.rows.end() || i > 16) return candidate;
    }
}

void SampleColumns::add(const SampleRecord& record)
{
    Block& target = record.filter ? block(*record.filter) : unnamed_block(record);
    ++target.samples.lines;
    if (target.rows.contains(*record.doc_id)) return;
    append(target, record);
}

void SampleColumns::append(Block& block, const SampleRecord& record)
{
    TaskSamples& samples = block.samples;
    const std::size_t row = samples.doc_id.size();
    block.rows.emplace(*record.doc_id, row);
    block.answers.push_back(record.answer);
    samples.doc_id.push_back(*record.doc_id);
    samples.doc_hash.push_back(record.doc_hash);
    samples.prompt_hash.push_back(record.prompt_hash);
    samples.target_hash.push_back(record.target_hash);
    samples.option_loglikelihoods.push_back(record.options);
    for (const auto& [metric, score] : record.scores) {
        auto& column = samples.scores[metric];
        if (column.size() <= row) put(column, row, score, no_score);
    }
    for (const auto& [metric, pair] : record.loglikelihoods) {
        auto& column = samples.loglikelihoods[metric];
        if (column.size() <= row) put(column, row, pair, {no_score, no_score});
    }
}

void SampleColumns::sort(TaskSamples& samples)
{
    const std::size_t rows = samples.doc_id.size();
    for (auto& [metric, column] : samples.scores) column.resize(rows, no_score);
    for (auto& [metric, column] : samples.loglikelihoods) column.resize(rows, {no_score, no_score});
    const auto has_none = [](const std::vector<double>& options) { return options.empty(); };
    if (std::ranges::all_of(samples.option_loglikelihoods, has_none)) samples.option_loglikelihoods.clear();
    if (std::ranges::is_sorted(samples.doc_id)) return;

    std::vector<std::size_t> order(rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t row) { return samples.doc_id[row]; });
    reorder(samples.doc_id, order);
    reorder(samples.doc_hash, order);
    reorder(samples.prompt_hash, order);
    reorder(samples.target_hash, order);
    reorder(samples.option_loglikelihoods, order);
    for (auto& [metric, column] : samples.scores) reorder(column, order);
    for (auto& [metric, column] : samples.loglikelihoods) reorder(column, order);
}

std::vector<TaskSamples> SampleColumns::finish(const std::string& task, const std::string& file)
{
    std::vector<TaskSamples> finished;
    const std::vector<std::size_t> first = m_blocks.empty() ? std::vector<std::size_t>() : m_blocks.front().answers;
    for (Block& block : m_blocks) {
        // The same answers once more are lines of a second save, not another filter.
        if (!block.named && !finished.empty() && block.answers == first) {
            finished.front().lines += block.samples.lines;
            continue;
        }
        block.samples.task = task;
        block.samples.file = file;
        sort(block.samples);
        finished.push_back(std::move(block.samples));
    }
    m_blocks.clear();
    return finished;
}

} // namespace kneepoint::import
