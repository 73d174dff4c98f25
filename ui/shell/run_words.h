// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/pairing.h"

#include <QString>

namespace kneepoint::ui {

class Session;

// How lists, menus and tool tips speak of runs.

/// "sweep, 10 levels", "9 levels", "2 tasks", "no request completed".
QString measured(const Run& run);
/// The same beside a name that may say the profile already: "BF16 · sweep" has "10 levels".
QString measured_beside(const QString& name, const Run& run);
/// "BF16 · 9 levels".
QString described(const Session& session, const Run& run);
/// "BF16 → INT8".
QString pair_names(const Session& session, const compare::Pair& pair);
/// "BF16 → INT8 · sweep, 10 levels".
QString pair_words(const Session& session, const compare::Pair& pair);

bool is_result(const Run& run); ///< of a load test or an accuracy test, not what lies beside one
/// "●" in a pair, "○" in none, "⚠" its numbers say nothing, "◧" accuracy, "·" beside a run.
QString glyph(const Session& session, const Run& run);
/// The glyph in words, with the reason.
QString standing(const Session& session, const Run& run);

} // namespace kneepoint::ui
