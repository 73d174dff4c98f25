// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/import.h"
#include "shared.h"

#include <QTest>

#include <archive.h>
#include <archive_entry.h>

using namespace kneepoint;
using namespace kneepoint::import;

namespace {

struct Entry {
    std::string name;
    std::string content;
    unsigned type = AE_IFREG;
};

std::string packed(const std::vector<Entry>& entries, int (*format)(archive*), int (*filter)(archive*),
                   const char* password = nullptr)
{
    std::string bytes(64 << 20, '\0');
    std::size_t used = 0;
    auto* out = archive_write_new();
    format(out);
    filter(out);
    archive_write_set_bytes_in_last_block(out, 1);
    if (password != nullptr) {
        archive_write_set_options(out, "zip:encryption=aes256");
        archive_write_set_passphrase(out, password);
    }
    archive_write_open_memory(out, bytes.data(), bytes.size(), &used);
    for (const auto& [name, content, type] : entries) {
        auto* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, type);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(type == AE_IFREG ? content.size() : 0));
        if (type == AE_IFLNK) archive_entry_set_symlink(entry, "/etc/passwd");
        archive_write_header(out, entry);
        if (type == AE_IFREG) archive_write_data(out, content.data(), content.size());
        archive_entry_free(entry);
    }
    archive_write_close(out);
    archive_write_free(out);
    bytes.resize(used);
    return bytes;
}

std::string tar_gz(const std::vector<Entry>& entries)
{
    return packed(entries, archive_write_set_format_pax_restricted, archive_write_add_filter_gzip);
}

std::string zip(const std::vector<Entry>& entries, const char* password = nullptr)
{
    return packed(entries, archive_write_set_format_zip, archive_write_add_filter_none, password);
}

std::string gzip(const std::string& content)
{
    return packed({{"content", content}}, archive_write_set_format_raw, archive_write_add_filter_gzip);
}

Result<Unpacked> unpacked(const std::string& bytes, const UnpackLimits& limits = {})
{
    Progress progress;
    return unpack(bytes, {"a.zip", {}}, limits, progress);
}

std::string noise(std::size_t size)
{
    std::string text(size, ' ');
    std::uint32_t state = 1;
    for (auto& c : text) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    return text;
}

} // namespace

class TestUnpack : public QObject {
    Q_OBJECT
private slots:
    void formats();
    void names_that_lead_out();
    void links_and_devices();
    void bomb();
    void sizes();
    void damaged();
    void encrypted();
    void nested();
    void cancelled();
    void no_archive();
    void fixture();
};

void TestUnpack::formats()
{
    const std::vector<Entry> two{{"b/two.json", "{}"}, {"./a//one.txt", "one"}};
    for (const auto& bytes :
         {tar_gz(two), zip(two), packed(two, archive_write_set_format_ustar, archive_write_add_filter_xz),
          packed(two, archive_write_set_format_ustar, archive_write_add_filter_zstd),
          packed(two, archive_write_set_format_ustar, archive_write_add_filter_none)}) {
        QCOMPARE(sniff(bytes).kind, FileKind::archive);
        const auto result = unpacked(bytes);
        QVERIFY(result);
        QCOMPARE(result->members.size(), 2U);
        QCOMPARE(result->members[0].name, "b/two.json");
        QCOMPARE(result->members[1].name, "a/one.txt");
        QCOMPARE(result->members[1].bytes, "one");
        QVERIFY(result->problems.empty());
    }
    const auto single = unpacked(gzip("plain content"));
    QVERIFY(single);
    QCOMPARE(single->members.size(), 1U);
    QCOMPARE(single->members[0].name, "");
    QCOMPARE(single->members[0].bytes, "plain content");
}

void TestUnpack::names_that_lead_out()
{
    for (const std::string name : {"../evil", "a/../../evil", "/etc/evil", "C:/evil", "..\\evil"}) {
        const auto result = unpacked(zip({{name, "x"}, {"good", "y"}}));
        QVERIFY2(result, name.c_str());
        QCOMPARE(result->members.size(), 1U);
        QCOMPARE(result->members[0].name, "good");
        QCOMPARE(result->problems.size(), 1U);
        QVERIFY(result->problems[0].text.contains("leads out"));
    }
}

void TestUnpack::links_and_devices()
{
    const auto result =
        unpacked(tar_gz({{"link", "", AE_IFLNK}, {"pipe", "", AE_IFIFO}, {"device", "", AE_IFCHR}, {"good", "y"}}));
    QVERIFY(result);
    QCOMPARE(result->members.size(), 1U);
    QCOMPARE(result->problems.size(), 3U);
}

void TestUnpack::bomb()
{
    const auto bytes = gzip(std::string(48 << 20, 'a'));
    QVERIFY(bytes.size() < 100'000);
    const auto result = unpacked(bytes, {.ratio = 100});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::too_large);
    // Members that are small each and large together.
    const std::vector<Entry> many(40, {"zeros", std::string(1 << 20, '\0')});
    QCOMPARE(unpacked(zip(many), {.ratio = 100}).error().kind, ErrorKind::too_large);
}

void TestUnpack::sizes()
{
    const auto bytes = zip({{"a", noise(5000)}, {"b", noise(5000)}});
    QCOMPARE(unpacked(bytes, {.member_bytes = 4999}).error().kind, ErrorKind::too_large);
    QCOMPARE(unpacked(bytes, {.total_bytes = 9999}).error().kind, ErrorKind::too_large);
    QCOMPARE(unpacked(bytes, {.members = 1}).error().kind, ErrorKind::too_large);
    QVERIFY(unpacked(bytes, {.member_bytes = 5000, .total_bytes = 10000, .members = 2}));
}

void TestUnpack::damaged()
{
    const auto whole = tar_gz({{"first.json", noise(50000)}, {"second.json", noise(50000)}});
    const auto half = unpacked(whole.substr(0, whole.size() * 3 / 4));
    QVERIFY(half);
    QCOMPARE(half->members.size(), 1U);
    QCOMPARE(half->members[0].bytes.size(), 50000U);
    QCOMPARE(half->problems.size(), 1U);
    QCOMPARE(half->problems[0].code, "damaged-archive");
    // Half of one report still says something.
    const auto gz = gzip(noise(500000));
    const auto cut = unpacked(gz.substr(0, gz.size() / 2));
    QVERIFY(cut);
    QCOMPARE(cut->members.size(), 1U);
    QVERIFY(cut->members[0].bytes.size() > 100000);
    QCOMPARE(cut->problems.size(), 1U);
    for (std::size_t part = 1; part < 64; ++part) { // no crash, and never silent
        const auto result = unpacked(whole.substr(0, whole.size() * part / 64));
        QVERIFY(!result || !result->problems.empty());
    }
}

void TestUnpack::encrypted()
{
    const auto bytes = zip({{"secret.json", "{}"}}, "word");
    if (bytes.size() < 40) QSKIP("this libarchive cannot write encrypted archives");
    const auto result = unpacked(bytes);
    QVERIFY(result);
    QVERIFY(result->members.empty());
    QCOMPARE(result->problems.size(), 1U);
    QVERIFY(result->problems[0].text.contains("encrypted"));
}

void TestUnpack::nested()
{
    const auto result = unpacked(zip({{"inner.zip", zip({{"deep.json", "{}"}})}, {"good.json", "{}"}}));
    QVERIFY(result);
    QCOMPARE(result->members.size(), 1U);
    QCOMPARE(result->problems.size(), 1U);
    QVERIFY(result->problems[0].text.contains("inner.zip"));
}

void TestUnpack::cancelled()
{
    std::stop_source stop;
    stop.request_stop();
    Progress progress(stop.get_token());
    const auto result = unpack(zip({{"a", "b"}}), {"a.zip", {}}, {}, progress);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::cancelled);
}

void TestUnpack::no_archive()
{
    QCOMPARE(unpacked("PK\x03\x04 but nothing else").error().kind, ErrorKind::unreadable);
    QCOMPARE(unpacked("\x1F\x8B\x08").error().kind, ErrorKind::unreadable);
}

void TestUnpack::fixture()
{
    KNEEPOINT_NEEDS_SHARED();
    const auto result = unpacked(tests::content(tests::shared("fixtures/h200/base/streams.json.gz")));
    QVERIFY(result);
    QCOMPARE(result->members.size(), 1U);
    QCOMPARE(sniff(result->members[0].bytes).kind, FileKind::guidellm_json);
}

QTEST_APPLESS_MAIN(TestUnpack)
#include "test_unpack.moc"
