// /provenance and the root attributes, read back.

#include "output/recorded_run.hpp"

#include "config/document.hpp"
#include "config/fnv1a.hpp"
#include "output/documents.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <regex>

namespace fadecast::output {

std::string without_threads(const std::string& device) {
    return std::regex_replace(device, std::regex(", [0-9]+ threads?"), "");
}

RecordedRun read_recorded_run(const Hdf5Input& file) {
    const auto text = [&](const std::string& attribute, const std::string& of = "/") {
        return file.has_attribute(attribute, of) ? file.text(attribute, of) : std::string();
    };
    if (text("source").rfind("fadecast ", 0) != 0)
        throw Error("not a result of fadecast; expected an HDF5 file of plan, simulate, photons or sweep");
    if (!file.has("provenance"))
        throw Error(fmt::format("version {} of fadecast did not keep what it read; run its command again: {}",
                                text("version"), text("history")));
    if (!file.has("provenance/files"))
        throw Error(
            "it does not hold the files that it was made from: the program that wrote it did not hand "
            "them over");
    if (file.texts("provenance/argv").size() < 2 || file.names("provenance/files").empty())
        throw Error("its command line or its files are empty");
    RecordedRun run;
    run.argv = file.texts("provenance/argv");
    run.data_folder = text("data_folder", "provenance");
    for (const std::string& number : file.names("provenance/files")) {
        const std::string place = "provenance/files/" + number;
        const std::vector<std::string> texts = file.texts(place);
        const std::string name = text("name", place), hash = text("fnv1a", place);
        if (texts.size() != 1 || fnv1a_text(texts[0]) != hash)
            throw Error(
                fmt::format("{}, one of the files that it holds, was changed since: its text has not "
                            "the hash {} any more; run the command of its history again",
                            name, hash));
        run.files.push_back({name, texts[0]});
    }
    for (const char* what : {"version", "random_numbers"}) run.made_with.emplace_back(what, text(what));
    run.made_with.emplace_back("device", without_threads(text("device")));
    for (const auto& [what, now] : build_properties())
        run.made_with.emplace_back(what, text(what, "provenance"));
    run.inputs_json = text("inputs_json");
    return run;
}

std::vector<std::pair<std::string, std::string>> made_with(const std::string& version,
                                                           const std::string& device) {
    std::vector<std::pair<std::string, std::string>> with{
        {"version", version}, {"random_numbers", random_numbers}, {"device", without_threads(device)}};
    for (const auto& property : build_properties()) with.push_back(property);
    return with;
}

std::vector<std::string> changes_between(const RecordedRun& was, const RecordedRun& now) {
    std::vector<std::string> changes;
    for (std::size_t i = 0; i < was.made_with.size() && i < now.made_with.size(); ++i)
        if (was.made_with[i] != now.made_with[i])
            changes.push_back(fmt::format("{}: {}; now {}", was.made_with[i].first, was.made_with[i].second,
                                          now.made_with[i].second));
    const auto before = nlohmann::json::parse(was.inputs_json, nullptr, false),
               after = nlohmann::json::parse(now.inputs_json, nullptr, false);
    if (!before.is_discarded() && !after.is_discarded())
        for (const auto& step : nlohmann::json::diff(before, after))
            if (const std::string path = step.at("path"); path != "/version")  // is told above
                changes.push_back(fmt::format("the same files are read otherwise: {}", path));
    return changes;
}

std::vector<std::string> changes_on_disk(const RecordedRun& recorded) {
    std::vector<std::string> changes;
    for (const auto& [name, text] : recorded.files) {
        try {
            if (!is_file(name))
                changes.push_back(name + " is not found from here");
            else if (fadecast::without_personal(read_text(name)) != text)
                changes.push_back(name + " has changed since");
        } catch (const Error& error) {  // what was compared counts, whatever became of the files
            changes.push_back(error.what());
        }
    }
    return changes;
}

}  // namespace fadecast::output
