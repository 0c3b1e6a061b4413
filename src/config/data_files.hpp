#pragma once
// Where the files lie that a client file names: pigments, skins, sun plans.

#include <filesystem>
#include <string>

namespace fadecast {

/// Finds a path ("inks/mine.toml") as it stands or beside the client file, and a bare name ("carbon-black")
/// in `folder` of the data folder, else beside the client file.
/// @param where   of the entry, for the error, which lists what there is.
/// @param kind    for the error: "pigment", "skin", "sun plan".
std::filesystem::path find_data_file(const std::string& name, const std::filesystem::path& client_file,
                                     const std::string& folder, const std::string& kind,
                                     const std::string& where);

}  // namespace fadecast
