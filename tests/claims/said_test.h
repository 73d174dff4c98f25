// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layouts.h"

#include <QObject>

/// Sentences as announcements, model cards and papers say them, true and false, over documents of layouts.h; what is
/// expected follows from the figures that stand beside the documents. A test fills sentences_data().
class SaidTest : public QObject {
    Q_OBJECT

private slots:
    virtual void sentences_data() = 0;
    void sentences()
    {
        QFETCH(QString, document);
        QFETCH(QString, sentence);
        QFETCH(int, expected);
        kneepoint::tests::layouts::check(document, sentence, expected);
    }
};
