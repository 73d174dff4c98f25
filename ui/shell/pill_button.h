// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace kneepoint::ui {

/// A rounded button with the colour mark of a run and a menu.
class PillButton : public QToolButton {
    Q_OBJECT
public:
    explicit PillButton(QWidget* parent = nullptr);
    /// @param identity as Theme::identity; -1 draws no mark
    void set_content(const QString& text, int identity);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_identity = -1;
};

} // namespace kneepoint::ui
