// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/report_files.h"

#include <QObject>
#include <QStringList>

#include <cstddef>
#include <memory>
#include <stop_token>

namespace kneepoint::ui {

class Writer;

/// Writes a report without holding up the window: its charts are drawn one at a time between two events, because
/// widgets draw them; text, pages and files are made on the writing thread.
class ReportExport : public QObject {
    Q_OBJECT
public:
    explicit ReportExport(Writer& writer, QObject* parent = nullptr);
    ~ReportExport() override; ///< what is not yet being written is not written any more

    /// Ends with one of ended(), failed() and stopped(); a start while busy is ignored.
    void start(std::unique_ptr<ReportFiles> files);
    void stop();
    bool busy() const { return m_files || m_writing; }

signals:
    void stage(const QString& what); ///< "Drawing chart 2 of 7", at each step
    void ended(const QStringList& written);
    void failed(const QString& why);
    void stopped();

private:
    void draw_next();
    void write();
    void finish(const Result<std::vector<std::string>>& written);

    Writer& m_writer;
    std::unique_ptr<ReportFiles> m_files; ///< while its charts are drawn
    std::size_t m_drawn = 0;
    bool m_writing = false;
    std::stop_source m_stop;
};

} // namespace kneepoint::ui
