// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace kneepoint::ui {

class Session;

/// What the rule over speed and accuracy recommends, never without the rule; empty where no candidate has both halves.
struct Recommendation {
    QString brief; ///< "Recommended by rule: FP8.", or that none is
    QString rule;  ///< "The rule: the fastest candidate that ..."
    QString whole; ///< Markdown: the rule, what it gives with its figures, and why others are left out
};

Recommendation recommendation_for(const Session& session);

} // namespace kneepoint::ui
