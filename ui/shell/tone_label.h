// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QLabel>

namespace kneepoint::ui {

/// Wrapped plain text in a colour of the theme, also after the theme was switched.
class ToneLabel : public QLabel {
    Q_OBJECT
public:
    using Tone = QColor Theme::*;
    explicit ToneLabel(Tone tone, QWidget* parent = nullptr);
    void set_tone(Tone tone);

protected:
    void changeEvent(QEvent* event) override;

private:
    void paint_text();
    Tone m_tone;
};

} // namespace kneepoint::ui
