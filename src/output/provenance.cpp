// What every file says of how it was made.

#include "output/documents.hpp"
#include "output/hdf5.hpp"

#include <fadecast/config.hpp>

#include <fmt/format.h>

namespace fadecast::output {

std::string case_hash(const Case& client) {
    Case unnamed = client;
    unnamed.file.clear();  // the same case in another file is the same case
    std::uint64_t hash = 0xcbf29ce484222325ull;
    for (const unsigned char byte : resolved_inputs(unnamed)) hash = (hash ^ byte) * 0x100000001b3ull;
    return fmt::format("{:016x}", hash);
}

std::string command_line(const Provenance& provenance) {
    std::string line;
    for (const std::string& argument : provenance.argv) {
        if (!line.empty()) line += ' ';
        const bool plain =
            !argument.empty() && argument.find_first_of(" \t\n\"'$`\\*?;&|<>(){}[]#~!") == std::string::npos;
        if (plain) {
            line += argument;
            continue;
        }
        line += '\'';
        for (const char letter : argument)
            line += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
        line += '\'';
    }
    return line;
}

std::vector<std::pair<std::string, std::string>> picture_texts(const std::string& title, const Case& client,
                                                               const Provenance& provenance) {
    return {{"Title", title},
            {"Software", "fadecast " + provenance.version},
            {"Comment", simulated_note},
            {"Seed", std::to_string(client.forecast.seed)},
            {"Client", client.id},
            {"Case", case_hash(client)}};
}

void add_run(Hdf5File& file, const char* format_version, std::uint64_t seed, const std::string& device,
             const Provenance& provenance) {
    file.attribute("seed", (unsigned long long)seed);
    file.attribute("device", device);
    file.attribute("Conventions", "CF-1.10");
    file.attribute("source", "fadecast " + provenance.version);
    file.attribute("version", provenance.version);
    file.attribute("format_version", format_version);
    file.attribute("history", command_line(provenance));
    file.attribute("random_numbers", "Philox4x32-10");
    file.attribute("evidence",
                   "No colour series of scalp micropigmentation beyond 6 months has been measured, and "
                   "no width of dots over years. Medians and bands come from priors whose grade of "
                   "evidence `fadecast params` lists.");
    file.attribute("comment", simulated_note);
}

void add_provenance(Hdf5File& file, const char* format_version, const Case& client, const std::string& device,
                    const Provenance& provenance) {
    add_run(file, format_version, client.forecast.seed, device, provenance);
    file.attribute("client", client.id);
    file.attribute("as_of", iso_date(client.as_of));
    file.attribute("day0", iso_date(client.sessions.empty() ? client.as_of : client.sessions.back().date));
    file.attribute("inputs_json", resolved_inputs(client));
    file.attribute("case_hash", case_hash(client));
    std::string assumed;
    for (const std::string& sentence : client.assumed) assumed += sentence + "\n";
    file.attribute("assumed", assumed);
}

}  // namespace fadecast::output
