// Draws persons and dots.

#include <fadecast/head.hpp>
#include <fadecast/population.hpp>

#include "chances.hpp"
#include "components.hpp"
#include "config/units.hpp"

#include <dose.hpp>
#include <random.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

namespace fadecast {
namespace {

using enum Parameter;

/// Light at the pigment of one person.
struct PigmentLight {
    double dose_mlx_h;
    std::array<Real, max_light_slices> by_slice;  ///< relative to the light that makes the dose
    std::array<double, 12> season;  ///< in the twelfths of the year from day 0, relative to the mean
};

/// The dose follows from place and habit where they are known, and keeps a prior GSD of 1.5; else it is the
/// drawn one. Its course over the year follows from them too, or is flat. Computed, drawn or entered, it is
/// that of a horizontal scalp.
/// @param of_zone  sunlight on the client's zone relative to that; a tanning bed lights all zones alike.
PigmentLight light_of(const Case& client, const std::optional<YearlyLight>& yearly, double of_zone,
                      const Chances& chances, const Draws& drawn, const Skin& skin) {
    std::array<double, 12> season;
    season.fill(1);
    if (yearly) {
        std::array<double, 12> there = yearly->monthly_mlx_h;
        if (client.sun.tanning_bed_per_year > 0 && of_zone != 1) {
            Sun sun = client.sun;
            sun.tanning_bed_per_year = 0;
            const YearlyLight without_beds = yearly_light(sun);
            for (int month = 0; month < 12; ++month)
                there[month] -= (1 - of_zone) * without_beds.monthly_mlx_h[month];
            of_zone = std::accumulate(there.begin(), there.end(), 0.) / yearly->personal_mlx_h;
        }
        season = light_season(there, client.sessions.back().date);
    }
    const double depth_mm = column_mean_depth_mm(drawn[int(epidermis_thickness)], drawn[int(deposit_bottom)]);
    const double passed = light_transmittance(skin, depth_mm);
    const GridShape grid;  // any mesh has the same slices
    const auto faces = depth_faces(grid, skin.epidermis_mm, skin.thickness_mm);
    std::vector<double> slice_faces;
    for (int s = 0; s <= grid.slices(); ++s) slice_faces.push_back(faces[grid.first_cell(s)]);
    const auto light = light_by_depth(skin, slice_faces);
    std::array<Real, max_light_slices> by_slice{};
    for (int s = 0; s < grid.slices(); ++s) by_slice[s] = Real(light[s] / passed);
    const bool computed = yearly && !client.fixed.contains(light_dose);
    const double dose_mlx_h =
        computed ? yearly->personal_mlx_h * passed * std::pow(1.5, chances.z[int(light_dose)])
                 : drawn[int(light_dose)];
    return {.dose_mlx_h = of_zone * dose_mlx_h, .by_slice = by_slice, .season = season};
}

/// @param ink  components of the session's ink
DotInput dot_of(const Case& client, int session_index, const Population& population,
                const std::vector<int>& ink, const Draws& value, const PigmentLight& light,
                const Chances& chances, double blowout_u) {
    const Session& session = client.sessions[session_index];
    const auto in = [&](Parameter p) { return value[int(p)] * to_internal(info(p).unit); };
    DotInput dot;
    dot.session = session_index;
    dot.epidermis_mm = in(epidermis_thickness);
    dot.skin_mm = in(skin_thickness);
    dot.bottom_mm = std::clamp(in(deposit_bottom), 1.05 * dot.epidermis_mm, dot.skin_mm / 1.05);
    dot.column_sigma_mm = in(column_fwhm) / fwhm_per_sigma;
    dot.stain_sigma_mm = std::max(in(stain_fwhm) / fwhm_per_sigma, dot.column_sigma_mm);
    dot.blowout_share = blowout_u < in(blowout_probability) ? in(blowout_share) : 0;
    dot.blowout_sigma_mm = in(blowout_sigma);

    dot.pore_radius_mm = 0.5 * in(needle_width);
    dot.closure_speed = closure_speed(value[int(pore_half_life)]);
    dot.exudate_share = in(exudate_share);
    dot.scab_fall_day = in(scab_fall_day);
    dot.turnover_day = in(epidermal_turnover);
    dot.aggregated_efficiency = in(aggregated_efficiency);
    dot.milky_scattering_per_mm = in(milky_scattering);

    const double light_factor = light_clearance_factor(value[int(uv_clearance)], light.dose_mlx_h);
    dot.residence = {.uptake_per_day = uptake_at_rest_per_day(in(uptake_half_time)),
                     .escape_probability = in(escape_probability),
                     .slow_per_day = light_factor * in(slow_clearance),
                     .labile_share = in(labile_share),
                     .labile_per_day = std::numbers::ln2 / in(labile_half_life),
                     .permanent_share = in(permanent_share),
                     .permanent_per_day = in(permanent_clearance),
                     .release_surge = in(release_surge)};
    dot.lateral_mm2_per_day =
        depth_spread_factor(column_mean_depth_mm(dot.epidermis_mm, dot.bottom_mm)) * in(spread);
    dot.vertical_mm2_per_day = dot.lateral_mm2_per_day * in(vertical_spread_ratio);
    dot.mesh_radius_mm = mesh_radius_mm(dot.column_sigma_mm, dot.stain_sigma_mm,
                                        dot.blowout_share > 0 ? dot.blowout_sigma_mm : 0,
                                        dot.lateral_mm2_per_day, client.forecast.horizon_year * day_per_year);
    dot.mesh_growth = mesh_growth(dot.mesh_radius_mm, dot.column_sigma_mm);
    dot.light_by_slice = light.by_slice;
    dot.light_season = light.season;

    // The healed depth is that of a dot that heals undisturbed: what skin or aftercare lose beyond that makes
    // it paler.
    const double undisturbed_exudate =
        std::max(0.0, 1 - (1 - dot.exudate_share) / chances.on(CovariateEffect::Target::retention));
    const Pigment& pigment = session.pigment;
    const double mass_ng =
        deposited_mass_ng(strength_of(session) * in(healed_optical_depth), dot.column_sigma_mm,
                          dot.aggregated_efficiency, epidermal_share(dot.epidermis_mm, dot.bottom_mm),
                          undisturbed_exudate) *
        pigment.standard_mass_fraction / standard_mass_fraction;
    for (const int c : ink) {
        const PigmentComponent& component = population.components[c];
        const double scale = std::pow(component.bleaching_gsd, chances.bleaching) * in(bleaching_scale);
        dot.mass_ng[c] += mass_ng * component.mass_share;
        dot.bleaching_per_day[c] = scale * bleaching_per_day(component.bleaching_per_year, light.dose_mlx_h);
        if (const int fragments = population.inputs[c].fragments; fragments >= 0)
            dot.bleaching_per_day[fragments] = dot.bleaching_per_day[c];
    }
    dot.fragmented_share = in(fragmented_share);
    return dot;
}

/// Lets later sessions puncture the dot once more, each by its chance; more or less pigment as their ink is
/// stronger or weaker than the first.
void set_second_passes(const Case& client, std::uint32_t number, DotInput& dot) {
    Random random(client.forecast.seed, Purpose::second_pass, number);
    for (std::size_t s = dot.session + 1; s < client.sessions.size(); ++s)
        if (random.uniform() < client.sessions[s].again_share)
            dot.again[s] = strength_of(client.sessions[s]) / strength_of(client.sessions[dot.session]);
}

/// Session of a dot, by the sessions' shares of all dots.
int session_of(const Case& client, double u) {
    const int last = last_with_dots(client);
    for (int s = 0; s < last; ++s) {
        if (u < client.sessions[s].density_share) return s;
        u -= client.sessions[s].density_share;
    }
    return last;
}

/// What all persons of a case are drawn from. Fills what they share in the population.
struct Source {
    const Case& client;
    std::vector<std::vector<int>> inks;  // [sessions], components of each session's ink
    std::optional<YearlyLight> light;    // when a latitude is known
    double light_of_zone = 1;
    Skin read;

    Source(const Case& of_client, Population& population)
        : client(of_client), inks(gather_components(of_client, population)) {
        if (client.sun.latitude_deg) light = yearly_light(client.sun);
        if (client.zone) light_of_zone = zone_light(*client.zone, client.sun);
        read = skin_as_read(client.skin, population.assumed);
        population.light = light;
    }
    /// For a case that differs in what is no part of this only.
    Source(const Case& of_client, const Source& other)
        : client(of_client),
          inks(other.inks),
          light(other.light),
          light_of_zone(other.light_of_zone),
          read(other.read) {}
};

/// A person to be drawn, 0 for the nominal client.
struct Asked {
    const Source& source;
    int person;
    std::vector<std::uint32_t> dots;  // numbers that their random numbers hang on; the nominal client's 0 is
                                      // the nominal dot
    bool in_order = false;  // the dots' sessions follow each other by their shares; else each is drawn
};

void draw_person(const Asked& asked, const Population& population, Person& drawn_person, DotInput* dots) {
    const Source& source = asked.source;
    const Case& client = source.client;
    const bool nominal = asked.person == 0;
    const Chances chances = draw_chances(client, asked.person);
    Draws drawn = values_of(client, client.sessions.back(), chances, {}, nominal);
    const Skin skin = skin_of(client, chances, drawn, source.read);
    const PigmentLight light = light_of(client, source.light, source.light_of_zone, chances, drawn, skin);
    drawn[int(light_dose)] = light.dose_mlx_h;
    Random discrepancy(client.forecast.seed, Purpose::discrepancy, std::uint32_t(asked.person));
    drawn_person = {skin, drawn, nominal ? 0 : standard_normal(discrepancy)};

    for (std::size_t d = 0; d < asked.dots.size(); ++d) {
        const std::uint32_t number = asked.dots[d];
        Random random(client.forecast.seed, Purpose::dot, number);
        const double session_u = random.uniform(), blowout_u = random.uniform();
        Draws z;
        for (double& value : z) value = standard_normal(random);
        const bool nominal_dot = nominal && number == 0;
        const double place = (double(d) + .5) / double(asked.dots.size());
        const int session = asked.in_order ? session_of(client, place)
                            : nominal_dot  ? last_with_dots(client)
                                           : session_of(client, session_u);
        Draws value =
            values_of(client, client.sessions[session], chances, nominal_dot ? Draws{} : z, nominal_dot);
        for (int p = 0; p < parameter_count; ++p)  // the nominal person's own traits
            if (nominal && info(Parameter(p)).level == Level::person) value[p] = drawn[p];
        dots[d] = dot_of(client, session, population, source.inks[session], value, light, chances,
                         nominal_dot ? 1 : blowout_u);
        set_second_passes(client, number, dots[d]);
    }
}

/// Draws all persons, each a function of its own numbers.
void draw(const std::vector<Asked>& asked, Population& population) {
    std::vector<std::size_t> first;
    for (const Asked& each : asked) {
        first.push_back(population.person_of_dot.size());
        population.person_of_dot.resize(first.back() + each.dots.size(), int(first.size()) - 1);
    }
    population.persons.resize(asked.size());
    population.dots.resize(population.person_of_dot.size());
#pragma omp parallel for schedule(dynamic, 8)
    for (std::size_t i = 0; i < asked.size(); ++i)
        draw_person(asked[i], population, population.persons[i], &population.dots[first[i]]);
}

std::vector<std::uint32_t> numbers_from(std::uint32_t first, int count) {
    std::vector<std::uint32_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), first);
    return numbers;
}

/// Numbers of a member's own dots; the nominal client has a pack of them before all members'.
std::vector<std::uint32_t> own_dots(int member, int dots_per_member, int count) {
    return numbers_from(
        member == nominal_member ? 0 : std::uint32_t(pack_width) + std::uint32_t(member) * dots_per_member,
        count);
}

/// The same skin, sun, zone, sessions and lasers, so that what is looked up for one case serves the other.
bool share_source(const Case& a, const Case& b) {
    return a.skin == b.skin && a.sun == b.sun && a.zone == b.zone && go_together(a, b);
}

constexpr std::uint32_t most_further_dots = 1024;  // of one member

}  // namespace

double nominal_value(const Case& client, Parameter parameter) {
    const auto entered = client.fixed.find(parameter);
    return entered == client.fixed.end() ? info(parameter).nominal : entered->second;
}

double strength_of(const Session& session) {
    const double standard_water = session.pigment.standard_water_per_pigment;
    return ink_strength(session.shade, session.water_per_pigment.value_or(standard_water), standard_water);
}

int last_with_dots(const Case& client) {
    int s = int(client.sessions.size()) - 1;
    while (s > 0 && client.sessions[s].density_share == 0) --s;
    return s;
}

bool go_together(const Case& a, const Case& b) {
    if (&a == &b) return true;
    const auto same_ink = [](const Session& one, const Session& other) {
        return one.pigment.components == other.pigment.components;
    };
    const bool same_fragments =
        a.lasers.empty() || nominal_value(a, fragment_diameter) == nominal_value(b, fragment_diameter);
    const auto from_last = [](const Case& client, const Date& date) {
        return days_between(client.sessions.back().date, date);
    };
    return std::ranges::equal(a.sessions, b.sessions,
                              [&](const Session& one, const Session& other) {
                                  return from_last(a, one.date) == from_last(b, other.date) &&
                                         same_ink(one, other);
                              }) &&
           std::ranges::equal(a.lasers, b.lasers,
                              [&](const Date& one, const Date& other) {
                                  return from_last(a, one) == from_last(b, other);
                              }) &&
           same_fragments && a.forecast.horizon_year == b.forecast.horizon_year &&
           a.forecast.accuracy == b.forecast.accuracy && a.forecast.dots == b.forecast.dots;
}

Population draw_population(const Case& client, const std::vector<int>& members) {
    Population population;
    population.before = 1;
    const Source source(client, population);
    std::vector<int> first(members.empty() ? client.forecast.members : 0);
    std::iota(first.begin(), first.end(), 0);
    std::vector<Asked> asked{{source, 0, own_dots(nominal_member, 0, pack_width)}};
    const int dots = client.forecast.dots;
    for (const int member : members.empty() ? first : members)
        asked.push_back({source, member + 1, own_dots(member, dots, dots)});
    draw(asked, population);
    return population;
}

Population draw_clients(const std::vector<VirtualClient>& clients) {
    Population population;
    std::deque<Source> sources;  // of runs of clients that share theirs
    std::vector<Asked> asked;
    for (const VirtualClient& each : clients) {
        const Case& client = *each.client;
        if (!go_together(*clients.front().client, client))
            throw Error("draw_clients: cases of different sessions, inks, horizons, meshes or dots");
        if (sources.empty() || !share_source(sources.back().client, client))
            sources.emplace_back(client, population);
        else if (&sources.back().client != &client)
            sources.emplace_back(client, sources.back());
        const int dots = client.forecast.dots;
        asked.push_back({sources.back(), each.member + 1, own_dots(each.member, dots, dots)});
    }
    draw(asked, population);
    return population;
}

Population draw_member(const Case& client, int member, int dots, bool in_order) {
    const int own = std::min(dots, member == nominal_member ? pack_width : client.forecast.dots);
    std::vector<std::uint32_t> numbers = own_dots(member, client.forecast.dots, own);
    // Above those of any population of a forecast, so that no dot of another member is drawn again.
    const auto further =
        numbers_from(0x80000000u + std::uint32_t(member + 1) * most_further_dots, dots - own);
    numbers.insert(numbers.end(), further.begin(), further.end());
    Population population;
    const Source source(client, population);
    draw({{source, member + 1, numbers, in_order}}, population);
    return population;
}

}  // namespace fadecast
