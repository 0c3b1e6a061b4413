#include "score/client_record.hpp"

#include "config/observations.hpp"

#include <algorithm>

namespace fadecast {

Date ClientRecord::last() const {
    Date latest{};
    for (const Date& session : sessions) latest = std::max(latest, session);
    for (const Observation& seen : observations) latest = std::max(latest, seen.date);
    return latest;
}

std::optional<ClientRecord> read_client_record(const std::filesystem::path& file, const std::string& name) {
    const Node document = read_toml(file);
    const Table* keys = document.as<Table>();
    const auto of_a_client = [](const Entry& entry) {
        return entry.key == "id" || entry.key == "session" || entry.key == "observation";
    };
    if (!keys || std::none_of(keys->begin(), keys->end(), of_a_client)) return std::nullopt;

    const Section entry = validate(document, "client");
    ClientRecord record;
    record.file = name;
    record.client = *entry.text("id");
    for (const Section& session : entry.tables("session")) record.sessions.push_back(*session.date("date"));
    for (const Section& laser : entry.tables("laser")) record.lasers.push_back(*laser.date("date"));
    for (const Section& seen : entry.tables("observation"))
        record.observations.push_back(read_observation(seen));
    std::stable_sort(record.observations.begin(), record.observations.end(),
                     [](const Observation& one, const Observation& other) { return one.date < other.date; });
    return record;
}

}  // namespace fadecast
