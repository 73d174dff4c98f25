// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPalette>
#include <QString>
#include <QStringList>

#include <cstdint>

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

    /// Identity 0 (base) is a neutral; candidates follow Okabe-Ito in fixed order, and begin again after the seventh.
    /// The paler hues are darkened in the light theme to 3:1 against the panel, what WCAG asks of lines and marks.
    QColor identity(int identity) const;
    /// The same hue for text: at least 4.5:1 against the panel.
    QColor identity_text(int identity) const;
    QPalette palette() const;
};

inline constexpr int grid_unit = 8; ///< pixels; all spacing is a multiple

/// WCAG 2 contrast ratio, 1 to 21.
double contrast_ratio(const QColor& one, const QColor& other);

/// Sets style (Fusion where the platform has none), palette and font. May be called again to switch. Scheme::system
/// takes the platform's palette for its word and looks again when the platform changes it.
void apply_theme(QApplication& application, Scheme scheme);
/// The application's font if its digits are equally wide, else the first installed family of which that holds.
QFont figures_font();
/// Of the sentence at the head of a page.
QFont headline_font(QFont font);

/// An SVG icon of resources/icons in the text colour of the current theme; follows a switch of the theme by itself.
/// "kneepoint", the icon of the application, keeps its own colours. An unknown name gives a null icon.
QIcon icon(const QString& name);
QStringList icon_names();

} // namespace kneepoint::ui
