// SPDX-License-Identifier: GPL-3.0-or-later
#include "hash.h"

#include "kneepoint/base/work.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <fstream>

namespace kneepoint::hosts {

void Hash::Free::operator()(evp_md_ctx_st* context) const
{
    EVP_MD_CTX_free(context);
}

Hash::Hash() : m_context(EVP_MD_CTX_new())
{
    EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr);
}

void Hash::add(std::string_view bytes)
{
    count_work(Work::hashing, bytes.size());
    EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size());
}

std::string Hash::take()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_DigestFinal_ex(m_context.get(), digest.data(), &length);
    EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr);
    return fmt::format("{:02x}", fmt::join(digest.data(), digest.data() + length, ""));
}

std::optional<std::string> hash_of_file(const std::filesystem::path& file, const std::stop_token& stop)
{
    constexpr std::size_t piece = std::size_t{1} << 20;
    std::ifstream in(file, std::ios::binary);
    std::string bytes(piece, '\0');
    Hash hash;
    while (in && !stop.stop_requested()) {
        in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        hash.add(std::string_view(bytes).substr(0, static_cast<std::size_t>(in.gcount())));
    }
    if (!in.eof()) return std::nullopt;
    return hash.take();
}

} // namespace kneepoint::hosts
