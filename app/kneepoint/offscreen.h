// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

class QApplication;

namespace kneepoint::app {

/// A Qt application without a display, for commands that draw. Does nothing when one exists already.
class Offscreen {
public:
    Offscreen();
    ~Offscreen();
    Offscreen(const Offscreen&) = delete;
    Offscreen& operator=(const Offscreen&) = delete;

private:
    std::unique_ptr<QApplication> m_application;
};

} // namespace kneepoint::app
