// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/pairing.h"
#include "kneepoint/library/catalogue.h"

#include <QString>

namespace kneepoint::ui {

class Session;

// Rich text of the details pane. Everything that comes from files is escaped; colours come from the theme.

/// Setup facts with where each was read, files with their hashes, conclusions, problems.
QString run_details(const Session& session, const Run& run);
/// The sides and why they are a pair.
QString pair_details(const Session& session, const compare::Pair& pair);
QString skipped_details(const library::SkippedFile& file);
QString problem_details(const Problem& problem);

} // namespace kneepoint::ui
