// SPDX-License-Identifier: GPL-3.0-or-later
#include "found_tree.h"

#include "run_words.h"
#include "session.h"
#include "text.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <iterator>
#include <set>

namespace kneepoint::ui {

namespace {

using Kind = TreeNode::Kind;
using Node = std::unique_ptr<TreeNode>;

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("kneepoint::ui::Found", text, nullptr, n);
}

Node group(const char* key, const QString& text, bool opened)
{
    auto node = std::make_unique<TreeNode>();
    node->key = key;
    node->texts << text;
    node->index = opened ? 0 : -1; // a short one with 0 opens by itself
    return node;
}

/// "Not read (3)".
QString with_count(const QString& text, std::size_t n)
{
    return QStringLiteral("%1 (%2)").arg(text).arg(n);
}

/// Time as the eye reads it: "2025-12-08 10:11".
QString moment(const std::string& iso)
{
    auto text = qt(iso).left(16);
    return text.replace(QLatin1Char('T'), QLatin1Char(' '));
}

QString tool_of(const Run& run)
{
    return (qt(run.tool.name) + QLatin1Char(' ') + qt(run.tool.version)).trimmed();
}

Node run_node(const Session& session, const Run& run)
{
    auto node = std::make_unique<TreeNode>();
    node->kind = Kind::run;
    node->key = run.id;
    node->glyph = glyph(session, run);
    node->hint = standing(session, run) + QLatin1Char('\n') + qt(run.file());
    node->editable = is_result(run);
    return node;
}

Node dock_run(const Session& session, const Run& run)
{
    auto node = run_node(session, run);
    node->texts << session.label(run.id);
    node->detail = measured_beside(node->texts[0], run);
    return node;
}

Node library_run(const Session& session, const Run& run)
{
    auto node = run_node(session, run);
    node->texts << session.label(run.id) << qt(run.setup.model) << qt(run.setup.scheme) << measured(run) << tool_of(run)
                << qt(run.format) << moment(run.started) << qt(run.file());
    const auto size = run.kind == RunKind::accuracy ? run.scores.size() : run.levels.size();
    node->sort = {{}, {}, {}, static_cast<qulonglong>(size)};
    return node;
}

/// In pairs first, then alone, then void.
std::vector<const Run*> results_in_order(const Session& session)
{
    std::vector<const Run*> runs;
    std::set<std::string> taken;
    const auto take = [&](const Run* run) {
        if (run && taken.insert(run->id).second) runs.push_back(run);
    };
    for (const auto& pair : session.pairing().pairs) {
        take(session.catalogue().run(pair.base));
        for (const auto& id : pair.candidates) take(session.catalogue().run(id));
    }
    for (const auto& run : session.catalogue().runs)
        if (is_result(run)) take(&run);
    std::ranges::stable_partition(runs, [](const Run* run) { return !run->void_result; });
    return runs;
}

std::vector<const Run*> beside(const Session& session)
{
    std::vector<const Run*> runs;
    for (const auto& run : session.catalogue().runs)
        if (!is_result(run)) runs.push_back(&run);
    return runs;
}

void add_skipped(TreeNode& above, const Session& session)
{
    const auto& skipped = session.catalogue().skipped;
    if (skipped.empty()) return;
    auto& files = above.add(group("skipped", with_count(tr("Not read"), skipped.size()), false));
    for (std::size_t i = 0; i < skipped.size(); ++i) {
        auto node = std::make_unique<TreeNode>();
        node->kind = Kind::skipped;
        node->key = "skipped " + skipped[i].file;
        node->index = static_cast<int>(i);
        node->texts << qt(skipped[i].file);
        node->detail = qt(skipped[i].why);
        node->hint = node->detail;
        files.add(std::move(node));
    }
}

QString severity_glyph(Severity severity)
{
    return severity == Severity::note ? QStringLiteral("·") : QStringLiteral("⚠");
}

void add_problems(TreeNode& above, const Session& session)
{
    const auto problems = problems_found(session);
    const auto serious =
        std::ranges::count_if(problems, [](const Problem& one) { return one.severity != Severity::note; });
    if (problems.empty()) return;
    const auto words = serious > 0 ? with_count(tr("Problems"), static_cast<std::size_t>(serious)) : tr("Notes");
    auto& list = above.add(group("problems", words, false));
    for (std::size_t i = 0; i < problems.size(); ++i) {
        const auto& problem = problems[i];
        auto node = std::make_unique<TreeNode>();
        node->kind = Kind::problem;
        node->key = "problem " + std::to_string(i);
        node->index = static_cast<int>(i);
        node->glyph = severity_glyph(problem.severity);
        node->texts << qt(problem.text);
        node->detail = qt(problem.file);
        node->hint = qt(problem.text);
        list.add(std::move(node));
    }
}

void add_pairs(TreeNode& above, const Session& session)
{
    const auto& pairs = session.pairing().pairs;
    if (pairs.empty()) return;
    auto& list = above.add(group("pairs", with_count(tr("Pairs"), pairs.size()), true));
    const auto current = session.current_pair();
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        auto node = std::make_unique<TreeNode>();
        node->kind = Kind::pair;
        node->key = "pair " + pairs[i].base + ' ' + (pairs[i].candidates.empty() ? "" : pairs[i].candidates.front());
        node->index = static_cast<int>(i);
        const bool shown = pairs[i].base == current.base && pairs[i].candidates == current.candidates;
        node->glyph = shown ? QStringLiteral("▸") : QStringLiteral(" "); // the names of all begin at one place
        const auto* base = session.catalogue().run(pairs[i].base);
        node->texts << pair_names(session, pairs[i]) << (base ? qt(base->setup.model) : QString()) << QString()
                    << (base ? measured(*base) : QString());
        node->detail = pairs[i].chosen_by_user ? tr("chosen by you") : QString();
        node->hint = qt(pairs[i].why);
        list.add(std::move(node));
    }
}

void add_beside(TreeNode& above, const Session& session, Node (*make)(const Session&, const Run&))
{
    const auto runs = beside(session);
    if (runs.empty()) return;
    auto& list = above.add(group("beside", with_count(tr("Logs and samples"), runs.size()), false));
    for (const auto* run : runs) list.add(make(session, *run));
}

QString root_name(const Session& session)
{
    const auto& roots = session.catalogue().roots;
    if (roots.empty()) return tr("Pasted");
    const auto first = QFileInfo(qt(roots.front().string())).fileName();
    return roots.size() == 1 ? first : QStringLiteral("%1 +%2").arg(first).arg(roots.size() - 1);
}

} // namespace

Problems problems_found(const Session& session)
{
    Problems all = session.catalogue().problems;
    for (const auto& run : session.catalogue().runs) {
        std::ranges::copy(run.problems, std::back_inserter(all));
        for (const auto& level : run.levels) std::ranges::copy(level.problems, std::back_inserter(all));
    }
    for (const auto& comparison : session.comparisons())
        std::ranges::copy(comparison.problems, std::back_inserter(all));
    std::ranges::stable_sort(all, std::ranges::greater{}, &Problem::severity);
    return all;
}

std::unique_ptr<TreeNode> dock_tree(const Session& session)
{
    auto root = std::make_unique<TreeNode>();
    const auto& catalogue = session.catalogue();
    if (catalogue.roots.empty() && catalogue.runs.empty()) return root;
    auto& folder = root->add(group("folder", root_name(session), true));
    folder.kind = Kind::folder;
    QStringList paths;
    for (const auto& path : catalogue.roots) paths << qt(path.string());
    folder.hint = paths.join(QLatin1Char('\n'));
    for (const auto* run : results_in_order(session)) folder.add(dock_run(session, *run));
    add_beside(folder, session, dock_run);
    add_skipped(*root, session);
    add_problems(*root, session);
    return root;
}

QStringList library_columns()
{
    return {tr("Found"), tr("Model"),  tr("Scheme"),  tr("Measured"),
            tr("Tool"),  tr("Format"), tr("Started"), tr("File")};
}

std::unique_ptr<TreeNode> library_tree(const Session& session)
{
    auto root = std::make_unique<TreeNode>();
    add_pairs(*root, session);
    if (const auto runs = results_in_order(session); !runs.empty()) {
        auto& list = root->add(group("runs", with_count(tr("Runs"), runs.size()), true));
        for (const auto* run : runs) list.add(library_run(session, *run));
    }
    add_beside(*root, session, library_run);
    add_skipped(*root, session);
    add_problems(*root, session);
    return root;
}

} // namespace kneepoint::ui
