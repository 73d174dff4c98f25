// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"

#include <QTimer>
#include <QWidget>

#include <filesystem>
#include <memory>

namespace kneepoint::library {
struct Catalogue;
}

namespace kneepoint::ui {

class PlotWidget;
class ToneLabel;
class Worker;

/// The curves of a job that is under way: a point more with every level that has ended. Results are read on a worker.
class LiveChart : public QWidget {
    Q_OBJECT
public:
    explicit LiveChart(QWidget* parent = nullptr);
    ~LiveChart() override;

    /// @param folder that fills; what was shown of another one goes
    void set_folder(const std::filesystem::path& folder);
    void grew();                    ///< there is more in the folder
    void set_growing(bool growing); ///< false: no level is to come
    const report::Chart& chart() const;
    PlotWidget* plot() { return m_plot; }

signals:
    void updated();

private:
    void read();
    void show_chart(const report::Chart& chart);

    PlotWidget* m_plot;
    ToneLabel* m_empty;
    std::filesystem::path m_folder;
    std::shared_ptr<const library::Catalogue> m_read; ///< so that files that did not change are not read again
    std::unique_ptr<Worker> m_worker;
    QTimer m_pause;
    bool m_again = false;
};

} // namespace kneepoint::ui
