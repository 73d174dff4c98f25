// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/library/workspace.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <system_error>

namespace kneepoint::library {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema_name = "kneepoint.workspace/";
constexpr int schema_version = 1;
constexpr std::uint64_t size_limit = std::uint64_t{64} << 20;

/// The version in "kneepoint.workspace/1"; empty when the document is no workspace.
std::optional<int> version_of(const Json& document)
{
    if (!document.is_object() || !document.contains("schema") || !document["schema"].is_string()) return std::nullopt;
    const auto schema = document["schema"].get<std::string>();
    int version = 0;
    const auto* end = schema.data() + schema.size();
    if (!schema.starts_with(schema_name) ||
        std::from_chars(schema.data() + schema_name.size(), end, version).ptr != end)
        return std::nullopt;
    return version;
}

/// Takes the known keys of a document and remembers the first one that holds something else than it should.
class Reader {
public:
    Reader(const Json& document, const fs::path& file) : m_document(document), m_file(utf8_path(file)) {}

    Result<Workspace> read()
    {
        Workspace workspace;
        texts("folders", workspace.folders);
        pairs(workspace.pairs);
        names("labels", workspace.labels);
        names("schemes", workspace.schemes);
        texts("slos", workspace.slos);
        percentage("accuracy_margin", workspace.accuracy_margin);
        texts("report_sections_off", workspace.report_sections_off);
        if (m_wrong.empty()) return workspace;
        return failure(
            ErrorKind::invalid,
            fmt::format("The workspace is damaged: \"{}\" is not what it should be; correct or remove it.", m_wrong),
            m_file);
    }

private:
    const Json* member(const char* key) const
    {
        const auto found = m_document.find(key);
        return found == m_document.end() || found->is_null() ? nullptr : &*found;
    }

    void wrong(std::string key)
    {
        if (m_wrong.empty()) m_wrong = std::move(key);
    }

    void texts_of(const Json& list, const std::string& key, std::vector<std::string>& into)
    {
        if (!list.is_array()) return wrong(key);
        for (const auto& item : list) {
            if (!item.is_string()) return wrong(key);
            into.push_back(item.get<std::string>());
        }
    }

    void texts(const char* key, std::vector<std::string>& into)
    {
        if (const auto* list = member(key)) texts_of(*list, key, into);
    }

    void percentage(const char* key, std::optional<double>& into)
    {
        const auto* value = member(key);
        if (value == nullptr) return;
        if (!value->is_number() || !(value->get<double>() >= 0 && value->get<double>() <= 100)) return wrong(key);
        into = value->get<double>();
    }

    void names(const char* key, std::map<std::string, std::string>& into)
    {
        const auto* object = member(key);
        if (object == nullptr) return;
        if (!object->is_object()) return wrong(key);
        for (const auto& [id, name] : object->items()) {
            if (!name.is_string()) return wrong(fmt::format("{}.{}", key, one_line(id, 40)));
            into.insert_or_assign(id, name.get<std::string>());
        }
    }

    void pairs(std::vector<Workspace::Choice>& into)
    {
        const auto* list = member("pairs");
        if (list == nullptr) return;
        if (!list->is_array()) return wrong("pairs");
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto& item = (*list)[i];
            const auto place = fmt::format("pairs[{}]", i);
            if (!item.is_object() || !item.contains("base") || !item["base"].is_string()) return wrong(place + ".base");
            Workspace::Choice choice{item["base"].get<std::string>(), {}};
            if (item.contains("candidates")) texts_of(item["candidates"], place + ".candidates", choice.candidates);
            into.push_back(std::move(choice));
        }
    }

    const Json& m_document;
    std::string m_file;
    std::string m_wrong;
};

fs::path state_home()
{
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return fs::path(value == nullptr ? "" : value);
    };
    // The base directory specification: a relative path is to be ignored.
    if (auto state = variable("XDG_STATE_HOME"); state.is_absolute()) return state;
    return variable("HOME") / ".local" / "state";
}

} // namespace

Result<Workspace> load_workspace(const fs::path& file)
{
    const auto content = read_file(file, size_limit);
    if (!content) return std::unexpected(content.error());
    const auto document = Json::parse(*content, nullptr, false);
    if (document.is_discarded())
        return failure(ErrorKind::unreadable, "This is no JSON, so it is no workspace.", utf8_path(file));
    const auto version = version_of(document);
    if (!version) return failure(ErrorKind::unsupported, "This is no workspace of Kneepoint.", utf8_path(file));
    if (*version != schema_version)
        return failure(
            ErrorKind::unsupported,
            fmt::format("This workspace has version {}; this Kneepoint reads version {}. Use a newer Kneepoint.",
                        *version, schema_version),
            utf8_path(file));
    return Reader(document, file).read();
}

Result<void> save_workspace(const Workspace& workspace, const fs::path& file)
{
    Json document{{"schema", fmt::format("{}{}", schema_name, schema_version)}, {"folders", workspace.folders}};
    document["pairs"] = Json::array();
    for (const auto& pair : workspace.pairs)
        document["pairs"].push_back(Json{{"base", pair.base}, {"candidates", pair.candidates}});
    document["labels"] = workspace.labels;
    document["schemes"] = workspace.schemes;
    document["slos"] = workspace.slos;
    if (workspace.accuracy_margin) document["accuracy_margin"] = *workspace.accuracy_margin;
    document["report_sections_off"] = workspace.report_sections_off;
    std::error_code failed;
    if (file.has_parent_path()) fs::create_directories(file.parent_path(), failed);
    // Names may hold bytes that are not UTF-8; they are replaced rather than thrown at.
    return write_file(file, document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

bool is_workspace(const fs::path& file)
{
    // Opening a named pipe would wait for a writer.
    if (std::error_code error; !fs::is_regular_file(file, error)) return false;
    std::ifstream in(file, std::ios::binary);
    std::string head(1024, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    return trimmed(head).starts_with('{') && head.contains("\"schema\"") && head.contains(schema_name);
}

fs::path remembered_workspace(const fs::path& folder)
{
    std::error_code failed;
    auto whole = fs::weakly_canonical(folder, failed);
    if (failed) whole = fs::absolute(folder, failed).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();
    return state_home() / "kneepoint" / "workspaces" / (sha256(utf8_path(whole)).substr(0, 16) + ".json");
}

} // namespace kneepoint::library
