// Means over squares from means over graded cells, by their overlaps in radius and in depth.

#include "output/raster.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fadecast::output {
namespace {

// One cell's part in one interval of the raster.
struct Overlap {
    int cell, interval;
    double share;  ///< of the interval's volume
};

// Of cells between `faces` with intervals of raster_mm from 0 on; `volume(x)` is the volume up to x.
template <typename Volume>
std::vector<Overlap> overlaps(const std::vector<double>& faces, int intervals, Volume volume) {
    std::vector<Overlap> found;
    for (int j = 0, i = 0; j < intervals; ++j) {
        const double from = j * raster_mm, to = (j + 1) * raster_mm;
        while (i > 0 && faces[i] > from) --i;
        for (; i + 1 < int(faces.size()) && faces[i] < to; ++i) {
            const double common = volume(std::min(to, faces[i + 1])) - volume(std::max(from, faces[i]));
            if (common > 0) found.push_back({i, j, common / (volume(to) - volume(from))});
        }
        if (i > 0) --i;  // the last cell may reach into the next interval
    }
    return found;
}

double identity(double x) { return x; }
double square(double x) { return x * x; }

// Mass between pairs of faces, of one direction, at one time.
std::vector<double> profile(const Simulation& simulation, std::size_t time, bool radial) {
    const int rings = simulation.grid.radial_cells;
    const std::vector<float> pigment = pigment_at(simulation, time);
    const auto &r = simulation.radial_face_mm, &z = simulation.depth_face_mm;
    std::vector<double> mass((radial ? r : z).size() - 1);
    for (std::size_t k = 0; k < pigment.size(); ++k) {
        const std::size_t i = k % rings, j = k / rings;
        mass[radial ? i : j] +=
            pigment[k] * std::numbers::pi * (square(r[i + 1]) - square(r[i])) * (z[j + 1] - z[j]);
    }
    return mass;
}

double within(const Simulation& simulation, double share, bool radial) {
    const auto& faces = radial ? simulation.radial_face_mm : simulation.depth_face_mm;
    std::size_t last = 0;
    for (std::size_t time = 0; time < simulation.field_day.size(); ++time) {
        const std::vector<double> mass = profile(simulation, time, radial);
        double all = 0, beyond = 0;
        for (const double each : mass) all += each;
        std::size_t face = mass.size();
        while (face > 0 && beyond + mass[face - 1] <= share * all) beyond += mass[--face];
        last = std::max(last, face);
    }
    return faces[last];
}

}  // namespace

std::vector<double> Raster::height_mm() const {
    std::vector<double> middle;
    for (int row = 0; row < rows; ++row) middle.push_back((row + .5 - rows) * raster_mm);
    return middle;
}

std::vector<double> Raster::distance_mm() const {
    std::vector<double> middle;
    for (int column = 0; column < columns; ++column)
        middle.push_back((column + .5 - columns / 2) * raster_mm);
    return middle;
}

Raster raster_of(const Simulation& simulation) {
    const auto squares = [](double length_mm) {
        return std::max(1, int(std::ceil(length_mm / raster_mm - 1e-6)));
    };
    return {2 * squares(radius_within(simulation, 1e-5)), squares(simulation.depth_face_mm.back())};
}

void resample(const Simulation& simulation, const Raster& raster, const float* field,
              std::vector<float>& values) {
    const int rings = simulation.grid.radial_cells, half = raster.columns / 2;
    const std::vector<Overlap> across = overlaps(simulation.radial_face_mm, half, square);
    const std::vector<Overlap> down = overlaps(simulation.depth_face_mm, raster.rows, identity);
    std::vector<double> mean(std::size_t(raster.rows) * half);  // rows downward
    for (const Overlap& z : down)
        for (const Overlap& r : across)
            mean[std::size_t(z.interval) * half + r.interval] +=
                z.share * r.share * double(field[std::size_t(z.cell) * rings + r.cell]);
    for (int row = raster.rows - 1; row >= 0; --row) {
        const auto line = mean.begin() + std::ptrdiff_t(row) * half;
        values.insert(values.end(), std::make_reverse_iterator(line + half),
                      std::make_reverse_iterator(line));
        values.insert(values.end(), line, line + half);
    }
}

std::vector<float> pigment_at(const Simulation& simulation, std::size_t field_time, std::size_t component) {
    const std::size_t cells = simulation.grid.cells(),
                      first = (field_time * simulation.components.size() + component) * cells;
    std::vector<float> sum(cells);
    for (std::size_t k = 0; k < cells; ++k)
        sum[k] = simulation.free[first + k] + simulation.macrophage[first + k] + simulation.matrix[first + k];
    return sum;
}

std::vector<float> pigment_at(const Simulation& simulation, std::size_t field_time) {
    std::vector<float> sum(std::size_t(simulation.grid.cells()));
    for (std::size_t c = 0; c < simulation.components.size(); ++c) {
        const std::vector<float> one = pigment_at(simulation, field_time, c);
        std::transform(sum.begin(), sum.end(), one.begin(), sum.begin(), std::plus<>());
    }
    return sum;
}

double radius_within(const Simulation& simulation, double share) { return within(simulation, share, true); }
double depth_within(const Simulation& simulation, double share) { return within(simulation, share, false); }

}  // namespace fadecast::output
