// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/accuracy.h"
#include "lm_eval_sample_record.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace kneepoint::import {

/// Collects records into the columns of TaskSamples, one per filter in the file's order.
class SampleColumns {
public:
    void add(const SampleRecord& record);
    /// Columns sorted by doc_id. @param task, file go into each
    std::vector<TaskSamples> finish(const std::string& task, const std::string& file);

private:
    struct Block {
        TaskSamples samples;
        std::vector<std::size_t> answers; ///< hashes, to tell a second filter from a repeated line
        std::unordered_map<std::int64_t, std::size_t> rows;
        bool named = true;
    };
    Block& block(const std::string& filter);
    /// Files before 0.4.7 name no filter and write one block of lines for each.
    Block& unnamed_block(const SampleRecord& record);
    static void append(Block& block, const SampleRecord& record);
    static void sort(TaskSamples& samples);

    std::vector<Block> m_blocks;
};

} // namespace kneepoint::import
