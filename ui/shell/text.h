// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::ui {

// Text is UTF-8 in core and UTF-16 in the window; this is the edge.

inline QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

inline std::vector<std::filesystem::path> to_paths(const QStringList& texts)
{
    std::vector<std::filesystem::path> paths;
    for (const auto& text : texts) paths.emplace_back(text.toStdString());
    return paths;
}

inline QStringList to_texts(const std::vector<std::string>& texts)
{
    QStringList list;
    for (const auto& text : texts) list << qt(text);
    return list;
}

inline std::vector<std::string> to_utf8(const QStringList& texts)
{
    std::vector<std::string> list;
    for (const auto& text : texts) list.push_back(text.toStdString());
    return list;
}

} // namespace kneepoint::ui
