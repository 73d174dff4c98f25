// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "plan_names.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kneepoint::runs {

using Json = nlohmann::ordered_json;

/// A document without keys that stand twice in one object, of which one would be dropped in silence.
/// @error unreadable with line and column; too_large; invalid for a key that stands twice
Result<Json> parse_json(std::string_view text);

/// Takes the members of one object and remembers the first that is not what it should be. A member that is null leaves
/// texts, lists and optional values empty.
class JsonFields {
public:
    /// @param wrong shared by all objects of a document: the first problem, with its JSON path as the place
    JsonFields(const Json& object, std::string path, std::optional<Error>& wrong);

    template<typename T>
    void take(std::string_view key, T& into)
    {
        if (const auto* value = member(key)) read(*value, path_of(key), into);
    }

    /// One word of a list.
    template<typename T, std::size_t N>
    void take(std::string_view key, T& into, const Names<T, N>& names)
    {
        const auto* value = member(key);
        if (value == nullptr) return;
        std::string name, known;
        read(*value, path_of(key), name);
        if (const auto found = value_of(names, name)) {
            into = *found;
            return;
        }
        for (const auto& [word, _] : names) known += (known.empty() ? "" : ", ") + std::string(word);
        wrong(path_of(key), "This word is not known here. Known are: " + known + ".");
    }

    /// An object or null below this one. @return null when it is absent or null
    const Json* object(std::string_view key);
    const Json* list(std::string_view key);
    bool has(std::string_view key) const;
    std::string path_of(std::string_view key) const;
    void wrong(std::string place, std::string text);

    /// To be called last: a key that nobody took is a problem.
    void finish();

private:
    const Json* member(std::string_view key);
    void read(const Json& value, const std::string& place, bool& into);
    void read(const Json& value, const std::string& place, int& into);
    void read(const Json& value, const std::string& place, std::int64_t& into);
    void read(const Json& value, const std::string& place, std::uint64_t& into);
    void read(const Json& value, const std::string& place, double& into);
    void read(const Json& value, const std::string& place, std::string& into);
    void read(const Json& value, const std::string& place, std::variant<bool, std::int64_t, double, std::string>& into);

    template<typename T>
    void read(const Json& value, const std::string& place, std::optional<T>& into)
    {
        into.reset();
        if (!value.is_null()) read(value, place, into.emplace());
    }

    template<typename T>
    void read(const Json& value, const std::string& place, std::vector<T>& into)
    {
        into.clear();
        if (value.is_null()) return;
        if (!value.is_array() || value.size() > most_items)
            return wrong(place, "This is to be a list of at most 1,000 values.");
        for (std::size_t i = 0; i < value.size(); ++i)
            read(value[i], place + "[" + std::to_string(i) + "]", into.emplace_back());
    }

    template<typename T>
    void read(const Json& value, const std::string& place, std::map<std::string, T>& into)
    {
        into.clear();
        if (value.is_null()) return;
        if (!value.is_object() || value.size() > most_items)
            return wrong(place, "This is to be an object of at most 1,000 members.");
        for (const auto& [key, item] : value.items()) read(item, place + "." + key, into[key]);
    }

    static constexpr std::size_t most_items = 1000;

    const Json& m_object;
    std::string m_path;
    std::optional<Error>& m_wrong;
    std::vector<std::string> m_known;
};

} // namespace kneepoint::runs
