// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"
#include "kneepoint/report/table.h"

#include <QWidget>

#include <optional>

namespace kneepoint::ui {

class Session;

/// One page of the window. The window builds a page when it is first looked at, so a page reads the session in its
/// constructor and then follows the session's signals.
///
/// The window's own actions (export chart, copy table, help) ask the page in sight for its data through the functions
/// below; what only this page can do is a QAction added to the page with addAction(): it then works while the page has
/// the focus (shortcut context WidgetWithChildrenShortcut) and is listed in the command palette.
class Page : public QWidget {
    Q_OBJECT
public:
    explicit Page(Session& session, QWidget* parent = nullptr);

    virtual QString title() const = 0;     ///< of the tab: "Compare"
    virtual QString help_text() const = 0; ///< Markdown, shown beside the page on F1

    /// The chart in sight, for "Export chart" (SVG, PDF, PNG with its data as CSV). None: the action is disabled.
    virtual std::optional<report::Chart> chart() const { return std::nullopt; }
    /// The table in sight (its selection when there is one), for "Copy table". None: the action is disabled.
    virtual std::optional<report::Table> table() const { return std::nullopt; }
    /// Where the keyboard goes when the page is opened; the page itself unless told.
    virtual QWidget* first_focus() { return this; }

signals:
    void content_changed(); ///< whether there is a chart or table may have changed

protected:
    Session& session() const { return m_session; }

private:
    Session& m_session;
};

} // namespace kneepoint::ui
