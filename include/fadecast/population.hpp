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

/// Persons and dots in the order of packs. draw_population puts the nominal client and a pack of its dots
/// before the members (lane 0 the nominal dot, the others differ dot by dot).
struct Population {
    std::vector<PigmentComponent> components;  ///< of all sessions' inks, each of one particle size
    std::vector<ComponentInput> inputs;        ///< the same for transport
    int before = 0;                            ///< persons before the members: 1 with the nominal client
    std::vector<Person> persons;
    std::vector<DotInput> dots;
    std::vector<int> person_of_dot;
    std::optional<YearlyLight> light;  ///< when a latitude is known
    std::vector<std::string> assumed;  ///< sentences about the client that the draw brought up

    const Person& member(int member) const { return persons[before + member]; }
    int first_dot_of_member(int member, int dots_per_member) const {
        return before * pack_width + member * dots_per_member;
    }
};

/// A virtual client of a case: one of its members, or nominal_member for its typical one.
struct VirtualClient {
    const Case* client;
    int member;
};
inline constexpr int nominal_member = -1;

/// What was entered of a parameter, or its nominal value; in the registry's unit.
double nominal_value(const Case& client, Parameter parameter);

/// Strength of a session's ink relative to the pigment's standard.
double strength_of(const Session& session);

/// The last session that set dots of its own; a touch-up may have gone over old ones only.
int last_with_dots(const Case& client);

/// Whether dots of two cases can travel in one population: the same days of sessions and lasers, inks,
/// horizon, mesh and number of dots.
bool go_together(const Case& a, const Case& b);

/// The skin that a reading tells of, at the registry's typical thickness; type III when nothing was read.
/// @param assumed       receives a sentence when the colour is unusual.
/// @throws DomainError  no skin comes within delta E00 5 of the colour.
Skin skin_as_read(const SkinReading& reading, std::vector<std::string>& assumed);

/// Draws the virtual clients of a case. A pure function of the case; member i is the same for any number of
/// members.
/// @param members  numbers of those to draw; empty: the first forecast.members.
/// @throws Error   the sessions' pigments have more than max_components components.
Population draw_population(const Case& client, const std::vector<int>& members = {});

/// Draws virtual clients of several cases that go together, each as in the population of its own case; the
/// typical client has as many dots as a member.
/// @throws Error   cases that do not go together
Population draw_clients(const std::vector<VirtualClient>& clients);

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
