#pragma once
// The nominal dot of docs/model.md, as `fadecast validate` has it too.

#include <validation/nominal_dot.hpp>

namespace fadecast::test {

using validation::nominal_dot;
using validation::Scalars;
using validation::spreading_dot;
using validation::year;

}  // namespace fadecast::test
