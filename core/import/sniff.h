// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/import/import.h"

#include <optional>
#include <string_view>

namespace kneepoint::import {

/// By the first bytes of a binary format; empty when they are none's.
std::optional<Sniffed> sniff_binary(std::string_view bytes);
/// A text that begins with an object or a list.
Sniffed sniff_json(std::string_view text);
/// Any other text.
Sniffed sniff_text(std::string_view text);

} // namespace kneepoint::import
