// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/report_export.h"

#include "shell/text.h"
#include "shell/writer.h"

#include <QFileInfo>

#include <utility>

namespace kneepoint::ui {

ReportExport::ReportExport(Writer& writer, QObject* parent) : QObject(parent), m_writer(writer) {}

ReportExport::~ReportExport()
{
    m_stop.request_stop();
}

void ReportExport::start(std::unique_ptr<ReportFiles> files)
{
    if (busy()) return;
    m_files = std::move(files);
    m_drawn = 0;
    m_stop = {};
    draw_next();
}

void ReportExport::stop()
{
    m_stop.request_stop();
}

void ReportExport::draw_next()
{
    if (m_stop.stop_requested()) return finish(failure(ErrorKind::cancelled, {}));
    if (m_drawn == m_files->charts()) return write();
    emit stage(tr("Drawing chart %1 of %2").arg(m_drawn + 1).arg(m_files->charts()));
    if (const auto drawn = m_files->draw(m_drawn); !drawn) return finish(std::unexpected(drawn.error()));
    ++m_drawn;
    QMetaObject::invokeMethod(this, &ReportExport::draw_next, Qt::QueuedConnection);
}

void ReportExport::write()
{
    const std::shared_ptr<const ReportFiles> files = std::move(m_files);
    const auto paths = to_texts(files->paths());
    m_writing = true;
    emit stage(tr("Writing %1").arg(QFileInfo(paths.front()).fileName()));
    m_writer.start(
        paths, [files, stop = m_stop.get_token()] { return files->write(Progress(stop)); }, this,
        [this](const Result<std::vector<std::string>>& written) { finish(written); });
}

void ReportExport::finish(const Result<std::vector<std::string>>& written)
{
    m_files.reset();
    m_writing = false;
    if (written)
        emit ended(to_texts(*written));
    else if (written.error().kind == ErrorKind::cancelled)
        emit stopped();
    else
        emit failed(qt(to_string(written.error())));
}

} // namespace kneepoint::ui
