// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/page_head.h"

namespace kneepoint::ui {

class Session;

/// The answer before any setting: one or two sentences made by rule, the recommendation with its rule, and what is open
/// or one should know, counted and unfolded on demand.
class VerdictHeader : public PageHead {
    Q_OBJECT
public:
    explicit VerdictHeader(Session& session, QWidget* parent = nullptr);

private:
    void update_text();

    Session& m_session;
};

} // namespace kneepoint::ui
