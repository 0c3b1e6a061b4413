// fadecast doctor: what this installation is and whether it works.

#include "cli/commands.hpp"
#include "cli/self_test.hpp"

#include <H5public.h>
#include <fmt/format.h>
#include <omp.h>
#include <png.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace fadecast::cli {
namespace {

std::string library_versions() {
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    return fmt::format("HDF5 {}.{}.{}, libpng {}, CLI11 {}, nlohmann-json {}.{}.{}, fmt {}.{}.{}", major,
                       minor, release, png_get_libpng_ver(nullptr), CLI11_VERSION,
                       NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH,
                       FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100);
}

std::string device_list() {
    std::string devices = "reference, cpu";
    try {
        for (int i = 0; i < 64; ++i) devices += "; " + Backend::gpu(i).describe();
    } catch (const DeviceError& error) {
        if (!gpu_available()) devices += fmt::format("; no GPU ({})", error.what());
    }
    return devices;
}

}  // namespace

Command add_doctor(CLI::App& program) {
    const auto device = std::make_shared<DeviceOptions>();
    CLI::App* app =
        program.add_subcommand("doctor", "Show devices, threads, SIMD and versions, and run a self-test");
    device->add_to(*app);
    app->footer("Example:\n  fadecast doctor");

    return {app, [device](const Provenance& provenance) {
                const Backend backend = device->open();
                std::string text;
                const auto line = [&](std::string_view name, std::string_view value) {
                    text += fmt::format("{:<10} {}\n", name, value);
                };
                line("fadecast", fmt::format("{}, compiled by g++ {}", provenance.version, __VERSION__));
                line("devices", device_list());
                line("uses", backend.describe());
                line("threads",
                     fmt::format("{} of {} processors", omp_get_max_threads(), omp_get_num_procs()));
                line("SIMD", fmt::format("{} in use; {} is the widest here", name_of(simd_in_use()),
                                         name_of(widest_simd())));
                line("fields", sizeof(Real) == 4 ? "single precision" : "double precision");
                line("libraries", library_versions());
                bool healthy = true;
                for (const SelfTest& test : self_test(backend)) {
                    line("self-test",
                         fmt::format("{:<7} {}: {}", test.passed ? "ok" : "FAILED", test.name, test.finding));
                    healthy = healthy && test.passed;
                }
                print_result(text);
                return healthy ? ExitCode::ok : ExitCode::run_failed;
            }};
}

}  // namespace fadecast::cli
