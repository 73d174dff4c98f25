// SPDX-License-Identifier: GPL-3.0-or-later
#include "page.h"

namespace kneepoint::ui {

Page::Page(Session& session, QWidget* parent) : QWidget(parent), m_session(session) {}

} // namespace kneepoint::ui
