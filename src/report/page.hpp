#pragma once
// What stands on the one page for client and practitioner: words, tables, charts and pictures, in the order
// in which a client asks, before anybody decides how to set them.

#include "output/documents.hpp"

#include <array>
#include <string>
#include <vector>

namespace fadecast::report {

/// Shades that differ in lightness, so that they print in grey.
inline constexpr const char* ink = "#1b2a33";
inline constexpr const char* quiet = "#4a5a63";
inline constexpr const char* strong = "#16465c";
inline constexpr const char* middle = "#9db7c3";
inline constexpr const char* pale = "#d9e3e8";
inline constexpr const char* grid_grey = "#c9d1d5";

/// A paragraph, with a label before it unless that is empty.
struct Words {
    std::string label, text;
    int most_lines = 2;  ///< the rest is cut off and ends in an ellipsis
    /// Of a list, which takes the text's place: it may have more lines where the sheet is not full, and ends
    /// with a pointer to plan.json where it still does not fit.
    std::vector<std::string> parts{};
    std::string between{};
};

/// A drawing in SVG of so many millimetres; nothing when there is nothing to draw.
struct Chart {
    std::string svg;
    double width_mm = 0, height_mm = 0;
};

/// Rows of cells under a head; the first row is set in bold.
struct Table {
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;
};

struct Block {
    std::string title, note;
    Chart chart;
    Table table;
    std::vector<Words> words;
};

/// The scalp at one time, from the middle member and from those that fade fast and last long.
struct Moment {
    std::string caption, month;
    Picture middle, fast, slow;
};

/// Two sheets hold it, A4 and Letter: 186 x 255 mm.
struct Page {
    static constexpr double width_mm = 186, height_mm = 255;
    static constexpr double left_mm = 82, right_mm = 99;  ///< of the columns
    static constexpr double label_mm = 22;                ///< of words, before their text
    static constexpr double picture_mm = 29.4, small_mm = 14.2, picture_gap_mm = 1;
    static constexpr double body_pt = 7.5, line = 1.22;  ///< letters, and lines relative to them

    std::string title;  ///< of the document
    Date date;          ///< as_of: the only date that a file of it carries
    std::string heading, header;
    Words answer, zones;
    Block course;  ///< the chart over the years
    Block pictures;
    std::vector<Moment> moments;
    std::array<std::vector<Block>, 2> columns;
    std::string note, footer;
};

/// @param backend  draws the pictures
Page page_of(const Forecast& forecast, const Provenance& provenance, const Backend& backend);

/// A self-contained HTML page: no script, nothing fetched, pictures inside; prints on one sheet.
std::string page_html(const Page& page);

struct Sheet {
    double width_mm, height_mm;
};
inline constexpr Sheet a4{210, 297}, letter{215.9, 279.4};

/// The same as PDF, by cairo; words stay text. The same page gives the same bytes.
/// @throws Error  cairo or librsvg could not draw it.
std::string page_pdf(const Page& page, Sheet sheet);

/// Sets the texts of all lists of a page: as much of each as its lines hold, which become more, line by line,
/// as long as the sheet has room.
void fit_lists(Page& page);

/// Height of the page's content as set on paper, mm; page_pdf sets it smaller when it exceeds the sheet.
double set_height_mm(const Page& page);

}  // namespace fadecast::report
