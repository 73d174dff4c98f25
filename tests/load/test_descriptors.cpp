// SPDX-License-Identifier: GPL-3.0-or-later
#include "descriptors.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace kneepoint;

class TestDescriptors : public QObject {
    Q_OBJECT

    /// What the kernel itself says of this process's table.
    static qulonglong table_size()
    {
        QFile status("/proc/self/status");
        if (!status.open(QIODevice::ReadOnly)) return 0;
        for (const QByteArray& line : status.readAll().split('\n'))
            if (line.startsWith("FDSize:")) return line.mid(7).trimmed().toULongLong();
        return 0;
    }

    static qsizetype open_descriptors() { return QDir("/proc/self/fd").entryList(QDir::Files | QDir::System).size(); }

private slots:
    void a_reserved_table_is_there_before_the_connections();
    void more_than_the_limit_is_cut_to_it();
};

void TestDescriptors::a_reserved_table_is_there_before_the_connections()
{
    const std::uint64_t allowed = load::raise_descriptor_limit();
    if (allowed < 1024) QSKIP("The system allows fewer than 1,024 descriptors.");
    const auto open = open_descriptors();
    load::reserve_descriptors(1024);
    QVERIFY(table_size() >= 1024);
    QCOMPARE(open_descriptors(), open);
}

void TestDescriptors::more_than_the_limit_is_cut_to_it()
{
    const auto open = open_descriptors();
    load::reserve_descriptors(~std::uint64_t{0});
    load::reserve_descriptors(0);
    QVERIFY(table_size() >= std::min<std::uint64_t>(load::raise_descriptor_limit(), 65'536));
    QCOMPARE(open_descriptors(), open);
}

QTEST_GUILESS_MAIN(TestDescriptors)
#include "test_descriptors.moc"
