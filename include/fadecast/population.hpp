#pragma once
// Virtual clients: what cannot be known of one client, drawn from the registry, and the dots that follow.

#include <fadecast/case.hpp>
#include <fadecast/light.hpp>
#include <fadecast/skin.hpp>
#include <fadecast/transport.hpp>

#include <optional>
#include <string>
#include <vector>

namespace fadecast {

/// One virtual client.
struct Person {
    Skin skin;
    std::array<double, parameter_count> drawn{};  ///< in the registry's units, after covariates; those that
                                                  ///< vary by dot at the person's median
    double discrepancy = 0;                       ///< standard normal of the model's own error
};

/// Persons and dots in the order of packs: the first pack holds dots of the nominal client (lane 0 the
/// nominal dot, the others differ dot by dot), then come the members, `dots` dots each.
struct Population {
    std::vector<PigmentComponent> components;  ///< of all sessions' inks, each of one particle size
    std::vector<ComponentInput> inputs;        ///< the same for transport
    std::vector<Person> persons;               ///< 0 is the nominal client, 1..members the virtual ones
    std::vector<DotInput> dots;
    std::vector<int> person_of_dot;
    std::optional<YearlyLight> light;  ///< when a latitude is known
    std::vector<std::string> assumed;  ///< sentences about the client that the draw brought up

    int first_dot_of_member(int member, int dots_per_member) const {
        return pack_width + member * dots_per_member;
    }
};

/// The skin that a reading tells of, at the registry's typical thickness; type III when nothing was read.
/// @param assumed       receives a sentence when the colour is unusual.
/// @throws DomainError  no skin comes within delta E00 5 of the colour.
Skin skin_as_read(const SkinReading& reading, std::vector<std::string>& assumed);

/// Draws the virtual clients of a case. A pure function of the case; member i is the same for any number of
/// members.
/// @param members  numbers of those to draw; empty: the first forecast.members.
/// @throws Error   the sessions' pigments have more than max_components components.
Population draw_population(const Case& client, const std::vector<int>& members = {});

/// One member alone, as its only person, with any number of dots: first those that it has in the population,
/// then further ones, which depend on the case's seed and the member only.
/// @param member  from 0; -1 is the nominal client.
/// @param dots    at most 1024.
/// @param in_order  dots are made in their own order, session by session by the sessions' shares, so that a
/// dot
///                  keeps its draws and its place in a patch whatever the sessions are; otherwise each dot's
///                  session is drawn, as in a population.
Population draw_member(const Case& client, int member, int dots, bool in_order = false);

}  // namespace fadecast
