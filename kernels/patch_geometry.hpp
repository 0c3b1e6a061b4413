#pragma once
// The patterns of patches: where dots are set, where hair grows, where a scar lies. Places are shares of the
// side, from the top left corner.

#include "portable.hpp"

#include <fadecast/patch.hpp>

#include <cmath>

namespace fadecast {

/// Spread of the hairs of one unit, mm; assumed.
inline constexpr double unit_width_mm = .09;

/// The shortest way between two places of a patch that repeats.
FADECAST_HD inline float wrapped(float distance, float side) {
    return distance - side * rintf(distance / side);
}

/// Whether a patch goes on below its lower edge as it begins at its upper one.
inline bool repeats_downward(Pattern pattern) {
    return pattern != Pattern::soft_hairline && pattern != Pattern::hard_hairline;
}

/// 0 below 0, 1 above 1, smooth between.
FADECAST_HD inline float smooth(float x) {
    x = x < 0 ? 0 : x > 1 ? 1 : x;
    return x * x * (3 - 2 * x);
}

/// How far above the edge of a hairline a place lies, mm; the edge of a soft one meanders.
FADECAST_HD inline float above_edge_mm(Pattern pattern, float x, float y, float side_mm) {
    const float turn = 6.2831853f * x;
    const float meander = pattern == Pattern::soft_hairline
                              ? .06f * sinf(turn + 1) + .035f * sinf(3 * turn + 2) + .02f * sinf(7 * turn)
                              : 0;
    return (.72f + meander - y) * side_mm;
}

inline constexpr float scar_half_width_mm =
    1.25f;  ///< a strip's after hair transplants; reported, 1-3 mm wide

/// 0 outside a strip across the middle, 1 in it.
FADECAST_HD inline float scar_at(Pattern pattern, float y, float side_mm) {
    if (pattern != Pattern::scar) return 0;
    return smooth((scar_half_width_mm - fabsf(y - .5f) * side_mm) / .3f + .5f);
}

/// 0 outside a bare disk in the middle, 1 in it.
FADECAST_HD inline float disk_at(float x, float y, float side_mm) {
    return smooth((.32f - hypotf(x - .5f, y - .5f)) * side_mm + .5f);
}

/// Density of dots, of the full one.
FADECAST_HD inline float dots_at(Pattern pattern, float x, float y, float side_mm) {
    switch (pattern) {
        case Pattern::soft_hairline:
            return smooth(above_edge_mm(pattern, x, y, side_mm) / 4);
        case Pattern::hard_hairline:
            return above_edge_mm(pattern, x, y, side_mm) > 0 ? 1.f : 0.f;
        case Pattern::crown: {
            const float radius = hypotf(x - .5f, y - .5f);
            return 1 - .75f * smooth((radius - .25f) / .25f);
        }
        case Pattern::areata:
            return disk_at(x, y, side_mm);
        case Pattern::scar:
            return scar_at(pattern, y, side_mm);
        default:
            return 1;
    }
}

/// Share of hairs that grow at a place, when `left` of them do in a thinned area.
FADECAST_HD inline float hair_at(Pattern pattern, float x, float y, float side_mm, float left) {
    switch (pattern) {
        case Pattern::soft_hairline:
        case Pattern::hard_hairline:
            return left * smooth(above_edge_mm(pattern, x, y, side_mm) / 4);
        case Pattern::crown:
            return left + (1 - left) * smooth((hypotf(x - .5f, y - .5f) - .25f) / .25f);
        case Pattern::areata:
            return 1 - disk_at(x, y, side_mm);
        case Pattern::scar:
            return 1 - scar_at(pattern, y, side_mm);
        default:
            return left;
    }
}

}  // namespace fadecast
