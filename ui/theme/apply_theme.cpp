// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include "theme/calm_style.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontMetrics>
#include <QPixmapCache>
#include <QStyle>
#include <QToolTip>

#include <algorithm>

namespace kneepoint::ui {

namespace {

/// Looks again at the platform's palette when the platform says that it changed. Qt 6.5 would have colorSchemeChanged.
class SystemWatcher : public QObject {
public:
    using QObject::QObject;
    bool active = false;

    bool eventFilter(QObject* object, QEvent* event) override
    {
        if (active && event->type() == QEvent::ThemeChange && object->isWindowType() && !m_busy) {
            m_busy = true;
            apply_theme(*static_cast<QApplication*>(QCoreApplication::instance()), Scheme::system);
            m_busy = false;
        }
        return false;
    }

private:
    bool m_busy = false;
};

SystemWatcher& watcher(QApplication& application)
{
    constexpr auto name = "kneepoint-system-watcher";
    if (auto* found = application.findChild<SystemWatcher*>(name, Qt::FindDirectChildrenOnly)) return *found;
    auto* created = new SystemWatcher(&application);
    created->setObjectName(name);
    application.installEventFilter(created);
    return *created;
}

/// Styles that draw with the palette they are given; the others (Windows, GTK) would mix our colours with their own.
bool takes_palettes(const QString& style)
{
    static const QStringList names = {"fusion", "breeze", "oxygen", "kvantum", "macos", "qt6ct-style"};
    return names.contains(style.toLower());
}

bool equally_wide_digits(const QFont& font)
{
    const QFontMetrics metrics(font);
    const int zero = metrics.horizontalAdvance('0');
    return std::ranges::all_of(QStringLiteral("123456789"),
                               [&](QChar digit) { return metrics.horizontalAdvance(digit) == zero; });
}

} // namespace

void apply_theme(QApplication& application, Scheme scheme)
{
    if (!dynamic_cast<const CalmStyle*>(application.style())) {
        const auto platform = application.style()->name();
        QApplication::setStyle(new CalmStyle(takes_palettes(platform) ? platform : QStringLiteral("fusion")));
    }
    watcher(application).active = scheme == Scheme::system;
    if (scheme == Scheme::system) QApplication::setPalette(QPalette()); // uncovers the platform's own
    const Theme& theme = scheme == Scheme::light  ? Theme::light_theme()
                         : scheme == Scheme::dark ? Theme::dark_theme()
                                                  : Theme::current();
    QApplication::setPalette(theme.palette());
    QToolTip::setPalette(theme.palette());
    QPixmapCache::clear();
}

QFont headline_font(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 1.45);
    font.setBold(true);
    return font;
}

QFont figures_font()
{
    QFont font = QGuiApplication::font();
    for (const QString& family : {font.family(), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")}) {
        font.setFamily(family);
        if (equally_wide_digits(font)) return font;
    }
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(QGuiApplication::font().pointSizeF());
    return fixed;
}

} // namespace kneepoint::ui
