// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"
#include "kneepoint/compare/pairing.h"
#include "kneepoint/library/catalogue.h"
#include "kneepoint/library/workspace.h"
#include "kneepoint/report/report.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

class QUndoStack;

namespace kneepoint::ui {

struct Opened;
struct Study;
class Writer;

/// What is open and what is compared: the one object that all pages speak about. Lives on the window's thread; scanning
/// and comparing run on workers, and late results are dropped. Every user edit goes through the undo stack.
class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    void open(const QStringList& paths); ///< folders, files, archives or one workspace; replaces what is open
    void add(const QStringList& paths);
    void open_clipboard(const QString& text);
    void reload(); ///< reads again what changed on disk
    void cancel(); ///< stops the scan or comparison under way
    bool busy() const;
    QStringList paths() const;      ///< what is open: folders and files
    QString workspace_file() const; ///< the *.kneepoint file that was opened or saved; empty: remembered by folder
    /// Read again by itself when files change, instead of files_changed().
    void set_auto_reload(bool automatic);
    /// All that is written goes through it, so that its change is not announced.
    Writer& writer();

    const library::Catalogue& catalogue() const;
    /// The same for work on other threads, which may outlast it; never changed after it was made.
    std::shared_ptr<const library::Catalogue> shared_catalogue() const;
    const compare::Pairing& pairing() const;
    const library::Workspace& workspace() const;

    /// The pair in sight. Empty ids when nothing is paired.
    compare::Pair current_pair() const;
    /// Base first, then the candidates in order; empty without a pair. Pointers live until catalogue_changed(), and
    /// until every slot of that signal has returned.
    const std::vector<compare::Subject>& subjects() const;
    std::vector<report::Charted> charted() const;
    const std::vector<compare::Comparison>& comparisons() const;
    const compare::Options& options() const;
    report::ReportInput report_input() const;
    /// The user's name for a run, else scheme, else model, made distinct among the open runs.
    QString label(const std::string& run_id) const;

    // User edits, each undoable and remembered in the workspace.
    void choose_pair(const std::string& base, const std::vector<std::string>& candidates);
    void swap_pair();
    /// Keeps the candidates where they are of its kind (a candidate that becomes the base changes places with it).
    void use_as_base(const std::string& run_id);
    void use_as_candidate(const std::string& run_id); ///< as the only one
    void add_candidate(const std::string& run_id);
    void rename(const std::string& run_id, const QString& label);
    void set_scheme(const std::string& run_id, const QString& scheme);
    void set_slos(const QStringList& slos);  ///< texts that parse_slo accepts; others are refused with message()
    void set_accuracy_margin(double margin); ///< as compare::Options::accuracy_margin
    void set_section_off(const QString& section_id, bool off);
    // Views, not undone.
    void set_include_throughput(bool include);
    void set_alignment(compare::Alignment alignment);
    void set_concurrency_statistic(Statistic statistic);
    void set_overview_load(std::optional<double> load); ///< as compare::Options::overview_load
    void show_pair(const compare::Pair& pair);          ///< looks at another pair that was found

    QUndoStack* undo_stack() const;
    void save_workspace(const QString& file); ///< ends with workspace_saved() or message()

    /// The level under the eye: selected in a chart or table, shown selected in all others.
    void select_level(const std::string& run_id, int level);
    std::string selected_run() const;
    int selected_level() const;
    /// The explanation line at the bottom: formula, inputs, file and path of the number under cursor or selection.
    void explain(const QString& text);

signals:
    void opened(const QStringList& paths);    ///< something was opened and read, before catalogue_changed()
    void not_there(const QStringList& paths); ///< what should be opened; what is open stays
    void workspace_saved(const QString& file);
    void files_changed(); ///< files below the open folders changed; reload() reads them
    void catalogue_changed();
    void pairing_changed();
    void comparison_changed();
    void options_changed();
    void selection_changed();
    void explained(const QString& text);
    void progress(double fraction, const QString& what); ///< at most 20 a second
    void busy_changed(bool busy);
    void message(const QString& sentence); ///< one sentence for the notification area

private:
    struct State;
    class Edit;
    void read(const QStringList& paths, bool replaces);
    void adopt(Opened result, bool replaces);
    void study();
    void adopt(Study result);
    void edit(const QString& what, const std::function<void(library::Workspace&)>& change);
    void look_at(const QString& what, std::optional<compare::Pair> wanted,
                 const std::function<void(library::Workspace&)>& change);
    void apply(const library::Workspace& workspace, const std::optional<compare::Pair>& wanted);
    library::Workspace workspace_in(const std::filesystem::path& folder) const;
    void remember();

    std::unique_ptr<State> m_state;
};

} // namespace kneepoint::ui
