// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of files over a line share.
#pragma once

#include "kneepoint/base/file.h"
#include "kneepoint/hosts/files.h"

#include "lab.h"

#include <QRandomGenerator>

#include <cstring>
#include <memory>

namespace kneepoint::tests {

inline std::unique_ptr<hosts::Shell> connected(const hosts::Host& host)
{
    auto shell = std::make_unique<hosts::Shell>(host.name, hosts::launch(host), host.prepare);
    shell->start();
    return QTest::qWaitFor([&] { return shell->is_ready(); }, 30'000) ? std::move(shell) : nullptr;
}

inline std::string random_bytes(std::size_t size)
{
    std::string bytes(size, '\0');
    QRandomGenerator generator(42);
    for (std::size_t at = 0; at + 4 <= size; at += 4) {
        const auto value = generator.generate();
        std::memcpy(bytes.data() + at, &value, 4);
    }
    return bytes;
}

inline hosts::RemoteFile written(const QString& path, const std::string& content, const std::string& name = {})
{
    write_text(path, QByteArray::fromStdString(content));
    return {.path = name.empty() ? path.toStdString() : name, .size = content.size(), .sha256 = sha256(content)};
}

inline QStringList hidden_and_parts(const QString& folder)
{
    auto found = QDir(folder).entryList({"*.part"}, QDir::Files | QDir::Hidden);
    found += QDir(folder).entryList({".*"}, QDir::Files | QDir::Hidden);
    found.removeDuplicates();
    return found;
}

} // namespace kneepoint::tests
