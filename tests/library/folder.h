// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/file.h"
#include "kneepoint/library/catalogue.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>

namespace kneepoint::tests {

/// A folder for one test.
class Folder {
public:
    std::filesystem::path path() const { return m_folder.path().toStdString(); }
    std::filesystem::path operator/(const std::string& name) const { return path() / name; }
    void write(const std::string& name, const std::string& content) const
    {
        std::filesystem::create_directories((path() / name).parent_path());
        if (!write_file(path() / name, content)) qFatal("cannot write %s", name.c_str());
    }

private:
    QTemporaryDir m_folder;
};

inline library::Catalogue scanned(const std::filesystem::path& path, const library::Catalogue* previous = nullptr)
{
    Progress progress;
    return library::scan(std::array{path}, progress, {}, previous);
}

/// The reason that a file was skipped for; empty when it was not.
inline std::string reason(const library::Catalogue& catalogue, const std::string& file)
{
    for (const auto& skipped : catalogue.skipped)
        if (skipped.file == file) return skipped.why;
    return {};
}

/// A result file of our own: one task, one value.
inline std::string accuracy_result(double value)
{
    return R"({"results": {"piqa": {"alias": "piqa", "acc,none": )" + std::to_string(value) +
           R"(}}, "configs": {}, "versions": {"piqa": 1}, "n-shot": {"piqa": 0}, "config": {}})";
}

} // namespace kneepoint::tests
