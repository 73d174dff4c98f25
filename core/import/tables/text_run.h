// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"
#include "text_table.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kneepoint::import {

/// The precision scheme that the model's name suggests, or else the heading above the tables.
void set_scheme(Setup& setup);

/// The word or quoted text that follows a mark: word_after("model='x', y", "model=") is "x".
std::string word_after(std::string_view text, std::string_view mark);

/// The digits after a key in any notation: "'prompt_tokens': 32", "prompt_tokens=32"; empty when none follow directly.
std::string first_number_after(std::string_view text, std::string_view key);

/// Markdown headings that stand above a place in a text, outermost first; fences are skipped.
std::vector<std::string> headings_above(std::span<const TextLine> lines, std::size_t line);

/// Whether a heading or a paragraph speaks of the base model or of its compressed twin; says nothing when of both.
std::optional<Role> role_in_text(std::string_view text);

} // namespace kneepoint::import
