#pragma once
// Skin of a type on the epidermis that published fluences were derived with.

#include <fadecast/skin.hpp>

namespace fadecast::test {

inline Skin of_type(int type) {
    Skin skin;
    skin.epidermis_mm = .06;
    skin.melanin_fraction = melanin_fraction_of_ita(ita_of_fitzpatrick(type));
    return skin;
}

}  // namespace fadecast::test
