// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/claims/claims.h"
#include "kneepoint/library/catalogue.h"
#include "shell/worker.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace kneepoint::ui {

struct CheckedDocument {
    QString file;
    QStringList lines; ///< of the document
    Result<claims::Review> review;
};

/// Reads a document and recomputes its claims, from its own figures and from open results, all on another thread. A new
/// start supersedes the one before.
class ClaimsCheck : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// @param catalogue shared with the window; never changed after it was made
    void start(const QString& file, std::shared_ptr<const library::Catalogue> catalogue);
    bool busy() const { return m_worker.busy(); }

signals:
    void checked(const kneepoint::ui::CheckedDocument& document);

private:
    Worker m_worker;
};

} // namespace kneepoint::ui
