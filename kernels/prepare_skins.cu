// Prepares skins for see_dots.

#include <fadecast/skin.hpp>

#include "simd.hpp"
#include "skin_slices.hpp"

#include <string>

namespace fadecast {

std::shared_ptr<const PreparedSkins> prepare_skins(const Backend& backend, const std::vector<Skin>& skins,
                                                   const std::vector<Real>& slice_faces,
                                                   const GridShape& grid) {
    const int slices = grid.slices(), count = int(skins.size());
    if (count == 0) throw Error("prepare_skins: no skins");
    if (slices > most_slices)
        throw Error("prepare_skins: " + std::to_string(slices) + " slices, at most " +
                    std::to_string(most_slices));
    if (slice_faces.size() != skins.size() * std::size_t(slices + 1))
        throw Error("prepare_skins: " + std::to_string(slice_faces.size()) + " slice faces, need " +
                    std::to_string(slices + 1) + " per skin");
    for (std::size_t i = 0; i + 1 < slice_faces.size(); ++i)
        if (int(i % (slices + 1)) < slices && !(slice_faces[i] < slice_faces[i + 1]))
            throw Error("prepare_skins: slice faces must increase with depth");

    prepare::PrepareSkins kernel{};
    kernel.streams = adding_doubling::make_streams<sweep_streams>(skin_refractive_index);
    for (int w = 0; w < wavelength_count; ++w) kernel.tissue[w] = tissue_spectrum(wavelength_nm[w]);
    const std::size_t rows = skins.size() * blood_levels * wavelength_count;
    auto prepared = std::make_shared<PreparedSkins>(PreparedSkins{
        grid, count, kernel.streams.diffuse_mirror, Buffer<Real>(backend, rows * slices * slice_coefficients),
        Buffer<Real>(backend, rows), Buffer<Real>(backend, rows)});
    const Buffer<Skin> skins_there(backend, std::span<const Skin>(skins));
    const Buffer<Real> faces_there(backend, std::span<const Real>(slice_faces));
    kernel.slices = slices;
    kernel.epidermis_slices = grid.epidermis_slices();
    kernel.skins = count;
    kernel.skin = skins_there.data();
    kernel.slice_faces = faces_there.data();
    kernel.coefficients = prepared->slices.data();
    kernel.base = prepared->base.data();
    kernel.reflectance = prepared->reflectance.data();
    const Index packs = (count + pack_width - 1) / pack_width;
    for_each_pack(backend, packs * blood_levels * wavelength_count, kernel, wide_skins());
    backend.wait();
    return prepared;
}

}  // namespace fadecast
