#pragma once
// Checks a document against the table of keys and hands out its values in the units of that table.

#include "config/document.hpp"
#include "config/keys.hpp"

#include <map>
#include <optional>

namespace fadecast {

/// The checked values of one table of a document.
class Section {
public:
    std::string where;

    bool has(const std::string& key) const { return values_.count(key) + tables_.count(key) > 0; }
    /// Where the key was written; the table itself when it was not.
    const std::string& where_of(const std::string& key) const;

    std::optional<double> number(
        const std::string& key) const;  ///< whole, quantity, sourced; in the key's unit
    std::optional<std::string> text(const std::string& key) const;  ///< text, choice
    std::optional<Date> date(const std::string& key) const;
    bool flag(const std::string& key) const;                             ///< false when not entered
    const std::vector<double>& numbers(const std::string& key) const;    ///< lab, series
    const std::vector<std::string>& list(const std::string& key) const;  ///< choices, texts
    const Node& node(const std::string& key) const;      ///< changes, any; an empty table when not entered
    const Section& table(const std::string& key) const;  ///< an empty one when not entered
    const std::vector<Section>& tables(const std::string& key) const;

private:
    using Value =
        std::variant<bool, double, std::string, Date, std::vector<double>, std::vector<std::string>, Node>;
    struct Located {
        std::string where;
        Value value;
    };
    template <typename T>
    const T* find(const std::string& key) const;
    void read(const Key& key, const Node& node);

    std::map<std::string, Located> values_;
    std::map<std::string, std::vector<Section>> tables_;

    friend Section validate(const Node& node, std::string_view section);
};

/// A quantity as a number in the key's unit. Throws ConfigError: no number, no unit, out of the key's range.
double read_quantity(const Key& key, const Node& node);

/// A row of the registry as a key of `parameters`.
Key key_of_parameter(const ParameterInfo& parameter);

/// Throws ConfigError at the first key that is unknown, missing, of the wrong type or out of range.
Section validate(const Node& node, std::string_view section);

}  // namespace fadecast
