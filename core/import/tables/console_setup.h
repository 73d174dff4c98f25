// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"
#include "text_table.h"

#include <span>

namespace kneepoint::import {

/// Model, target, profile and workload from the set-up lines that GuideLLM prints before its tables.
void read_setup_lines(Run& run, std::span<const TextLine> before);

/// What GuideLLM prints after its tables: warnings of a level (0.8) and the result of a search for the knee.
void read_lines_after(Run& run, std::span<const TextLine> after);

/// In Markdown: the heading above the tables, the role it names, and the model that a section "Base Model" or
/// "Quantized Model" of the same document states for that role.
void read_headings(Run& run, std::span<const TextLine> lines, std::size_t first_line);

} // namespace kneepoint::import
