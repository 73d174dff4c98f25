// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace kneepoint::hosts {

/// SHA-256 of bytes that come in pieces.
class Hash {
public:
    Hash();
    void add(std::string_view bytes);
    /// 64 hex digits; starts anew.
    std::string take();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> m_context;
};

/// SHA-256 of a file of any size, read piece by piece; none when it cannot be read, or was stopped.
std::optional<std::string> hash_of_file(const std::filesystem::path& file, const std::stop_token& stop);

} // namespace kneepoint::hosts
