// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run_options.h"

namespace kneepoint::app {

/// Refuses options that would change nothing, so that nobody believes in a load that was not sent.
/// @error invalid, names the option and what it belongs to
Result<void> refuse_without_effect(const RunOptions& options, const load::Profile& profile);

} // namespace kneepoint::app
