// SPDX-License-Identifier: GPL-3.0-or-later
#include "tone_label.h"

#include <QEvent>

namespace kneepoint::ui {

ToneLabel::ToneLabel(Tone tone, QWidget* parent) : QLabel(parent), m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    paint_text();
}

void ToneLabel::set_tone(Tone tone)
{
    m_tone = tone;
    paint_text();
}

void ToneLabel::paint_text()
{
    auto words = palette();
    const auto& colour = Theme::current().*m_tone;
    if (words.color(QPalette::WindowText) == colour) return; // a palette that is set is a change, too
    words.setColor(QPalette::WindowText, colour);
    setPalette(words);
}

void ToneLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) paint_text();
}

} // namespace kneepoint::ui
