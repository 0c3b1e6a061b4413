#pragma once
// What stands under a study: the client's document and the factors that change it.

#include "sweep/factor.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace fadecast {

struct Study::Client {
    std::filesystem::path file;
    Node document;                            ///< of the client, with what the study lays over it
    std::vector<FactorEntry> factors;         ///< of the study
    std::vector<std::vector<double>> listed;  ///< [points][factors] of a file
    std::string resolved;

    /// Whether a factor's values go through the document; those of other parameters are put into the case.
    std::vector<bool> through_document;

    /// The client at values of the factors. Clients that differ in levels only are read once.
    Case at(const std::vector<double>& values) const;

private:
    std::shared_ptr<const Case> read(const std::vector<double>& values) const;

    mutable std::mutex cases_mutex_, files_mutex_;
    mutable std::map<std::vector<double>, std::shared_ptr<const Case>> cases_;  ///< by values of the document
    mutable std::map<std::string, Node> files_;  ///< of pigments, skins, sun plans
};

/// Values that each factor takes while others are tried: its first level, its median.
std::vector<double> typical_values(const Study& study);

/// Study::resolved. Reads the client with each level, and near the ends of each law, so that what no client
/// can have is told now.
/// @throws ConfigError, DomainError
std::string resolve_study(const Study& study, const std::string& design,
                          const std::vector<std::string>& outputs);

}  // namespace fadecast
