// SPDX-License-Identifier: GPL-3.0-or-later
#include "sniff.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string>

namespace kneepoint::import {

namespace {

using namespace std::string_view_literals;

struct Magic {
    std::string_view bytes;
    std::string_view name;
    std::size_t offset = 0;
};

constexpr auto archives = std::to_array<Magic>({
    {"\x1F\x8B"sv, "gzip file"},
    {"\xFD"
     "7zXZ\0"sv,
     "xz file"},
    {"\x28\xB5\x2F\xFD"sv, "zstd file"},
    {"BZh"sv, "bzip2 file"},
    {"PK\x03\x04"sv, "zip archive"},
    {"PK\x05\x06"sv, "zip archive"},
    {"ustar"sv, "tar archive", 257},
});

/// Formats that hold no results in a form that is read.
constexpr auto other_formats = std::to_array<Magic>({
    {"\x89PNG\r\n"sv, "picture (PNG)"},
    {"\xFF\xD8\xFF"sv, "picture (JPEG)"},
    {"GIF8"sv, "picture (GIF)"},
    {"WEBP"sv, "picture (WebP)", 8},
    {"%PDF-"sv, "PDF document"},
    {"\xD0\xCF\x11\xE0\xA1\xB1"sv, "Office document"},
    {"SQLite format 3\0"sv, "SQLite database"},
    {"PAR1"sv, "Parquet table"},
    {"ARROW1"sv, "Arrow table"},
    {"\x89HDF\r\n"sv, "HDF5 file"},
    {"\x93NUMPY"sv, "NumPy array"},
    {"GGUF"sv, "GGUF model file"},
    {"7z\xBC\xAF\x27\x1C"sv, "7-Zip archive"},
    {"Rar!\x1A\x07"sv, "RAR archive"},
    {"\x7F"
     "ELF"sv,
     "program"},
});

bool stands_at(std::string_view bytes, const Magic& magic)
{
    return bytes.size() >= magic.offset && bytes.substr(magic.offset).starts_with(magic.bytes);
}

Sniffed not_read(std::string_view name)
{
    const bool packed = name.ends_with("archive");
    return {FileKind::refused, std::string(name),
            fmt::format("This is a {}; {}.", name,
                        packed ? "unpack it and open the folder"
                               : "Kneepoint reads results as JSON, YAML, CSV, HTML or text")};
}

/// Protocol 2 and later begin with 0x80 and end with "."; the text protocols with a mark and an opcode.
bool is_pickle(std::string_view bytes)
{
    if (bytes.size() >= 3 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5) return true;
    return bytes.starts_with("(dp0\n") || bytes.starts_with("(dp1\n") || bytes.starts_with("(lp0\n") ||
           bytes.starts_with("(lp1\n") || bytes.starts_with("ccopy_reg\n") || bytes.starts_with("ccollections\n");
}

/// Eight bytes of length, then a JSON header of tensors.
bool is_safetensors(std::string_view bytes)
{
    if (bytes.size() < 16 || bytes[8] != '{' || bytes[7] != '\0' || bytes[6] != '\0') return false;
    const auto header = bytes.substr(8, 4096);
    return header.contains("\"dtype\"") || header.contains("\"__metadata__\"");
}

Sniffed zip_content(std::string_view bytes)
{
    const auto head = bytes.substr(0, 4096);
    if (head.contains("[Content_Types].xml") || head.contains("mimetypeapplication/vnd."))
        return not_read("Office document");
    if (head.contains("/data.pkl")) return not_read("PyTorch checkpoint");
    if (head.contains(".npy")) return not_read("NumPy archive");
    return {FileKind::archive, "zip archive", {}};
}

} // namespace

std::optional<Sniffed> sniff_binary(std::string_view bytes)
{
    if (is_pickle(bytes))
        return Sniffed{
            FileKind::refused, "pickle",
            "This is a Python pickle, which can run code when it is loaded; where it was made, load it and write "
            "json.dump(results, open(\"results.json\", \"w\"), default=str), then open that file."};
    for (const auto& magic : archives)
        if (stands_at(bytes, magic))
            return magic.name == "zip archive" ? zip_content(bytes)
                                               : Sniffed{FileKind::archive, std::string(magic.name), {}};
    for (const auto& magic : other_formats)
        if (stands_at(bytes, magic)) return not_read(magic.name);
    if (is_safetensors(bytes)) return not_read("safetensors model file");
    if (bytes.substr(0, 4096).contains('\0'))
        return Sniffed{
            FileKind::unknown, "binary data",
            "These are binary data of no known kind; Kneepoint reads results as JSON, YAML, CSV, HTML or text."};
    return std::nullopt;
}

} // namespace kneepoint::import
