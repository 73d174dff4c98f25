// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/pdf_bytes.h"

namespace kneepoint::ui {

QByteArray with_fixed_dates(QByteArray pdf)
{
    const QByteArray key = "/CreationDate (D:";
    const QByteArray fixed = "20000101000000+00'00'";
    for (auto at = pdf.indexOf(key); at >= 0; at = pdf.indexOf(key, at + 1)) {
        const auto from = at + key.size();
        const auto length = pdf.indexOf(')', from) - from;
        if (length <= 0 || length > fixed.size()) continue;
        pdf.replace(from, length, fixed.left(length));
    }
    return pdf;
}

} // namespace kneepoint::ui
