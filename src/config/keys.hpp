#pragma once
// The one table of every key a configuration file may have. It drives the validator and the JSON Schema.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fadecast {

enum class Kind {
    text,
    flag,
    whole,       ///< integer from low to high
    quantity,    ///< "0.4 mm"; where the unit is "1", a bare number or "30 %"
    date,        ///< 2026-03-14
    choice,      ///< one word of `among`
    choices,     ///< a list of such words
    texts,       ///< a list of texts
    lab,         ///< [L*, a*, b*]
    sourced,     ///< { value = quantity, source = "...", evidence = "..." }
    series,      ///< "400 450 500 nm": several quantities with one unit
    table,       ///< keys of the section `among`
    tables,      ///< a list of such tables
    parameters,  ///< names of the registry, each with a quantity
    changes,     ///< a table to be laid over another document, as it was written
    any,         ///< as it was written; checked by those who know what it must be
};

struct Key {
    std::string_view section, name;
    Kind kind;
    bool required;
    std::string_view unit;  ///< of low and high
    double low, high;
    std::string_view among;  ///< allowed words, '~' for a blank inside one; or the section of a table
    std::string_view meaning;
    std::string_view reason = "";  ///< why the range ends where it does, for the error
};

/// The keys of one section, in the order of the documents.
std::span<const Key> keys_of(std::string_view section);

/// The words that a choice allows.
std::vector<std::string> choices_of(const Key& key);

/// The words of a blank-separated list.
std::vector<std::string> words(std::string_view text);

}  // namespace fadecast
