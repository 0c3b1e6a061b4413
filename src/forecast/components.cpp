#include "components.hpp"

#include <fadecast/config.hpp>

#include <fmt/format.h>
#include <dose.hpp>

#include <algorithm>

namespace fadecast {
namespace {

double absorption_at_550(const PigmentComponent& component) {
    const auto& nm = component.wavelength_nm;
    const auto after = std::upper_bound(nm.begin(), nm.end(), 550.0);
    const std::size_t k = std::clamp<std::size_t>(after - nm.begin(), 1, nm.size() - 1);
    const double t = (550 - nm[k - 1]) / (nm[k] - nm[k - 1]);
    return (1 - t) * component.absorption_mm2_per_ng[k - 1] + t * component.absorption_mm2_per_ng[k];
}

/// Particles of one size out of a component; scattering per mass is left as it is.
PigmentComponent of_size(const PigmentComponent& whole, double mass_share, double diameter_nm,
                         const std::string& name) {
    PigmentComponent part = whole;
    part.material += fmt::format(", {}{:.3g} nm", name, diameter_nm);
    part.mass_share = mass_share;
    part.particle_diameter_nm = diameter_nm;
    part.particle_gsd = 1;
    for (double& absorption : part.absorption_mm2_per_ng)
        absorption *=
            size_absorption_factor(diameter_nm) / size_absorption_factor(whole.particle_diameter_nm);
    return part;
}

}  // namespace

std::vector<std::vector<int>> gather_components(const Case& client, Population& population) {
    std::vector<PigmentComponent>& all = population.components;
    const auto place_of = [&](const PigmentComponent& component) {
        const auto found = std::find(all.begin(), all.end(), component);
        if (found != all.end()) return int(found - all.begin());
        all.push_back(component);
        population.inputs.push_back(
            {lymph_size_factor(component.particle_diameter_nm), absorption_at_550(component)});
        return int(all.size()) - 1;
    };
    const auto entered = client.fixed.find(Parameter::fragment_diameter);
    const double fragment_nm =
        entered != client.fixed.end() ? entered->second : info(Parameter::fragment_diameter).nominal;

    std::vector<std::vector<int>> of_session;
    for (const Session& session : client.sessions) {
        std::vector<int>& ink = of_session.emplace_back();
        for (const PigmentComponent& whole : session.pigment.components) {
            std::vector<PigmentComponent> classes;
            if (whole.particle_gsd > 1)
                for (const auto& [share, diameter_nm] :
                     size_classes(whole.particle_diameter_nm, whole.particle_gsd))
                    classes.push_back(of_size(whole, share * whole.mass_share, diameter_nm, ""));
            else
                classes.push_back(whole);
            for (const PigmentComponent& one_size : classes) {
                const int c = place_of(one_size);
                ink.push_back(c);
                if (!client.lasers.empty() && one_size.particle_diameter_nm > fragment_nm) {
                    const int fragments = place_of(of_size(whole, 0, fragment_nm, "fragments of "));
                    population.inputs[c].fragments = fragments;
                }
            }
        }
    }
    if (all.size() > std::size_t(max_components))
        throw ConfigError(fmt::format(
            "{}: the sessions' pigments come to {} different components, counting three for each that has a "
            "particle_gsd{}; at most {} can be simulated",
            client.file, all.size(), client.lasers.empty() ? "" : " and the fragments that a laser makes",
            max_components));
    return of_session;
}

}  // namespace fadecast
