// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QStringList>
#include <QVariant>

#include <memory>
#include <string>
#include <vector>

namespace kneepoint::ui {

/// One line of a list of what was found. Children are owned; the whole tree is made anew when the results change.
struct TreeNode {
    enum class Kind { folder, group, run, pair, skipped, problem };
    Kind kind = Kind::group;
    std::string key; ///< run id, or what tells it apart from its siblings; survives a new tree
    int index = -1;  ///< of a pair in Pairing::pairs, of a skipped file or problem in its list
    QString glyph, detail, hint;
    QStringList texts; ///< by column
    QVariantList sort; ///< by column; an invalid or missing one sorts by text
    bool editable = false;
    std::vector<std::unique_ptr<TreeNode>> children;
    TreeNode* parent = nullptr;
    int row = 0;

    TreeNode& add(std::unique_ptr<TreeNode> child);
};

class TreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role { kind_role = Qt::UserRole, key_role, index_role, glyph_role, detail_role, sort_role, search_role };

    explicit TreeModel(QStringList headers, QObject* parent = nullptr);
    ~TreeModel() override;

    void set_root(std::unique_ptr<TreeNode> root);
    const TreeNode* node(const QModelIndex& index) const; ///< of an index of this model; none for the root

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    int scheme_column = -1; ///< editable beside the name

signals:
    void renamed(const std::string& run_id, const QString& label);
    void scheme_given(const std::string& run_id, const QString& scheme);

private:
    QStringList m_headers;
    std::unique_ptr<TreeNode> m_root;
};

} // namespace kneepoint::ui
