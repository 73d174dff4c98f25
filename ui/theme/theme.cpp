// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include <QGuiApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::ui {

namespace {

Theme make_light()
{
    return {.dark = false,
            .window = "#f7f7f5",
            .page = "#f7f7f5",
            .panel = "#ffffff",
            .line = "#dcdcd8",
            .grid = "#e9e9e6",
            .text = "#17181a",
            .faint = "#5f636b",
            .accent = "#2563eb",
            .better = "#06714f",
            .worse = "#b23c08",
            .slo = "#a8430f"};
}

Theme make_dark()
{
    return {.dark = true,
            .window = "#1a1b1e",
            .page = "#1a1b1e",
            .panel = "#212428",
            .line = "#3a3e44",
            .grid = "#2f3338",
            .text = "#e8e8e6",
            .faint = "#a2a6ad",
            .accent = "#7aa2ff",
            .better = "#4cc79f",
            .worse = "#ff9466",
            .slo = "#f0895a"};
}

// Base, then blue, vermillion, bluish green, reddish purple, orange, sky blue, yellow (Okabe and Ito, 2008). On the
// dark panel the two blues change places, because the deep one would be hard to see where it is used most.
constexpr std::array light_identities = {0x3f434au, 0x0072b2u, 0xd55e00u, 0x009e73u,
                                         0xcc79a7u, 0xc28500u, 0x27a0c8u, 0x9c9100u};
constexpr std::array dark_identities = {0xd3d5d8u, 0x56b4e9u, 0xd55e00u, 0x009e73u,
                                        0xcc79a7u, 0xe69f00u, 0x0072b2u, 0xf0e442u};
constexpr int candidates = int(light_identities.size()) - 1;

double relative_luminance(const QColor& colour)
{
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

void set_disabled(QPalette& palette, const Theme& theme)
{
    QColor pale = theme.faint;
    pale.setAlphaF(0.6F);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, pale);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.line);
}

} // namespace

const Theme& Theme::light_theme()
{
    static const Theme theme = make_light();
    return theme;
}

const Theme& Theme::dark_theme()
{
    static const Theme theme = make_dark();
    return theme;
}

const Theme& Theme::current()
{
    const QPalette palette = QGuiApplication::palette();
    const bool dark = palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
    return dark ? dark_theme() : light_theme();
}

QColor Theme::identity(int identity) const
{
    const auto& colours = dark ? dark_identities : light_identities;
    return QColor::fromRgb(identity <= 0 ? colours[0] : colours[std::size_t((identity - 1) % candidates + 1)]);
}

QColor Theme::identity_text(int identity) const
{
    QColor colour = this->identity(identity);
    for (int step = 0; step < 20 && contrast_ratio(colour, panel) < 4.5; ++step)
        colour = dark ? colour.lighter(108) : colour.darker(108);
    return colour;
}

QPalette Theme::palette() const
{
    QPalette palette;
    const std::initializer_list<std::pair<QPalette::ColorRole, QColor>> roles = {
        {QPalette::Window, window},
        {QPalette::WindowText, text},
        {QPalette::Base, panel},
        {QPalette::AlternateBase, window},
        {QPalette::Text, text},
        {QPalette::PlaceholderText, faint},
        {QPalette::Button, dark ? panel.lighter(115) : QColor("#f2f2ef")},
        {QPalette::ButtonText, text},
        {QPalette::BrightText, worse},
        {QPalette::ToolTipBase, panel},
        {QPalette::ToolTipText, text},
        {QPalette::Highlight, accent},
        {QPalette::HighlightedText, dark ? window : panel},
        {QPalette::Link, accent},
        {QPalette::LinkVisited, accent},
        {QPalette::Light, dark ? panel.lighter(140) : QColor("#ffffff")},
        {QPalette::Midlight, dark ? panel.lighter(120) : grid},
        {QPalette::Mid, line},
        {QPalette::Dark, dark ? window.darker(130) : QColor("#b9b9b4")},
        {QPalette::Shadow, dark ? QColor("#000000") : QColor("#8a8a86")}};
    for (const auto& [role, colour] : roles) palette.setColor(role, colour);
    set_disabled(palette, *this);
    return palette;
}

double contrast_ratio(const QColor& one, const QColor& other)
{
    const double first = relative_luminance(one), second = relative_luminance(other);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace kneepoint::ui
