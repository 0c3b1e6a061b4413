// What every file says of how it was made, and all that is needed to make it again.

#include "config/fnv1a.hpp"
#include "output/documents.hpp"
#include "output/hdf5.hpp"

#include <fadecast/archive.hpp>
#include <fadecast/config.hpp>
#include <fadecast/real.hpp>

#include <fmt/format.h>

namespace fadecast::output {
namespace {

// "--set notes=..." says of people what their files say.
std::vector<std::string> without_personal(std::vector<std::string> argv) {
    for (std::string& argument : argv) {
        const std::size_t equals =
            argument.rfind("--set=", 0) == 0 ? argument.find('=', 6) : argument.find('=');
        if (equals == std::string::npos) continue;
        const std::string key = argument.substr(0, equals), value = argument.substr(equals + 1);
        if (is_personal(key.substr(key.find('=') + 1)))
            argument.replace(equals + 1, std::string::npos,
                             key.ends_with("birth_year") ? "1900" : "left out");
        else  // a table may hold such keys; what is no TOML stays as it is
            argument.replace(equals + 1, std::string::npos,
                             fadecast::without_personal("v=" + value).substr(2));
    }
    return argv;
}

}  // namespace

Case without_personal(Case client) {
    std::erase_if(client.record, [](const auto& entry) { return is_personal(entry.first); });
    for (Observation& seen : client.observations) seen.source.clear();  // names the photo, and who saw it
    return client;
}

std::string case_hash(const Case& client) {
    Case unnamed = without_personal(client);
    unnamed.file.clear();  // the same case in another file is the same case
    return fnv1a_text(resolved_inputs(unnamed));
}

std::string command_line(const Provenance& provenance) {
    std::string line;
    for (const std::string& argument : without_personal(provenance.argv)) {
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

std::vector<std::pair<std::string, std::string>> build_properties() {
    return {{"instruction_set", name_of(simd_in_use())},
            {"precision", sizeof(Real) == sizeof(double) ? "double" : "single"},
            {"compiler", __VERSION__}};
}

void add_run(Hdf5File& file, const char* format_version, std::uint64_t seed, const std::string& device,
             const Provenance& provenance) {
    file.attribute("Conventions", "CF-1.10");
    file.attribute("source", "fadecast " + provenance.version);
    file.attribute("version", provenance.version);
    file.attribute("format_version", format_version);
    file.attribute("history", command_line(provenance));
    file.attribute("seed", (unsigned long long)seed);
    file.attribute("random_numbers", random_numbers);
    file.attribute("device", device);

    // Texts lie in groups of their own: readers of the root group never meet them.
    file.texts("provenance/argv", without_personal(provenance.argv));
    for (const auto& [name, value] : build_properties()) file.attribute(name, value, "/provenance");
    if (!provenance.files) return;
    file.attribute("data_folder", provenance.files->data_folder(), "/provenance");
    int number = 0;
    for (const auto& [name, text] : provenance.files->files()) {
        const std::string place = fmt::format("/provenance/files/{:03}", ++number);
        file.texts(place, {text});
        file.attribute("name", name, place);
        file.attribute("fnv1a", fnv1a_text(text), place);
    }
}

void add_evidence(Hdf5File& file) {
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
    file.attribute("inputs_json", resolved_inputs(without_personal(client)));
    file.attribute("case_hash", case_hash(client));
    std::string assumed;
    for (const std::string& sentence : client.assumed) assumed += sentence + "\n";
    file.attribute("assumed", assumed);
    add_evidence(file);
}

}  // namespace fadecast::output
