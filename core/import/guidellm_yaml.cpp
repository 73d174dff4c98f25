// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"
#include "yaml_json.h"

namespace kneepoint::import {

Result<Imported> guidellm_yaml(std::string_view text, const Source& source, Progress& progress)
{
    auto json = json_from_yaml(text, progress);
    if (!json) return std::unexpected(json.error());
    auto imported = guidellm_json(*json, source, progress);
    if (!imported) return imported;
    for (Run& run : imported->runs) {
        run.format.replace(0, std::string_view("guidellm").size(), "guidellm-yaml");
        for (SourceFile& file : run.provenance.files) file.format = run.format;
    }
    return imported;
}

} // namespace kneepoint::import
