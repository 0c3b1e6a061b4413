#pragma once
// Mesh and steps of a run, by the accuracy that is asked for, and what they cost and leave.

#include <fadecast/grid.hpp>
#include <fadecast/schedule.hpp>

namespace fadecast {

enum class Accuracy { draft, standard, reference };

struct Numerics {
    GridShape grid;
    StepControl steps;
};

/// Mesh and steps of an accuracy. Time of transport relative to standard, and errors against a converged run
/// that 95 % of dots and times from day 14 on stay below (docs/validation.md, from bench/convergence):
///
///               time   contrast   retained mass
///   draft       0.46   0.43 %     0.069 %         to try things out
///   standard    1      0.15 %     0.034 %
///   reference   10     0.067 %    0.024 %         to check the others
///
/// Dots that lie almost wholly in the epidermis fare worse. Nothing is extrapolated: at equal cost that gains
/// nothing on these meshes.
Numerics numerics_of(Accuracy accuracy);

/// Half as many rings and layers of the epidermis, about half as many in the dermis (whole ones for each
/// slice, the slices stay), and steps twice as long: the other run of an error estimate.
Numerics coarser(Numerics numerics);

/// How far mesh and steps may put results off.
struct NumericalError {
    double contrast = 0;       ///< relative to day 42, or to itself where it is higher; from day 14 on
    double retained_mass = 0;  ///< of what was deposited; from day 14 on
};

}  // namespace fadecast
