// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>
#include <QString>

class QApplication;

namespace kneepoint::ui {

enum class Scheme : std::uint8_t { light, dark, system };

/// The only place for colours, icons and spacing.
struct Theme {
    bool dark = false;
    QColor window, page, panel, line, grid, text, faint, accent, better, worse, slo;

    static const Theme& light_theme();
    static const Theme& dark_theme();
    /// The one in force, by the palette of the application.
    static const Theme& current();

    /// Identity 0 (base) is a neutral; candidates follow Okabe-Ito in fixed order.
    QColor identity(int identity) const;
};

inline constexpr int grid_unit = 8; ///< pixels; all spacing is a multiple

/// Sets style (Fusion where the platform has none), palette and font. May be called again to switch.
void apply_theme(QApplication& application, Scheme scheme);
/// An SVG icon of resources/icons in the text colour of the current theme.
QIcon icon(const QString& name);

} // namespace kneepoint::ui
