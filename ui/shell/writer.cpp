// SPDX-License-Identifier: GPL-3.0-or-later
#include "writer.h"

#include <sys/stat.h>

namespace kneepoint::ui {

namespace {

QString name_of(const QString& file)
{
    return file.section(QLatin1Char('/'), -1);
}

} // namespace

Writer::Writer(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

Writer::~Writer()
{
    m_pool.waitForDone();
}

QList<std::optional<Writer::FileState>> Writer::states_of(const QStringList& files)
{
    QList<std::optional<FileState>> states;
    for (const auto& file : files) {
        struct stat state{};
        if (::stat(file.toUtf8().constData(), &state) != 0)
            states << std::nullopt;
        else
            states << FileState(state.st_size,
                                std::int64_t{state.st_mtim.tv_sec} * 1'000'000'000 + state.st_mtim.tv_nsec);
    }
    return states;
}

void Writer::begin(const QStringList& files)
{
    for (const auto& file : files) {
        ++m_writing[name_of(file)];
        m_left.remove(name_of(file));
    }
}

void Writer::end(const QStringList& files, const QList<std::optional<FileState>>& left)
{
    for (qsizetype i = 0; i < files.size(); ++i) {
        const auto name = name_of(files[i]);
        if (--m_writing[name] == 0) m_writing.remove(name);
        if (left[i]) m_left.insert(name, *left[i]);
    }
}

bool Writer::is_own(const QString& file, std::optional<FileState> seen)
{
    const auto name = name_of(file);
    return m_writing.contains(name) || (seen && m_left.remove(name, *seen) > 0);
}

void Writer::forget()
{
    m_left.clear();
}

} // namespace kneepoint::ui
