// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings.h"

#include <QSettings>

#include <array>
#include <utility>

namespace kneepoint::ui::settings {

namespace {

constexpr int recent_limit = 10;

/// Not the application's own names: a test or script without them reads the same file.
QSettings store()
{
    return {QSettings::IniFormat, QSettings::UserScope, QStringLiteral("kneepoint"), QStringLiteral("kneepoint")};
}

constexpr auto theme_names = std::to_array<std::pair<Scheme, const char*>>(
    {{Scheme::light, "light"}, {Scheme::dark, "dark"}, {Scheme::system, "system"}});

} // namespace

Scheme theme()
{
    const auto text = store().value(QStringLiteral("theme")).toString();
    for (const auto& [scheme, name] : theme_names)
        if (text == QLatin1String(name)) return scheme;
    return Scheme::system;
}

void set_theme(Scheme scheme)
{
    for (const auto& [known, name] : theme_names)
        if (known == scheme) store().setValue(QStringLiteral("theme"), QLatin1String(name));
}

bool automatic_reload()
{
    return store().value(QStringLiteral("reload_automatically"), false).toBool();
}

void set_automatic_reload(bool automatic)
{
    store().setValue(QStringLiteral("reload_automatically"), automatic);
}

QStringList recent()
{
    return store().value(QStringLiteral("recent")).toStringList();
}

void add_recent(const QString& path)
{
    auto paths = recent();
    paths.removeAll(path);
    paths.prepend(path);
    store().setValue(QStringLiteral("recent"), QStringList(paths.mid(0, recent_limit)));
}

void forget_recent(const QString& path)
{
    auto paths = recent();
    if (paths.removeAll(path) > 0) store().setValue(QStringLiteral("recent"), paths);
}

void clear_recent()
{
    store().remove(QStringLiteral("recent"));
}

QString last_plan()
{
    return store().value(QStringLiteral("run/plan")).toString();
}

void set_last_plan(const QString& json)
{
    store().setValue(QStringLiteral("run/plan"), json);
}

QString results_folder()
{
    return store().value(QStringLiteral("run/results")).toString();
}

void set_results_folder(const QString& folder)
{
    store().setValue(QStringLiteral("run/results"), folder);
}

bool tells_jobs_go_on()
{
    return store().value(QStringLiteral("run/tells_jobs_go_on"), true).toBool();
}

void set_tells_jobs_go_on(bool tells)
{
    store().setValue(QStringLiteral("run/tells_jobs_go_on"), tells);
}

Layout layout()
{
    const auto stored = store();
    return {stored.value(QStringLiteral("window/geometry")).toByteArray(),
            stored.value(QStringLiteral("window/docks")).toByteArray()};
}

void set_layout(const Layout& layout)
{
    auto stored = store();
    stored.setValue(QStringLiteral("window/geometry"), layout.geometry);
    stored.setValue(QStringLiteral("window/docks"), layout.docks);
}

} // namespace kneepoint::ui::settings
