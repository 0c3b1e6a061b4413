// A master or a shard, read back.

#include "output/hdf5_input.hpp"
#include "sweep/master.hpp"

#include <algorithm>
#include <sstream>

namespace fadecast {
namespace {

std::vector<std::string> lines_in(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

Column read_column(const output::Hdf5Input& file, const std::string& name) {
    Column column{.name = name, .units = file.text("units", name), .long_name = file.text("long_name", name)};
    const std::string role = file.text("role", name);
    if (role != "output") column.role = role == "factor" ? Column::Role::factor : Column::Role::draw;
    if (file.has_attribute("words", name)) column.words = lines_in(file.text("words", name));
    if (file.has_attribute("censored_at", name)) column.censored_at = file.number("censored_at", name);
    const std::vector<std::size_t> shape = file.shape(name);
    for (std::size_t i = 1; i < shape.size(); ++i)  // their sizes are all that is asked of what is read back
        column.axes.push_back({"", "", "", std::vector<double>(shape[i])});
    return column;
}

}  // namespace

StudyData read_study_data(const std::filesystem::path& path, bool scalars_only) {
    const output::Hdf5Input file(path);
    if (!file.has_attribute("study_key"))
        throw Error(path.string() + ": not a study; fadecast sweep writes one");
    if (file.is_virtual("status")) shards_of(file);  // throws where one is of another study
    StudyData data{.title = file.text("title"), .resolved = file.text("resolved")};
    const auto kind = std::ranges::find(design_words, file.text("design"));
    if (kind == std::end(design_words))
        throw Error(path.string() + ": the design \"" + file.text("design") +
                    "\" is unknown; a newer fadecast wrote it");
    data.kind = DesignKind(kind - std::begin(design_words));
    data.block = int(file.number("design_block"));
    data.amount = std::int64_t(file.number("design_amount"));
    data.members = int(file.number("members"));
    data.points = std::int64_t(file.number("points"));
    data.point = file.values<std::int64_t>("point");
    data.member = file.values<int>("member");
    data.samples = std::ssize(data.point);
    for (const std::int8_t each : file.values<std::int8_t>("status")) data.status.push_back(Status(each));

    for (const std::string& name : lines_in(file.text("columns"))) {
        data.columns.push_back(read_column(file, name));
        const bool wanted = data.columns.back().axes.empty() || !scalars_only;
        data.values.push_back(wanted ? file.values<float>(name) : std::vector<float>());
    }
    return data;
}

}  // namespace fadecast
