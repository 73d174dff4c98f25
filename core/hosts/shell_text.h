// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/command.h"

#include <string>
#include <string_view>

namespace kneepoint::hosts {

/// What makes a fresh sh read framed commands. It answers with the mark "ready:PROCESS:STARTED".
std::string bootstrap_text(std::string_view token, std::string_view prepare);

/// The command as lines for sh, run in a shell of their own.
/// @error invalid, see Shell::run
Result<std::string> command_text(const Command& command);

/// A command as it goes to the reading loop: "TOKEN ID LINES BYTES", the lines, the input's bytes. The loop ignores
/// lines without the token, so that input which a dying command left unread is never run.
std::string frame_text(std::string_view token, int id, std::string text, std::string_view input);

/// Ends what the sh with this identity ("PROCESS:STARTED") is running: TERM, a second later KILL, each only to
/// processes that are its descendants and, the second time, still the same.
std::string stop_text(std::string_view identity);

} // namespace kneepoint::hosts
