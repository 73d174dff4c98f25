// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_id.h"

#include <QRandomGenerator>

#include <cstdint>

namespace kneepoint::runs {

namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t time_digits = 10, random_digits = 16;
constexpr std::uint64_t base = 32;

} // namespace

std::string new_job_id(std::chrono::system_clock::time_point now)
{
    const auto passed = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count();
    auto rest = static_cast<std::uint64_t>(passed);
    std::string id(time_digits, '0');
    for (auto digit = id.rbegin(); digit != id.rend(); ++digit, rest /= base) *digit = digits[rest % base];
    for (std::size_t i = 0; i < random_digits; ++i)
        id += digits[QRandomGenerator::system()->generate() % base]; // 2^32 is a multiple of 32: every digit as likely
    return id;
}

bool is_job_id(std::string_view text)
{
    return text.size() == time_digits + random_digits && text.find_first_not_of(digits) == std::string_view::npos &&
           text.front() <= '7'; // 48 bits of time
}

std::chrono::system_clock::time_point made_at(std::string_view id)
{
    std::uint64_t passed = 0;
    for (const char digit : id.substr(0, time_digits)) passed = passed * base + digits.find(digit);
    return std::chrono::system_clock::time_point(std::chrono::milliseconds(passed));
}

} // namespace kneepoint::runs
