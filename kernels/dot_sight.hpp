#pragma once
// What is seen of dots at one time: light from around them at one radius after the other, their contrast and
// width.

#include "colour.hpp"
#include "dot_blur.hpp"

namespace fadecast::dot {

/// What all threads see.
struct Scene {
    Ink ink;
    int epidermis_slices;
    Skins skins;
    Real crust[colours];
    const Real* stain_sigma;  // [packs][32]
    const Real* scab;         // Snapshots::scab
    const Real* radius;       // [packs][radii][32]

    FADECAST_HD const Real* radius_of(Index i, int step, int first) const {
        return radius + (i / ink.times * radii + step) * pack_width + first;
    }
};

/// Radii that are worked out together.
inline constexpr int radii_together = 8;
static_assert(radii % radii_together == 0);

/// What is worked out once for all radii, and what else would be too much for the stack of a CPU's thread.
template <int W, int C>
struct SeenOnce {
    SkinNow<W, C> now;
    Taken<W, C> taken;
    Turned<W, C> clouded[radii_together];  ///< of the radii at hand
};

/// Light from around W dots of index pack * times + time, in C colours from w0 on.
template <int W, int C>
class DotLight {
public:
    FADECAST_HD DotLight(const Scene& scene, Index i, int first, int w0, SeenOnce<W, C>& once)
        : scene_(scene),
          i_(i),
          first_(first),
          w0_(w0),
          scalar_(scene.ink.scalar_of(i, first)),
          now_(once.now),
          taken_(once.taken),
          clouded_turned_(once.clouded) {
        scene.skins.at_time(i / scene.ink.times, scalar_, first, w0, now_);
        scene.ink.take(i, first, w0, now_, taken_);
        clouded_ = scene.ink.scattering;
        for (int l = 0; l < W; ++l) clouded_ = clouded_ || milky(l) > 0;
        sum_up(now_.turned, whole_);
    }

    FADECAST_HD Real bare(int w, int l) const { return now_.bare[w][l]; }

    /// What comes back at some radii from `step` on, over what bare skin gives back; [radii_together][C][W].
    FADECAST_HD void ratio_at(int step, Real (*ratio)[C][W]) const {
        constexpr int R = radii_together;
        const Ink& ink = scene_.ink;
        Real stain[R][W], seen[R][C][W], lost[R][C][W];
        for (int s = 0; s < R; ++s) {
            const Real* r = scene_.radius_of(i_, step + s, first_);
            FADECAST_LANES
            for (int l = 0; l < W; ++l)
                stain[s][l] = fast::exp(Real(-.5) * (r[l] / sigma(l)) * (r[l] / sigma(l)));
            if (!clouded_) continue;
            Real scattered[C][most_slices][W] = {};
            ink.cloud(i_, step + s, first_, now_, taken_, scattered);
            for (int w = 0; w < C; ++w)
                for (int k = 0; k < scene_.epidermis_slices; ++k) FADECAST_LANES
            for (int l = 0; l < W; ++l) scattered[w][k][l] += milky(l) * stain[s][l];
            scene_.skins.turn_around(now_, scattered, clouded_turned_[s]);
            sum_up(clouded_turned_[s], seen[s]);
        }
        ink.template take_away<R>(i_, step, first_, now_, clouded_ ? clouded_turned_ : &now_.turned, clouded_,
                                  taken_, lost);
        for (int s = 0; s < R; ++s) {
            Real crusted[W];
            FADECAST_LANES
            for (int l = 0; l < W; ++l) {
                // A crust is there while the puncture is open, and as long as the scab holds more than
                // traces.
                const Real scab_mass = scalar(Snapshots::scab_mass, l);
                const Real trace = Real(.005) * scalar(Snapshots::deposited_mass, l) + Real(1e-6);
                const Real lying = scab_mass / (scab_mass + trace), open = scalar(Snapshots::open_share, l);
                crusted[l] = (open > lying ? open : lying) * stain[s][l];
            }
            for (int w = 0; w < C; ++w) {
                Real on_top[W];
                FADECAST_LANES
                for (int l = 0; l < W; ++l) on_top[l] = scene_.crust[w0_ + w] * crusted[l];
                for (int c = 0; c < ink.components; ++c) FADECAST_LANES
                for (int l = 0; l < W; ++l)
                    on_top[l] += ink.absorption(c, w0_ + w) *
                                 scene_.scab[(i_ * ink.components + c) * pack_width + first_ + l] *
                                 stain[s][l] / (Real(6.283185307) * sigma(l) * sigma(l));
                for (int l = 0; l < W; ++l)
                    ratio[s][w][l] = ((clouded_ ? seen[s][w][l] : whole_[w][l]) - lost[s][w][l]) /
                                     whole_[w][l] * fast::exp(-2 * on_top[l]);
            }
        }
    }

private:
    FADECAST_HD Real scalar(Snapshots::Scalar what, int l) const { return scalar_[what * pack_width + l]; }
    /// Too little to be seen counts as none, lane by lane.
    FADECAST_HD Real milky(int l) const {
        const Real there = scalar(Snapshots::milky_scattering_per_mm, l);
        return there > Real(least_seen) ? there : Real(0);
    }
    FADECAST_HD Real sigma(int l) const {
        return scene_.stain_sigma[i_ / scene_.ink.times * pack_width + first_ + l];
    }
    FADECAST_HD void sum_up(const Turned<W, C>& turned, Real (*sum)[W]) const {
        for (int w = 0; w < C; ++w) {
            FADECAST_LANES
            for (int l = 0; l < W; ++l) sum[w][l] = 0;
            for (int k = 0; k <= scene_.ink.slices; ++k) FADECAST_LANES
            for (int l = 0; l < W; ++l) sum[w][l] += turned[w][k][l];
        }
    }

    const Scene& scene_;
    Index i_;
    int first_, w0_;
    const Real* scalar_;
    SkinNow<W, C>& now_;
    Taken<W, C>& taken_;
    Turned<W, C>* clouded_turned_;
    bool clouded_;
    Real whole_[C][W];
};

/// Contrast of W dots to bare skin, at one radius after the other, and where it crosses half of the centre's.
template <int W>
class Contrast {
public:
    /// @param bare  [colours][W], reflectance of the skin around
    FADECAST_HD explicit Contrast(const Real (*bare)[W]) {
        for (int l = 0; l < W; ++l) {
            bare_lab_[l] = colour::lab_of_xyz(colour::xyz_of_spectrum(&bare[0][l], W));
            found_[l] = false, width_[l] = at_centre_[l] = last_[l] = last_radius_[l] = 0;
        }
    }

    /// @param seen    [colours][W], reflectance at the next radius
    /// @param result  DotAppearance::scalars of the first dot
    /// @returns       whether all widths are known
    FADECAST_HD bool add(int step, const Real* r, const Real (*seen)[W], Real* result) {
        bool all_found = true;
        for (int l = 0; l < W; ++l) {
            if (found_[l]) continue;
            const auto lab = colour::lab_of_xyz(colour::xyz_of_spectrum(&seen[0][l], W));
            const Real here = colour::delta_e00(lab, bare_lab_[l]);
            if (step == 0) {
                at_centre_[l] = here;
                result[DotAppearance::lightness * pack_width + l] = lab.x;
                result[DotAppearance::a * pack_width + l] = lab.y;
                result[DotAppearance::b * pack_width + l] = lab.z;
                found_[l] = here < Real(least_contrast);
            } else if (here <= at_centre_[l] / 2) {
                const Real part = (last_[l] - at_centre_[l] / 2) / (last_[l] - here);
                width_[l] = 2 * (last_radius_[l] + part * (r[l] - last_radius_[l]));
                found_[l] = true;
            } else {
                width_[l] = 2 * r[l];
            }
            last_[l] = here, last_radius_[l] = r[l];
            all_found = all_found && found_[l];
        }
        return all_found;
    }

    FADECAST_HD void write(Real* result) const {
        FADECAST_LANES
        for (int l = 0; l < W; ++l) {
            result[DotAppearance::delta_e00 * pack_width + l] = at_centre_[l];
            result[DotAppearance::optical_fwhm_mm * pack_width + l] = width_[l];
            result[DotAppearance::bare_lightness * pack_width + l] = bare_lab_[l].x;
            result[DotAppearance::bare_a * pack_width + l] = bare_lab_[l].y;
            result[DotAppearance::bare_b * pack_width + l] = bare_lab_[l].z;
        }
    }

private:
    static constexpr double least_contrast = 1e-2;  ///< delta E00 below which a dot has no width
    colour::Triple<Real> bare_lab_[W];
    Real width_[W], at_centre_[W], last_[W], last_radius_[W];  ///< the latter two of the radius before
    bool found_[W];
};

/// Index: pack * times + time. All colours at once, and no farther out than needed: on the CPU.
struct SeeDots {
    Scene scene;
    bool spectra;
    Real* out;          // DotAppearance::scalars
    Real* out_spectra;  // DotAppearance::transmittance

    static constexpr std::size_t bytes = sizeof(SeenOnce<pack_width, colours>);

    void operator()(const Team<pack_width>& team) const {
        constexpr int W = pack_width;
        const Index i = team.index;
        const DotLight<W, colours> light(scene, i, 0, 0,
                                         *reinterpret_cast<SeenOnce<W, colours>*>(team.memory));
        Real ratio[radii_together][colours][W], seen[colours][W];
        for (int w = 0; w < colours; ++w) FADECAST_LANES
        for (int l = 0; l < W; ++l) seen[w][l] = light.bare(w, l);
        Contrast<W> contrast(seen);
        Real* result = out + i * DotAppearance::scalar_count * W;
        bool found = false;
        for (int step = 0; step < radii && (spectra || !found); ++step) {
            const int s = step % radii_together;
            if (s == 0) light.ratio_at(step, ratio);
            for (int w = 0; w < colours; ++w)
                for (int l = 0; l < W; ++l) {
                    if (spectra) out_spectra[((i * radii + step) * colours + w) * W + l] = ratio[s][w][l];
                    seen[w][l] = ratio[s][w][l] * light.bare(w, l);
                }
            found = contrast.add(step, scene.radius_of(i, step, 0), seen, result);
        }
        contrast.write(result);
    }
};

}  // namespace fadecast::dot
