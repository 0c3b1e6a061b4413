#include "config/lay_over.hpp"

namespace fadecast {

Node laid_over(Node under, const Node& over) {
    const Table* changes = over.as<Table>();
    if (!changes) return over;
    if (auto* items = std::get_if<std::vector<Node>>(&under.value)) {
        for (Node& item : *items) item = laid_over(std::move(item), over);
        return under;
    }
    auto* table = std::get_if<Table>(&under.value);
    if (!table) return over;
    for (const Entry& change : *changes)
        if (const auto entry = find_key(*table, change.key); entry == table->end())
            table->push_back(change);
        else
            *entry = {change.key, change.where, laid_over(std::move(entry->value), change.value)};
    return under;
}

Node at_key(std::string_view dotted_key, const Node& value) {
    const auto dot = dotted_key.find('.');
    const std::string head(dotted_key.substr(0, dot));
    const Node inner = dot == dotted_key.npos ? value : at_key(dotted_key.substr(dot + 1), value);
    return {value.where, Table{{head, value.where, inner}}};
}

}  // namespace fadecast
