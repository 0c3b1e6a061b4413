// The three accuracies.

#include <fadecast/numerics.hpp>

namespace fadecast {
namespace {

GridShape mesh(int rings, int epidermis_layers, int layers_per_dermis_slice) {
    const GridShape slices;
    return {.radial_cells = rings,
            .depth_cells =
                epidermis_layers + (slices.slices() - slices.epidermis_slices()) * layers_per_dermis_slice,
            .epidermis_cells = epidermis_layers};
}

StepControl longer(StepControl steps, double factor) {
    steps.growth *= factor;
    steps.shortest_day *= factor;
    steps.disturbed_day *= factor;
    return steps;
}

}  // namespace

Numerics numerics_of(Accuracy accuracy) {
    switch (accuracy) {
        case Accuracy::draft:
            return {mesh(20, 8, 2), longer({}, 2)};
        case Accuracy::standard:
            break;
        case Accuracy::reference:
            return {mesh(64, 64, 6), longer({}, 1 / 3.)};
    }
    return {};
}

Numerics coarser(Numerics numerics) {
    const GridShape& grid = numerics.grid;
    const int per_slice =
        (grid.depth_cells - grid.epidermis_cells) / (grid.slices() - grid.epidermis_slices());
    return {mesh(grid.radial_cells / 2, grid.epidermis_cells / 2, (per_slice + 1) / 2),
            longer(numerics.steps, 2)};
}

}  // namespace fadecast
