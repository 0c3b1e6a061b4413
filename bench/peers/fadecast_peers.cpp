// The compiled part of bench/peers/run: writes the problem down for the solvers in Python, and times our
// engine and CVODE on it.
//
//   fadecast_peers problem FOLDER                     writes problem.json, start.f64, exact.f64,
//   exact_events.f64 fadecast_peers ours FOLDER events(0|1) PARTS extrapolate(0|1) check(0|1) fadecast_peers
//   cvode FOLDER events(0|1) TOLERANCE
//
// The last two write FOLDER/result.f64 and print seconds and steps as JSON. `check` also writes
// ours_exact.f64, the solution that belongs to our own field at day 42.
//
// The problem: one healed dot of three pools on 64 x 64 cells, from day 42 on for 20 years; rates are
// constant, as the labile share is 0. With `events`, the client comes again six times, which calls
// macrophages and speeds up the release for two weeks each time.

#include "../../tests/support/cvode.hpp"
#include "../../tests/support/nominal_dot.hpp"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

using namespace fadecast;
using test::SecondOperator;
using test::year;

namespace {

constexpr double from_day = healed_day, to_day = from_day + 20 * year;
const GridShape grid{.radial_cells = 64, .depth_cells = 64, .epidermis_cells = 8};

SecondOperator problem(bool events) {
    DotInput dot = test::nominal_dot();
    dot.residence.labile_share = 0;
    dot.bleaching_per_day[0] = .01 / year;
    std::vector<double> sessions;
    for (int k = 1; events && k <= 6; ++k) sessions.push_back(from_day + 2.5 * year * k);
    return {grid, dot, 1, sessions};
}

struct Run {
    double seconds = 0;
    long steps = 0;
    std::vector<double> start, y;  ///< at day 42 and at the end
};

/// Coarse until day 42, then steps of at most half a year, all cut into parts; extrapolated means a second
/// run with twice as many. 32 dots travel together. The engine has no other beginning than the puncture: the
/// way to day 42, where the peers start, is timed by itself and not counted.
Run ours(const SecondOperator& p, int parts, bool extrapolate) {
    std::vector<double> sessions{0};
    sessions.insert(sessions.end(), p.later_session_age_day.begin(), p.later_session_age_day.end());
    const StepControl control{
        .growth = 1, .shortest_day = 1, .disturbed_day = 4, .parts = parts, .extrapolate = extrapolate};
    const Schedule whole = make_schedule(sessions, {from_day, to_day}, control),
                   healing = make_schedule(sessions, {from_day}, control);
    const std::vector<DotInput> dots(pack_width, p.dot);
    FieldRecord record;
    const auto timed = [&](const Schedule& schedule) {
        const auto start = std::chrono::steady_clock::now();
        transport(Backend::cpu(), grid, schedule, {{p.lymph_size_factor, 0}}, dots, &record);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / pack_width;
    };
    timed(healing);  // warm
    Run run;
    run.seconds = -timed(healing);
    run.seconds += timed(whole);
    for (int twice = 0; twice <= int(extrapolate); ++twice)
        for (const Step& step : steps_of(whole, 1, parts << twice))
            run.steps += step.start_day >= from_day && step.dt_day > 0;
    run.start = p.from_record(record.pools.data());
    run.y = p.from_record(record.pools.data() + p.size());
    return run;
}

Run cvode(const SecondOperator& p, const std::vector<double>& start, double tolerance) {
    Run run{.start = start, .y = start};
    test::Cvode solver(p, tolerance, false);
    const auto begin = std::chrono::steady_clock::now();
    solver.integrate(run.y, from_day, to_day);
    run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    run.steps = solver.steps();
    return run;
}

constexpr double exact = 1e-8;  // tolerance of what the others are held against; two runs agree to 1e-7

void write(const std::string& file, const std::vector<double>& values) {
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(values.data()), std::streamsize(values.size() * sizeof(double)));
}

void write_problem(const std::string& folder) {
    const SecondOperator p = problem(false);
    std::ofstream out(folder + "/problem.json");
    out.precision(17);
    const auto array = [&](const char* name, const std::vector<double>& values) {
        out << "\"" << name << "\": [";
        for (std::size_t i = 0; i < values.size(); ++i) out << (i ? "," : "") << values[i];
        out << "],\n";
    };
    out << "{\n";
    array("ring_area", p.ring_area), array("ring_inner", p.ring_inner), array("ring_outer", p.ring_outer);
    array("height", p.height), array("upper", p.upper), array("lower", p.lower);
    array("lymph_factor", p.lymph_factor), array("bleaching", p.bleaching);
    const auto k = p.rates(from_day + 1000, from_day + 1000);  // the last of the inflammation is over
    out << "\"uptake\": " << k.uptake << ", \"lymph\": " << k.lymph << ", \"release\": " << k.release
        << ", \"unfixing\": " << k.unfixing << ",\n\"lateral\": " << p.dot.lateral_mm2_per_day
        << ", \"vertical\": " << p.dot.vertical_mm2_per_day
        << ", \"rise\": " << p.dot.epidermis_mm / p.dot.turnover_day
        << ",\n\"epidermis_cells\": " << grid.epidermis_cells << ", \"days\": " << to_day - from_day
        << "\n}\n";
    const std::vector<double> start = ours(p, 4, false).start;
    write(folder + "/start.f64", start);
    write(folder + "/exact.f64", cvode(p, start, exact).y);
    write(folder + "/exact_events.f64", cvode(problem(true), start, exact).y);
}

std::vector<double> read(const std::string& file, std::size_t size) {
    std::vector<double> values(size);
    std::ifstream(file, std::ios::binary)
        .read(reinterpret_cast<char*>(values.data()), std::streamsize(size * sizeof(double)));
    return values;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 2 ? argv[1] : "", folder = argc > 2 ? argv[2] : "";
    if (what == "problem" && argc == 3) {
        write_problem(folder);
        return 0;
    }
    if (!(what == "ours" && argc == 7) && !(what == "cvode" && argc == 5)) {
        std::fputs("usage: see the head of fadecast_peers.cpp\n", stderr);
        return 2;
    }
    const SecondOperator p = problem(argv[3] == std::string("1"));
    const Run run = what == "ours"
                        ? ours(p, std::stoi(argv[4]), argv[5] == std::string("1"))
                        : cvode(p, read(folder + "/start.f64", std::size_t(p.size())), std::stod(argv[4]));
    write(folder + "/result.f64", run.y);
    if (what == "ours" && argv[6] == std::string("1"))
        write(folder + "/ours_exact.f64", cvode(p, run.start, exact).y);
    std::printf("{\"seconds\": %.9g, \"steps\": %ld}\n", run.seconds, run.steps);
}
